import { Duration, Effect, type Scope } from "effect"
import type { SqlClient, SqlConnection, SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detachedWithin } from "../deadline/Detached.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as DriverError from "../failure/DriverError.ts"
import * as CurrentIdentity from "./CurrentIdentity.ts"
import { readOnlyOf } from "./TransactionBounds.ts"
import * as TransactionOutcome from "./TransactionOutcome.ts"
import * as TransactionRunner from "./TransactionRunner.ts"
import { TransactionSession } from "./TransactionSession.ts"

/** Longest wait for the answer to COMMIT, where no deadline is nearer. */
const commitTimeout = Duration.seconds(5)

/** Longest wait for the answer to ROLLBACK; a connection that does not give one is cut. */
const rollbackTimeout = Duration.seconds(1)

interface ClientOptions {
  readonly sql: SqlClient.SqlClient
  readonly spanAttributes: ReadonlyArray<readonly [string, unknown]>
  /** A session of its own for each transaction. */
  readonly acquire: Effect.Effect<TransactionSession, SqlError.SqlError, Scope.Scope>
  /** A connection on which a lost transaction's outcome can be asked for. */
  readonly extra: TransactionOutcome.Extra
  /** Whether every transaction is READ ONLY; none is unless it asks for that. */
  readonly readOnly?: boolean
}

const ofOurs = (connection: SqlConnection.Connection): TransactionSession => {
  if (connection instanceof TransactionSession) return connection
  throw new Error("a transaction of another client")
}

/** Sends nothing: BEGIN travels with the first statement. */
const begin =
  ({ readOnly = false }: ClientOptions) =>
  ({ bounds }: TransactionSession, statement = "BEGIN"): Effect.Effect<void, SqlError.SqlError> =>
    Effect.withFiber((fiber) => {
      bounds.opening = readOnly ? readOnlyOf(statement) : statement
      bounds.identity = fiber.getRef(CurrentIdentity.Current)
      return CurrentIdentity.refusal(bounds.identity) ?? Effect.void
    })

/** Never fails: a connection whose transaction cannot be ended is cut, and the server ends it. */
const rollback = (session: TransactionSession): Effect.Effect<void> => {
  const { bounds, destroy } = session
  if (!bounds.hasBegun || bounds.isOver) return Effect.void
  const cut = Effect.sync(destroy)
  return detachedWithin(
    Effect.catchCause(session.rollback, () => cut),
    {
      millis: Duration.toMillis(rollbackTimeout),
      destroy,
      orElse: Effect.void
    }
  )
}

/** Longest look at why a statement failed, behind a transaction that has ended. */
const lookTimeout = Duration.seconds(1)

/** Finds out what is to be found out about a transaction that has ended. */
const investigated = (session: TransactionSession): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { destroy, investigate, isSuspect } = session
    const millis = Duration.toMillis(lookTimeout)
    return isSuspect ? detachedWithin(investigate, { millis, destroy, orElse: Effect.void }) : Effect.void
  })

const commit =
  ({ extra }: ClientOptions) =>
  (session: TransactionSession): Effect.Effect<void, SqlError.SqlError> =>
    Effect.withFiber((fiber) => {
      const { bounds, refusal } = session
      if (bounds.hasCommitted) return Effect.void
      if (refusal !== undefined) return Effect.andThen(rollback(session), refusal)
      if (!bounds.hasBegun) return Effect.void
      if (!session.isOpen) return Effect.asVoid(session.control("COMMIT")) // why it is gone, with nothing sent
      const deadline = fiber.getRef(CurrentDeadline.Current)
      CurrentDeadline.committing(deadline)
      const left = Math.max(0, CurrentDeadline.expiryFor(deadline, fiber) - Monotonic.millis(fiber))
      return detachedWithin(session.commit, {
        millis: Math.min(left, Duration.toMillis(commitTimeout)),
        destroy: session.destroy,
        orElse: Effect.fail(DriverError.fromFailure(TransactionOutcome.unanswered, "commit"))
      }).pipe(
        Effect.flatMap(({ command }) =>
          command === "ROLLBACK"
            ? Effect.fail(DriverError.fromFailure(TransactionOutcome.refused, "commit"))
            : Effect.void
        ),
        Effect.catch((error) => TransactionOutcome.settle(error, session, extra)),
        Effect.onExit((exit) =>
          Effect.sync(() => CurrentDeadline.committed(deadline, TransactionOutcome.mayHave(exit)))
        )
      )
    })

/**
 * Makes `withTransaction`: what runs in it commits, rolls back, or fails with a typed reason, whatever dies when.
 *
 * COMMIT has a deadline; when its answer is lost the outcome is asked for on another connection, and only when that
 * gives none the failure is `OutcomeUnknown`. A connection whose rollback fails is cut and never goes back to the
 * pool. A nested transaction is a savepoint, beside which nothing else of the transaction is sent. An interrupted caller
 * returns at once, and the transaction is ended behind it.
 */
export const makeWithTransaction = (options: ClientOptions): SqlClient.SqlClient["withTransaction"] => {
  const { acquire, spanAttributes, sql } = options
  const committing = commit(options)
  return TransactionRunner.make<TransactionSession>({
    sql,
    spanAttributes,
    acquire,
    of: ofOurs,
    begin: begin(options),
    savepoint: (session, id) =>
      Effect.andThen(
        session.control(`SAVEPOINT aquifer_${id}`),
        Effect.sync(() => session.bounds.savepoints++)
      ),
    releaseSavepoint: (session, id) =>
      Effect.andThen(
        TransactionRunner.orDoom(session, session.control(`RELEASE SAVEPOINT aquifer_${id}`)),
        Effect.sync(() => session.bounds.savepoints--)
      ),
    rollbackSavepoint: (session, id) =>
      TransactionRunner.orDoom(session, session.control(`ROLLBACK TO SAVEPOINT aquifer_${id}`)),
    rollback: (session) => Effect.andThen(rollback(session), investigated(session)),
    commit: (session) => Effect.tap(committing(session), () => investigated(session))
  })
}
