import { Console, Effect, FileSystem } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Grammar from "../../layers/guard/Grammar.ts"
import * as ScriptCheck from "../../layers/guard/ScriptCheck.ts"
import { ProgramFailed } from "../terminal/ProgramFailed.ts"
import * as ProgressBar from "../terminal/ProgressBar.ts"
import * as CheckReport from "./CheckReport.ts"

const config = {
  files: Argument.String("file").pipe(
    Argument.withDescription("SQL as psql reads it: migrations, scripts, dumps"),
    Argument.withMetavar("FILE"),
    Argument.atLeast(1)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON object a statement instead of text"),
    Flag.withDefault(false)
  )
}

/** A file that cannot be read is wrong usage. */
const readFile = Effect.fnUntraced(function* (file: string) {
  const fileSystem = yield* FileSystem.FileSystem
  return yield* Effect.catch(fileSystem.readFileString(file), (error) =>
    Effect.andThen(
      Console.error(`aquifer: ${file} cannot be read: ${error.reason._tag}`),
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

/** `aquifer check`: which statements of SQL files cannot run under transaction pooling, and what to write instead. */
export const check = Command.make(
  "check",
  config,
  Effect.fnUntraced(function* ({ files, json }) {
    const checked = yield* checkAll(files)
    for (const file of checked) {
      const lines = json
        ? CheckReport.statements(file).map((statement) => JSON.stringify(statement))
        : CheckReport.findings(file)
      if (lines.length > 0) yield* Console.log(lines.join("\n"))
      for (const note of CheckReport.notes(file)) yield* Console.error(note)
    }
    if (!json) yield* Console.log(CheckReport.summary(checked))
    const unsafe = checked.some(({ statements }) => statements.some(({ verdict }) => verdict === "unsafe"))
    if (unsafe) yield* Effect.fail(new ProgramFailed(1))
  })
).pipe(
  Command.withDescription(
    "Say which statements of SQL files cannot run under transaction pooling, and what to write instead"
  ),
  Command.withExamples([
    {
      command: "aquifer check migrations/*.sql",
      description: "Judge migrations before they go to the pooler"
    },
    { command: "aquifer check --json schema.sql", description: "One object a statement, for programs" }
  ])
)
