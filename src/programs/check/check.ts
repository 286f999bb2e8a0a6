import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

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
      command: "aquifer check migrations/*.sql",
      description: "Judge migrations before they go to the pooler"
    },
    { command: "aquifer check --json schema.sql", description: "One object a statement, for programs" }
  ])
)
