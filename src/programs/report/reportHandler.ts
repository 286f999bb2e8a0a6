import { Clock, Effect, Layer, Option, Stdio, Stream } from "effect"
import { ResearchAnalytics } from "../../services/research/analytics/ResearchAnalytics.ts"
import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"
import * as ResearchPeriod from "../../services/research/model/ResearchPeriod.ts"
import * as HtmlFlag from "../page/HtmlFlag.ts"
import * as Output from "../terminal/Output.ts"
import { wrongUsage } from "../terminal/ProgramFailed.ts"
import * as Csv from "./Csv.ts"
import * as ReportDocument from "./ReportDocument.ts"
import * as ReportPage from "./ReportPage.ts"
import * as ReportTables from "./ReportTables.ts"

interface Options {
  readonly days: Option.Option<number>
  readonly from: Option.Option<string>
  readonly to: Option.Option<string>
  readonly top: number
  readonly csv: Option.Option<keyof typeof ReportTables.parts>
  readonly html: Option.Option<string>
  readonly json: boolean
}

const periodOf = Effect.fnUntraced(function* ({ days, from, to }: Options) {
  const today = yield* ResearchPeriod.last(1)
  if (Option.isNone(from) && Option.isNone(to)) {
    return yield* ResearchPeriod.last(Option.getOrElse(days, () => 30))
  }
  if (Option.isSome(days))
    return yield* wrongUsage("--days counts back from today; leave --from and --to out")
  if (Option.isNone(from)) return yield* wrongUsage("--to needs --from")
  if (Option.isNone(to) && /^\d{4}-/.test(from.value) && from.value > today.to) {
    return yield* wrongUsage(
      `--from ${from.value} is after today (${today.to}, in UTC), which is the last day unless --to is given`
    )
  }
  const period = { from: from.value, to: Option.getOrElse(to, () => today.to) }
  return yield* ResearchPeriod.decode(period).pipe(
    Effect.catch(({ message }) =>
      wrongUsage(message.replaceAll("period.", "--").replace(/^period\b/, "the time from --from to --to"))
    )
  )
})

/** Line breaks and all, which is more than printing a line would leave alone. */
const printCsv = Effect.fnUntraced(function* (report: ResearchReport, part: keyof typeof ReportTables.parts) {
  const stdio = yield* Stdio.Stdio
  const { header, rows } = ReportTables.parts[part](report)
  yield* Stream.run(Stream.make(Csv.render(header, rows)), stdio.stdout({ endOnDone: false })).pipe(
    Effect.catchTag("PlatformError", () => Effect.void) // told by StandardOutput, unless a reader has seen enough
  )
})

const writePage = Effect.fnUntraced(function* (report: ResearchReport, file: string) {
  const madeAt = new Date(yield* Clock.currentTimeMillis)
  yield* HtmlFlag.put(file, ReportPage.render(report, madeAt))
})

const work = Effect.fnUntraced(function* (options: Options) {
  const period = yield* periodOf(options)
  const report = yield* Effect.flatMap(ResearchAnalytics, ({ report }) => report(period, options.top)).pipe(
    Effect.provide(Layer.fresh(ResearchAnalytics.layer))
  )
  if (Option.isSome(options.html)) yield* writePage(report, options.html.value)
  if (Option.isSome(options.csv)) yield* printCsv(report, options.csv.value)
  else if (options.json) yield* Output.print(JSON.stringify(ReportDocument.of(report)))
  else if (Option.isSome(options.html)) yield* Output.print(options.html.value)
  else yield* Output.print(ReportTables.render(report))
})

/** Prints or writes the analytics of a period. */
export const handler = (options: Options) =>
  options.json && Option.isSome(options.csv)
    ? wrongUsage("--json and --csv both want standard output; give one of them")
    : Effect.andThen(HtmlFlag.check(options.html), work(options))
