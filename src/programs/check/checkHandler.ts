import * as Effect from "effect/Effect"
import type * as PsqlRun from "../../layers/guard/script/PsqlRun.ts"
import * as ScriptCheck from "../../layers/guard/script/ScriptCheck.ts"
import * as Grammar from "../../layers/guard/sql/Grammar.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as CheckReport from "./CheckReport.ts"
import * as SqlSource from "./SqlSource.ts"

interface Options {
  readonly files: ReadonlyArray<string>
  readonly json: boolean
  readonly singleTransaction: boolean
  readonly allowUnparsed: boolean
}

/** Less than this is done before anybody looks for a bar. */
const quick = 1_000_000

/** Characters that are judged before anything else may have its turn: Ctrl-C, and the bar. */
const turn = 65_536

const checkOne = Effect.fnUntraced(function* (
  source: string,
  options: ScriptCheck.Options & { readonly file: string },
  reached: (place: number) => void
) {
  const steps = ScriptCheck.steps(source, options)
  let until = turn
  let found: PsqlRun.Found | undefined
  for (;;) {
    const step = steps.next(found)
    if (step.done === true) return step.value
    found = typeof step.value === "number" ? undefined : yield* SqlSource.included(step.value, options.file)
    if (typeof step.value !== "number") continue
    if (step.value >= until - turn && step.value < until) continue // a template is read twice
    until = step.value + turn
    reached(Math.min(step.value, source.length))
    yield* Effect.yieldNow
  }
})

interface Source {
  readonly file: string
  readonly text?: string
  /** Why it has no text. */
  readonly because?: string
}

const sourceOf = (file: string) => Effect.map(SqlSource.read(file), (read): Source => ({ file, ...read }))

const checkAll = Effect.fnUntraced(function* (files: ReadonlyArray<string>, options: Options) {
  const sources = yield* Effect.forEach(files, sourceOf)
  const [first] = sources
  const isAlone = options.files.length === 1 && options.files[0] === first?.file
  // Of several the others are judged; what was asked for alone is wrong usage, and told what to do.
  if (isAlone && first?.because !== undefined) return yield* wrongUsage(first.because)
  yield* Grammar.load
  const total = sources.reduce((size, { text = "" }) => size + text.length, 0)
  let before = 0
  let done = 0
  const work = Effect.forEach(sources, ({ because, file, text = "" }) => {
    if (because !== undefined) return Effect.succeed(CheckReport.noText(file, because))
    return Effect.map(
      checkOne(text, { ...options, file }, (place) => (done = before + place)),
      (checked): CheckReport.CheckedFile => {
        before += text.length
        return { file, ...checked }
      }
    )
  })
  const progress = Effect.sync(() => ({
    done: Math.round(done / quick),
    of: Math.ceil(total / quick),
    note: "MB"
  }))
  return yield* total > quick ? ProgressBar.during(progress)(work) : work
})

/** Judges the files, and prints what cannot run; what could not be judged is no success either. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const { allowUnparsed, json } = options
  const files = yield* Effect.forEach(options.files, SqlSource.files)
  const all = yield* checkAll([...new Set(files.flat())], options)
  const checked = CheckReport.withoutParts(all, new Set(options.files))
  for (const file of checked) {
    const lines = json
      ? CheckReport.statements(file).map((statement) => JSON.stringify(statement))
      : CheckReport.findings(file)
    if (lines.length > 0) yield* Output.print(lines.join("\n"))
    for (const note of CheckReport.notes(file)) yield* Output.tell(note)
  }
  if (!json) yield* Output.print(CheckReport.summary(checked))
  const unparsed = allowUnparsed ? 0 : CheckReport.count(checked, "unparsable")
  if (unparsed > 0) yield* Output.tell(CheckReport.unjudged(unparsed))
  if (unparsed > 0 || CheckReport.count(checked, "unsafe") > 0) yield* Effect.fail(new ProgramFailed(1))
})
