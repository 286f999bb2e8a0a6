import { Context, Duration, Effect, Exit, type Scope } from "effect"
import { SqlClient, type SqlConnection, SqlError } from "effect/sql"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { detached, detachedWithin } from "../deadline/Detached.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as DriverError from "../failure/DriverError.ts"
import * as AskedTransaction from "./AskedTransaction.ts"
import * as CurrentIdentity from "./CurrentIdentity.ts"
import * as OwnWrites from "./OwnWrites.ts"
import { readOnlyOf } from "./TransactionBounds.ts"
import { inNested } from "./TransactionLevel.ts"
import * as TransactionOutcome from "./TransactionOutcome.ts"
import { TransactionSession } from "./TransactionSession.ts"

/** Longest wait for the answer to COMMIT, where no deadline is nearer. */
const commitTimeout = Duration.seconds(5)

/** Longest wait for the answer to ROLLBACK; a connection that does not give one is cut. */
const rollbackTimeout = Duration.seconds(1)

interface RunnerOptions {
  readonly sql: SqlClient.SqlClient
  readonly spanAttributes: ReadonlyArray<readonly [string, unknown]>
  /** A session of its own for each transaction. */
  readonly acquire: Effect.Effect<TransactionSession, SqlError.SqlError, Scope.Scope>
  /** A connection on which a lost transaction's outcome can be asked for. */
  readonly extra: TransactionOutcome.Extra
  /** Whether every transaction is READ ONLY; none is unless it asks for that. */
  readonly readOnly?: boolean
}

/** Where the transaction that is about to begin leaves its session, so that an abandoned one can be cut off. */
const Abandonable = Context.Reference<{ session?: TransactionSession } | undefined>(
  "aquifer/layers/transaction/WithTransaction/Abandonable",
  {
    defaultValue: () => undefined
  }
)

const ofOurs = (connection: SqlConnection.Connection): TransactionSession => {
  if (connection instanceof TransactionSession) return connection
  throw new Error("a transaction of another client")
}

const execute = (connection: SqlConnection.Connection, sql: string) =>
  Effect.asVoid(ofOurs(connection).control(sql))

/** Sends nothing: BEGIN travels with the first statement. */
const begin =
  ({ readOnly = false }: RunnerOptions) =>
  (connection: SqlConnection.Connection, statement = "BEGIN"): Effect.Effect<void, SqlError.SqlError> =>
    Effect.withFiber((fiber) => {
      const { bounds } = ofOurs(connection)
      bounds.opening = readOnly ? readOnlyOf(statement) : statement
      bounds.identity = fiber.getRef(CurrentIdentity.Current)
      const settings = bounds.identity?.settings ?? []
      return "_tag" in settings ? Effect.fail(DriverError.fromFailure(settings, "identity")) : Effect.void
    })

/** Never fails: a connection whose transaction cannot be ended is cut, and the server ends it. */
const rollback = (connection: SqlConnection.Connection): Effect.Effect<void> => {
  const { bounds, destroy, outermost } = ofOurs(connection)
  outermost.end()
  if (!bounds.hasBegun || bounds.isOver) return Effect.void
  const cut = Effect.sync(destroy)
  return detachedWithin(
    Effect.catchCause(execute(connection, "ROLLBACK"), () => cut),
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
const investigated = (connection: SqlConnection.Connection): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { destroy, investigate, isSuspect } = ofOurs(connection)
    const millis = Duration.toMillis(lookTimeout)
    return isSuspect ? detachedWithin(investigate, { millis, destroy, orElse: Effect.void }) : Effect.void
  })

/**
 * A savepoint that cannot be ended dooms the whole transaction, in the words of what went wrong. Where one around it has
 * ended, it has gone with that, and the connection may be somebody else's.
 */
const orDoom = (connection: SqlConnection.Connection, sql: string): Effect.Effect<void> =>
  Effect.withFiber((fiber) => {
    const session = ofOurs(connection)
    if (session.levelOf(fiber).isOrphaned) return Effect.void
    return Effect.catch(execute(session, sql), (error) =>
      Effect.sync(() => {
        session.doomed ??= error
      })
    )
  })

