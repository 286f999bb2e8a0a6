import * as Effect from "effect/Effect"
import * as ScriptCheck from "../../layers/guard/ScriptCheck.ts"
import * as Grammar from "../../layers/guard/sql/Grammar.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
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

const checkAll = Effect.fnUntraced(function* (files: ReadonlyArray<string>, options: ScriptCheck.Options) {
  const sources = yield* Effect.forEach(files, SqlSource.read)
  yield* Grammar.load
  const checked: Array<CheckReport.CheckedFile> = []
  const work = Effect.forEach(
    files,
    (file, index) =>
      Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => checked.push({ file, ...ScriptCheck.check(sources[index] ?? "", options) }))
      ),
    { discard: true }
  )
  const progress = Effect.sync(() => ({ done: checked.length, of: files.length, note: "files" }))
  const large = sources.reduce((size, source) => size + source.length, 0) > quick
  yield* large ? ProgressBar.during(progress)(work) : work
  return checked
})

/** Judges the files, and prints what cannot run; what could not be judged is no success either. */
export const handler = Effect.fnUntraced(function* (options: Options) {
  const { allowUnparsed, json } = options
  const files = yield* Effect.forEach(options.files, SqlSource.files)
  const checked = yield* checkAll([...new Set(files.flat())], options)
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
