import type { PgConnection } from "@effect/sql-pg"
import { Duration, Effect, Exit, Option, Schedule, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import * as Deadline from "../deadline/Deadline.ts"
import { detachedWithin } from "../deadline/Detached.ts"
import * as DriverError from "../failure/DriverError.ts"
import * as PgFailure from "../failure/PgFailure.ts"

/** A transaction's number, and the crash since which it means that transaction. */
export interface TransactionNumber {
  readonly number: string
  readonly sinceCrash: string
}

/** A session whose connection was lost when its transaction was to end. */
interface LostSession {
  readonly xid: TransactionNumber | undefined
  readonly destroy: () => void
}

/** Longest search for an outcome, where no deadline is nearer. */
const searchTimeout = Duration.seconds(5)

/** The answer to COMMIT did not come in time. */
export const unanswered = new PgFailure.OutcomeUnknown({
  statement: "unknown",
  message:
    "COMMIT was sent and not answered in time; look whether it took effect, or repeat under an idempotency key"
})

/** Postgres answers the COMMIT of an aborted transaction with ROLLBACK, which is no commit. */
export const refused = new PgFailure.Rejected({
  statement: "rolled back",
  message:
    "COMMIT was answered with ROLLBACK: a statement of the transaction had failed and its error was caught; let the error end the transaction, or run that statement in a nested transaction"
})

/** COMMIT cannot be sent behind rows that nobody reads. */
export const streaming = new PgFailure.Rejected({
  statement: "rolled back",
  message:
    "a stream of the transaction was still open when it was to commit, so it was rolled back; close the stream's scope, or collect its rows, before the transaction ends"
})

/** What was answered is gone, and cannot be asked for again. */
export const answerLost = new PgFailure.OutcomeUnknown({
  statement: "unknown",
  message:
    "the transaction has committed, but the connection was lost before its last statement was answered; look what it did, or repeat under an idempotency key"
})

/** Nothing comes after the end. */
export const over = new PgFailure.Rejected({
  statement: "did not run",
  message:
    "the transaction is over, as the statement that was said to be its last was sent (PgTransaction.last), or BEGIN was refused; send this one before that, or after the transaction"
})

const rolledBack = new PgFailure.Unavailable({
  statement: "rolled back",
  message: "the connection was lost at COMMIT, and the server says that the transaction was rolled back"
})

/**
 * When the server last came back from a crash, which resets its statistics. A number that was given before may be given
 * again after, as nothing of its first transaction was written down; and what became of the second is no answer.
 */
export const sinceCrash =
  "(SELECT coalesce(extract(epoch FROM stats_reset), 0)::text FROM pg_catalog.pg_stat_bgwriter)"

type Status = "committed" | "aborted" | "unknown"

const statusOf = (
  connection: PgConnection.PgConnection,
  xid: TransactionNumber
): Effect.Effect<Status, SqlError.SqlError> =>
  Effect.map(
    connection.query(
      `SELECT CASE WHEN ${sinceCrash} = $2::text THEN pg_xact_status($1::text::xid8) END AS status`,
      [xid.number, xid.sinceCrash],
      false // a name would stay behind on a pooler that tracks none
    ),
    ({ rows }) => {
      const status = rows[0]?.["status"]
      return status === "committed" || status === "aborted" ? status : "unknown"
    }
  )

/** A role that may not ask is refused each time. */
const mayAnswer = (error: SqlError.SqlError): boolean => PgFailure.classify(error)._tag !== "Rejected"

/** The server may still be ending the transaction whose connection it lost. */
const search = (xid: TransactionNumber, extra: Extra): Effect.Effect<Status> =>
  Effect.gen(function* () {
    const connection = yield* extra
    for (;;) {
      const status = yield* statusOf(connection, xid)
      if (status !== "unknown") return status
      yield* Effect.sleep("50 millis")
    }
  }).pipe(
    Effect.scoped,
    Effect.retry({ schedule: Schedule.spaced("200 millis"), while: mayAnswer }),
    Effect.orElseSucceed((): Status => "unknown")
  )

/** A connection on which a lost transaction's outcome can be asked for. */
export type Extra = Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>

/**
 * What a COMMIT that failed means: when the server answered, its answer; when the connection was lost, the outcome as
 * another connection tells it. Success when the transaction did commit.
 */
export const settle = Effect.fnUntraced(function* (
  error: SqlError.SqlError,
  session: LostSession,
  extra: Extra
): Effect.fn.Return<void, SqlError.SqlError> {
  if (PgFailure.classify(error).statement !== "unknown") return yield* Effect.fail(error)
  session.destroy()
  const { xid } = session
  const millis = Math.min(yield* Deadline.remaining, Duration.toMillis(searchTimeout))
  const status: Status =
    xid === undefined
      ? "unknown"
      : yield* detachedWithin(search(xid, extra), {
          millis,
          destroy: () => undefined,
          orElse: Effect.succeed<Status>("unknown")
        })
  if (status === "committed") return
  return yield* Effect.fail(status === "aborted" ? DriverError.fromFailure(rolledBack, "commit") : error)
})

/** Whether a COMMIT that ended so may have taken effect. */
export const mayHave = (exit: Exit.Exit<unknown, SqlError.SqlError>): boolean =>
  Exit.isSuccess(exit) ||
  Option.match(PgFailure.ofCause(exit.cause), {
    onNone: () => true,
    onSome: ({ statement }) => statement === "unknown"
  })
