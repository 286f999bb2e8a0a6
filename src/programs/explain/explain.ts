import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

const config = {
  message: Argument.String("message").pipe(
    Argument.withDescription("The message as it was printed, with whatever was printed around it"),
    Argument.withMetavar("MESSAGE"),
    Argument.variadic() // a message without quotation marks comes as several arguments
  ),
  sqlState: Flag.String("sqlstate").pipe(
    Flag.withDescription("Its SQLSTATE, such as 53300; enough by itself"),
    Flag.withMetavar("CODE"),
    Flag.filter(
      (code) => /^[0-9A-Z]{5}$/i.test(code),
      () => "five digits or letters, such as 53300"
    ),
    Flag.optional
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON document instead of text"),
    Flag.withDefault(false)
  )
}

/** `aquifer explain`: what an error message means, whether the statement ran, whether to try again, what to do. */
export const explain = Command.make(
  "explain",
  config,
  lazily(() => import("./explainHandler.ts"))
).pipe(
  Command.withDescription(
    "Say what an error message of Postgres, PgBouncer or Supavisor means, whether the statement ran, and what to do"
  ),
  Command.withExamples([
    {
      command: 'aquifer explain "FATAL: query_wait_timeout"',
      description: "A message, with or without its code"
    },
    { command: "aquifer explain --sqlstate 40P01", description: "A code alone" }
  ])
)
