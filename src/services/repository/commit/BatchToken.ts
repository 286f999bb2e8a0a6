import { Effect } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as Backoff from "../../../layers/resilience/Backoff.ts"

/** Rows of the statement that wrote a batch, as JSON; null when it gave none. */
export type Answers = ReadonlyArray<unknown> | null

/** A row of what a statement answers, with the rows that it wrote. */
export interface Answered {
  readonly answers: Answers
}

/** The batch is not there and never will be: it may be sent again. */
export class NotThere {
  readonly failure = new PgFailure.Unavailable({
    statement: "rolled back",
    retry: "transaction",
    message: "the connection was lost, and the server says that what was sent on it was not written"
  })
}

/** A statement's rows by itself, in the form in which a batch answers them. */
export const alone = (sql: SqlClient.SqlClient, statement: Statement.Fragment) =>
  sql<Answered>`WITH written AS (${statement}) SELECT json_agg(written) AS answers FROM written`

/**
 * A statement that writes a batch's token when it has written the rows, and waits for a lock so many milliseconds at
 * most.
 *
 * The condition is looked at before the first row is written, as it depends on none of them; were the wait set beside
 * the statement, the server could write first. It holds until the end of the statement's own transaction.
 */
export const under = (
  sql: SqlClient.SqlClient,
  statement: Statement.Fragment,
  token: string,
  waitMillis: number
): Statement.Statement<Answered> => sql<Answered>`
  WITH written AS (${statement})
  SELECT aquifer_batch(${token}::uuid, (
    SELECT json_agg(written) FROM written WHERE (SELECT set_config('lock_timeout', ${String(waitMillis)}, true)) IS NOT NULL
  )) AS answers`

/**
 * The same without a token, for a batch in another role, which may not write to the kit's table: when the answer
 * is lost, nobody can be asked.
 */
export const untold = (sql: SqlClient.SqlClient, statement: Statement.Fragment, waitMillis: number) =>
  sql<Answered>`
  WITH written AS (${statement})
  SELECT json_agg(written) AS answers FROM written
  WHERE (SELECT set_config('lock_timeout', ${String(waitMillis)}, true)) IS NOT NULL`

/** A statement for a batch whose callers have all gone, which is about to be interrupted: it does nothing. */
export const ofNobody = (sql: SqlClient.SqlClient): Statement.Statement<Answered> =>
  sql<Answered>`SELECT NULL AS answers`

/** A server that is away is asked again this soon. */
const askAgain = Backoff.capped("25 millis", "500 millis")

/** Whether the question may be answered yet. */
const isPassing = (failure: PgFailure.PgFailure): boolean =>
  failure.statement === "unknown" || !["no", "never"].includes(PgFailure.advice(failure))

/**
 * What became of a batch whose answer was lost: its answers if it is there, `NotThere` if it is not, and `lost` where
 * the server cannot say.
 *
 * Asking writes the token where it is missing. So a statement that still runs is waited for, and one that has yet to
 * arrive will fail: what is not there now cannot be there later. The question may be repeated, and is, until the server
 * answers or nobody waits any more.
 */
export const settle = (
  sql: SqlClient.SqlClient,
  token: string,
  lost: PgFailure.PgFailure
): Effect.Effect<Answers, PgFailure.PgFailure | NotThere> => {
  const asked = sql<Answered & { readonly written: boolean }>`
    INSERT INTO aquifer_batches AS b (token, written, expires_at)
    VALUES (${token}::uuid, false, now() + interval '1 hour')
    ON CONFLICT (token) DO UPDATE SET written = b.written
    RETURNING written, answers`
  return Effect.mapError(asked, PgFailure.classify).pipe(
    Effect.retry({ schedule: askAgain, while: isPassing }),
    Effect.mapError(() => lost),
    Effect.flatMap(([row]) =>
      row?.written === true ? Effect.succeed(row.answers) : Effect.fail(new NotThere())
    )
  )
}
