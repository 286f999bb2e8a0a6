import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

const config = {
  files: Argument.String("file").pipe(
    Argument.withDescription(
      "SQL as psql reads it: migrations, scripts and what they include, dumps, templates; a folder for the .sql files in it and below; - for standard input"
    ),
    Argument.withMetavar("FILE"),
    Argument.atLeast(1)
  ),
  singleTransaction: Flag.Boolean("single-transaction").pipe(
    Flag.withDescription(
      "Judge each file as one transaction, which is how psql -1, Flyway, goose and other tools for migrations send it"
    ),
    Flag.withDefault(false)
  ),
  allowUnparsed: Flag.Boolean("allow-unparsed").pipe(
    Flag.withDescription("End with status 0 though statements were not understood, and so not judged"),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON object a statement instead of text"),
    Flag.withDefault(false)
  )
}

/** `aquifer check`: which statements of SQL files cannot run under transaction pooling, and what to write instead. */
export const check = Command.make(
  "check",
  config,
  lazily(() => import("./checkHandler.ts"))
).pipe(
  Command.withDescription(
    "Say which statements of SQL files cannot run under transaction pooling, and what to write instead"
  ),
  Command.withExamples([
    {
      command: "aquifer check migrations/",
      description: "Judge the .sql files of a folder before they go to the pooler"
    },
    {
      command: "pg_dump --schema-only mydb | aquifer check -",
      description: "What another program prints"
    },
    { command: "aquifer check --json schema.sql", description: "One object a statement, for programs" }
  ])
)
