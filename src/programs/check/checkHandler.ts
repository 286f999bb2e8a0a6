import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as ScriptCheck from "../../layers/guard/ScriptCheck.ts"
import * as Grammar from "../../layers/guard/sql/Grammar.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as CheckReport from "./CheckReport.ts"

interface Options {
  readonly files: ReadonlyArray<string>
  readonly json: boolean
}

/** A file that cannot be read is wrong usage. */
const readFile = Effect.fnUntraced(function* (file: string) {
  const fileSystem = yield* FileSystem.FileSystem
  return yield* Effect.catch(fileSystem.readFileString(file), (error) =>
    Effect.andThen(
      Output.tell(`aquifer: ${file} cannot be read: ${error.reason._tag}`),
      Effect.fail(new ProgramFailed(2))
    )
  )
})

/** Less than this is done before anybody looks for a bar. */
const quick = 1_000_000

const checkAll = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  const sources = yield* Effect.forEach(files, readFile)
  yield* Grammar.load
  const checked: Array<CheckReport.CheckedFile> = []
  const work = Effect.forEach(
    files,
    (file, index) =>
      Effect.andThen(
        Effect.yieldNow,
        Effect.sync(() => checked.push({ file, ...ScriptCheck.check(sources[index] ?? "") }))
      ),
    { discard: true }
  )
  const progress = Effect.sync(() => ({ done: checked.length, of: files.length, note: "files" }))
  const large = sources.reduce((size, source) => size + source.length, 0) > quick
  yield* large ? ProgressBar.during(progress)(work) : work
  return checked
})

/** Judges the files, and prints what cannot run. */
export const handler = Effect.fnUntraced(function* ({ files, json }: Options) {
  const checked = yield* checkAll(files)
  for (const file of checked) {
    const lines = json
      ? CheckReport.statements(file).map((statement) => JSON.stringify(statement))
      : CheckReport.findings(file)
    if (lines.length > 0) yield* Output.print(lines.join("\n"))
    for (const note of CheckReport.notes(file)) yield* Output.tell(note)
  }
  if (!json) yield* Output.print(CheckReport.summary(checked))
  const unsafe = checked.some(({ statements }) => statements.some(({ verdict }) => verdict === "unsafe"))
  if (unsafe) yield* Effect.fail(new ProgramFailed(1))
})
