import { Clock, Console, Effect, FileSystem, Layer, Option, Stdio, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { ResearchAnalytics } from "../../services/research/analytics/ResearchAnalytics.ts"
import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"
import * as ResearchPeriod from "../../services/research/model/ResearchPeriod.ts"
import { countFlag } from "../terminal/CountFlag.ts"
import { wrongUsage } from "../terminal/ProgramFailed.ts"
import * as Csv from "./Csv.ts"
import * as ReportDocument from "./ReportDocument.ts"
import * as ReportPage from "./ReportPage.ts"
import * as ReportTables from "./ReportTables.ts"

const day = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("YYYY-MM-DD"), Flag.withDescription(description), Flag.optional)

const flags = {
  days: countFlag("days", 1, 3_660).pipe(
    Flag.withDescription("The last N days, today included; 30 unless given"),
    Flag.optional
  ),
  from: day("from", "Instead of --days: the first day, in UTC"),
  to: day("to", "The last day, included; today unless given"),
  top: countFlag("top", 1, 10_000).pipe(
    Flag.withDescription("How many of the keywords looked up most; 10 unless given"),
    Flag.withDefault(10)
  ),
  csv: Flag.Literals("csv", ["days", "keywords", "sources"]).pipe(
    Flag.withDescription(
      "Print one part as CSV (RFC 4180); what looks like a formula is made text with an apostrophe"
    ),
    Flag.optional
  ),
  html: Flag.String("html").pipe(
    Flag.withDescription("Write a page that needs no other file and no network"),
    Flag.withMetavar("FILE"),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of tables"),
    Flag.withDefault(false)
  )
}

type Options = Command.Command.Config.Infer<typeof flags>

const periodOf = Effect.fnUntraced(function* ({ days, from, to }: Options) {
  const today = yield* ResearchPeriod.last(1)
  if (Option.isNone(from) && Option.isNone(to)) {
    return yield* ResearchPeriod.last(Option.getOrElse(days, () => 30))
  }
  if (Option.isSome(days))
    return yield* wrongUsage("--days counts back from today; leave --from and --to out")
  if (Option.isNone(from)) return yield* wrongUsage("--to needs --from")
  const period = { from: from.value, to: Option.getOrElse(to, () => today.to) }
  return yield* ResearchPeriod.decode(period).pipe(
    Effect.catch(({ message }) => wrongUsage(message.replaceAll("period.", "--")))
  )
})

/** Line breaks and all, which is more than `Console.log` would leave alone. */
const printCsv = Effect.fnUntraced(function* (report: ResearchReport, part: keyof typeof ReportTables.parts) {
  const stdio = yield* Stdio.Stdio
  const { header, rows } = ReportTables.parts[part](report)
  yield* Stream.run(Stream.make(Csv.render(header, rows)), stdio.stdout({ endOnDone: false }))
})

const writePage = Effect.fnUntraced(function* (report: ResearchReport, file: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const madeAt = new Date(yield* Clock.currentTimeMillis)
  yield* fileSystem.writeFileString(file, ReportPage.render(report, madeAt))
})

const work = Effect.fnUntraced(function* (options: Options) {
  const period = yield* periodOf(options)
  const report = yield* Effect.flatMap(ResearchAnalytics, ({ report }) => report(period, options.top)).pipe(
    Effect.provide(Layer.fresh(ResearchAnalytics.layer))
  )
  if (Option.isSome(options.html)) yield* writePage(report, options.html.value)
  if (Option.isSome(options.csv)) yield* printCsv(report, options.csv.value)
  else if (options.json) yield* Console.log(JSON.stringify(ReportDocument.of(report)))
  else if (Option.isSome(options.html)) yield* Console.log(options.html.value)
  else yield* Console.log(ReportTables.render(report))
})

/** `aquifer report`: what was stored and looked up in a period. */
export const report = Command.make("report", flags, (options) =>
  options.json && Option.isSome(options.csv)
    ? wrongUsage("--json and --csv both want standard output; give one of them")
    : work(options)
).pipe(
  Command.withDescription(
    "What was stored and looked up in a period: tables, JSON, CSV or a page; on the pooled endpoint, one query at a time"
  ),
  Command.withExamples([
    { command: "aquifer report --days 7", description: "The last seven days" },
    {
      command: "aquifer report --from 2026-01-01 --to 2026-03-31 --html quarter.html",
      description: "A page"
    },
    { command: "aquifer report --top 1000 --csv keywords > keywords.csv", description: "For a spreadsheet" }
  ])
)
