import { Console, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as PgFailure from "../layers/failure/PgFailure.ts"
import * as ExplainDocument from "./ExplainDocument.ts"
import { ProgramFailed, wrongUsage } from "./terminal/ProgramFailed.ts"
import * as Table from "./terminal/Table.ts"

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

/** What `PgFailure.Advice` tells a program, for people. */
const retries: Readonly<Record<PgFailure.Advice, string>> = {
  backoff: "yes, after a growing, jittered pause",
  slowly: "yes, but wait seconds to minutes: something has to be freed or a block has to pass",
  transaction: "yes: the whole transaction, never the one statement",
  "with key": "only if it is idempotent or carries an idempotency key",
  "other connection": "yes, on another connection",
  unnamed: "yes, on a new connection without named prepared statements",
  no: "no: the same request fails again",
  never: "never, until the settings are corrected; failed logins count against the account"
}

const statements: Readonly<Record<PgFailure.Statement, string>> = {
  "did not run": "did not run",
  "rolled back": "was rolled back",
  unknown: "may have run; nobody knows"
}

const render = (explanation: PgFailure.Explanation): string => {
  const { meaning, message, reason, remedies, retry, source, sqlState, statement } = explanation
  return [
    Table.render(message === "" ? `SQLSTATE ${sqlState}` : message, [
      ["said by", source],
      ...(sqlState === undefined ? [] : [["SQLSTATE", sqlState]]),
      ["reason", reason],
      ["the statement", statements[statement]],
      ["try again", retries[retry]]
    ]),
    meaning,
    ["What to do:", ...remedies.map((remedy) => `- ${remedy}`)].join("\n")
  ].join("\n\n")
}

/** `aquifer explain`: what an error message means, whether the statement ran, whether to try again, what to do. */
export const explain = Command.make(
  "explain",
  config,
  Effect.fnUntraced(function* ({ json, message, sqlState }) {
    const said = message.join(" ").trim()
    if (said === "" && Option.isNone(sqlState)) {
      return yield* wrongUsage(
        'explain needs the message, in quotation marks, or --sqlstate CODE; see "--help"'
      )
    }
    const explanation = PgFailure.explain(said, Option.getOrUndefined(sqlState))
    yield* Console.log(json ? JSON.stringify(ExplainDocument.of(explanation)) : render(explanation))
    if (!explanation.known) yield* Effect.fail(new ProgramFailed(1))
  })
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
