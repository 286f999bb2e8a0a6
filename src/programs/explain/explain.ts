import { Argument, Command, Flag } from "effect/cli"
import { lazily } from "../terminal/lazily.ts"

const config = {
  message: Argument.String("message").pipe(
    Argument.withDescription(
      "The message as it was printed, with whatever was printed around it, or the name of a log file"
    ),
    Argument.withMetavar("MESSAGE"),
    Argument.variadic() // a message without quotation marks comes as several arguments
  ),
  from: Flag.String("from").pipe(
    Flag.withDescription("A log file to read instead, however large; - is standard input"),
    Flag.withMetavar("FILE"),
    Flag.optional
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
    "Say what an error message of Postgres, a pooler or a client means, or which line of a log is the cause, whether the statement ran, and what to do"
  ),
  Command.withExamples([
    {
      command: 'aquifer explain "FATAL: query_wait_timeout"',
      description: "A message, with or without its code"
    },
    { command: "aquifer explain --sqlstate 40P01", description: "A code alone" },
    { command: "aquifer explain --from postgresql.log", description: "The likeliest cause in a log" },
    { command: "docker logs db 2>&1 | aquifer explain", description: "The same, as it comes" }
  ])
)