/** Has a nested transaction its turn on the connection, and ends it behind what is under way in it. */
const nested =
  (session: TransactionSession, run: SqlClient.SqlClient["withTransaction"]) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError.SqlError, R> =>
    Effect.withFiber((fiber) =>
      session.levelOf(fiber).nest(fiber, (level) =>
        Effect.onExit(effect, (exit) => {
          if (Exit.isFailure(exit)) return Effect.ignore(level.close)
          session.isPartOf(level.outer, fiber) // whoever gives up from here on cannot be told that it is undone
          return level.close
        }).pipe(run, inNested(session, level))
      )
    )

/** Behind whatever of the transaction is only ending. */
const commit = (options: RunnerOptions) => {
  const committing = commitNow(options)
  return (connection: SqlConnection.Connection): Effect.Effect<void, SqlError.SqlError> =>
    Effect.suspend(() => {
      const { outermost } = ofOurs(connection)
      const ended = Effect.sync(() => outermost.end()) // behind them, as what is nested in what has ended undoes nothing
      return Effect.andThen(outermost.settled, Effect.andThen(ended, committing(connection)))
    })
}

const commitNow =
  ({ extra }: RunnerOptions) =>
  (connection: SqlConnection.Connection): Effect.Effect<void, SqlError.SqlError> =>
    Effect.withFiber((fiber) => {
      const session = ofOurs(connection)
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
export const makeWithTransaction = (options: RunnerOptions): SqlClient.SqlClient["withTransaction"] => {
  const { acquire, spanAttributes, sql } = options
  const committing = commit(options)
  const run = SqlClient.makeWithTransaction<SqlClient.TransactionConnection, SqlConnection.Connection>({
    transactionService: sql.transactionService,
    spanAttributes,
    acquireConnection: (restore) =>
      Effect.withFiber((fiber) =>
        Effect.tap(restore(acquire), (session) =>
          Effect.sync(() => Object.assign(fiber.getRef(Abandonable) ?? {}, { session }))
        )
      ),
    begin: begin(options),
    savepoint: (connection, id) =>
      Effect.andThen(
        execute(connection, `SAVEPOINT aquifer_${id}`),
        Effect.sync(() => ofOurs(connection).bounds.savepoints++)
      ),
    releaseSavepoint: (connection, id) =>
      Effect.andThen(
        orDoom(connection, `RELEASE SAVEPOINT aquifer_${id}`),
        Effect.sync(() => ofOurs(connection).bounds.savepoints--)
      ),
    rollbackSavepoint: (connection, id) => orDoom(connection, `ROLLBACK TO SAVEPOINT aquifer_${id}`),
    rollback: (connection) => Effect.andThen(rollback(connection), investigated(connection)),
    commit: (connection) => Effect.tap(committing(connection), () => investigated(connection))
  })
  return (effect) =>
    Effect.contextWith((context) => {
      const open = Context.getOrUndefined(context, sql.transactionService)
      if (open !== undefined) {
        return (
          AskedTransaction.refusal(context, sql.transactionService) ?? nested(ofOurs(open[0]), run)(effect)
        )
      }
      const refusal = AskedTransaction.beginning(context, sql.transactionService)
      if (refusal !== undefined) return refusal
      const abandonable: { session?: TransactionSession } = {}
      const concluded = Effect.mapError(run(effect), (error) =>
        SqlError.isSqlError(error) ? (abandonable.session?.concluded(error) ?? error) : error
      )
      const outcome = detached(
        Effect.provideService(concluded, Abandonable, abandonable),
        () => abandonable.session?.destroy(),
        () => {
          if (abandonable.session !== undefined) abandonable.session.abandoned = true
        }
      )
      return Effect.onExitPrimitive(outcome, () =>
        abandonable.session?.bounds.mayHaveWritten === true ? OwnWrites.ended(context) : undefined
      )
    })
}
