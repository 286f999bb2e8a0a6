import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as PgFailure from "../../layers/failure/PgFailure.ts"
import * as Output from "../terminal/Output.ts"
import { ProgramFailed, wrongUsage } from "../terminal/ProgramFailed.ts"
import * as Table from "../terminal/Table.ts"
import * as ExplainDocument from "./ExplainDocument.ts"

interface Options {
  readonly message: ReadonlyArray<string>
  readonly sqlState: Option.Option<string>
  readonly json: boolean
}

/** What `PgFailure.Advice` tells a program, for people. */
const retries: Readonly<Record<PgFailure.Explanation["retry"], string>> = {
  backoff: "yes, after a growing, jittered pause",
  slowly: "yes, but wait seconds to minutes: something has to be freed or a block has to pass",
  transaction: "yes: the whole transaction, never the one statement",
  "with key": "only if it is idempotent or carries an idempotency key",
  "other connection": "yes, on another connection",
  unnamed: "yes, on a new connection without named prepared statements",
  unknown: "not known",
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

/** Prints what is known of the message. */
export const handler = Effect.fnUntraced(function* ({ json, message, sqlState }: Options) {
  const said = message.join(" ").trim()
  if (said === "" && Option.isNone(sqlState)) {
    return yield* wrongUsage(
      'explain needs the message, in quotation marks, or --sqlstate CODE; see "--help"'
    )
  }
  const explanation = PgFailure.explain(said, Option.getOrUndefined(sqlState))
  yield* Output.print(json ? JSON.stringify(ExplainDocument.of(explanation)) : render(explanation))
  if (!explanation.known) yield* Effect.fail(new ProgramFailed(1))
})
