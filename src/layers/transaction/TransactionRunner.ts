import { Context, Effect, type Scope } from "effect"
import { SqlClient, type SqlConnection, SqlError } from "effect/sql"
import { detached } from "../deadline/Detached.ts"
import * as AskedTransaction from "./AskedTransaction.ts"
import { levelOf, nested } from "./nesting/NestedTransaction.ts"
import type { TransactionLevel } from "./nesting/TransactionLevel.ts"
import * as OwnWrites from "./OwnWrites.ts"

/** A transaction that is open, wherever its rows are. */
export interface RunningTransaction {
  /** The transaction itself, around those nested in it. */
  readonly outermost: TransactionLevel
  /** Its caller has gone, and was perhaps told that it was rolled back. */
  abandoned: boolean
  /** Why it cannot commit any more, though its caller may not know. */
  doomed: SqlError.SqlError | undefined
  /** Whether it may have changed something. */
  readonly mayHaveWritten: boolean
  /** Ends it at once, where it does not end by itself. */
  readonly destroy: () => void
  /** What an error that ended it means by what was found out since. */
  concluded(error: SqlError.SqlError): SqlError.SqlError
}

/** Where transactions are, and how they begin and end there. */
export interface Backend<T extends RunningTransaction> {
  readonly sql: SqlClient.SqlClient
  readonly spanAttributes: ReadonlyArray<readonly [string, unknown]>
  /** One of its own for each transaction. */
  readonly acquire: Effect.Effect<T & SqlConnection.Connection, SqlError.SqlError, Scope.Scope>
  /** The transaction that a connection was acquired as. */
  readonly of: (connection: SqlConnection.Connection) => T
  readonly begin: (transaction: T, statement: string | undefined) => Effect.Effect<void, SqlError.SqlError>
  readonly savepoint: (transaction: T, id: number) => Effect.Effect<void, SqlError.SqlError>
  readonly releaseSavepoint: (transaction: T, id: number) => Effect.Effect<void>
  readonly rollbackSavepoint: (transaction: T, id: number) => Effect.Effect<void>
  /** Of what nothing is open in any more, unless it goes on. */
  readonly commit: (transaction: T) => Effect.Effect<void, SqlError.SqlError>
  readonly rollback: (transaction: T) => Effect.Effect<void>
}

/** Where the transaction that is about to begin leaves itself, so that an abandoned one can be cut off. */
const Abandonable = Context.Reference<{ transaction?: RunningTransaction } | undefined>(
  "aquifer/layers/transaction/TransactionRunner/Abandonable",
  { defaultValue: () => undefined }
)

/** Why a transaction whose work is done shall not commit all the same. */
export const refusalOf = ({
  abandoned,
  doomed,
  outermost: { refusal }
}: RunningTransaction): Effect.Effect<never, SqlError.SqlError> | undefined => {
  const error = doomed ?? refusal
  if (error !== undefined) return Effect.fail(error)
  return abandoned ? Effect.interrupt : undefined
}

/**
 * A savepoint that cannot be ended dooms the whole transaction, in the words of what went wrong. Where one around it has
 * ended, it has gone with that, and the connection may be somebody else's.
 */
export const orDoom = (
  transaction: RunningTransaction,
  end: Effect.Effect<unknown, SqlError.SqlError>
): Effect.Effect<void> =>
  Effect.withFiber((fiber) =>
    levelOf(transaction.outermost, fiber).isOrphaned
      ? Effect.void
      : Effect.catch(Effect.asVoid(end), (error) =>
          Effect.sync(() => {
            transaction.doomed ??= error
          })
        )
  )

const runner = <T extends RunningTransaction>(backend: Backend<T>): SqlClient.SqlClient["withTransaction"] =>
  SqlClient.makeWithTransaction<SqlClient.TransactionConnection, SqlConnection.Connection>({
    transactionService: backend.sql.transactionService,
    spanAttributes: backend.spanAttributes,
    acquireConnection: (restore) =>
      Effect.withFiber((fiber) =>
        Effect.tap(restore(backend.acquire), (transaction) =>
          Effect.sync(() => Object.assign(fiber.getRef(Abandonable) ?? {}, { transaction }))
        )
      ),
    begin: (connection, statement) => backend.begin(backend.of(connection), statement),
    savepoint: (connection, id) => backend.savepoint(backend.of(connection), id),
    releaseSavepoint: (connection, id) => backend.releaseSavepoint(backend.of(connection), id),
    rollbackSavepoint: (connection, id) => backend.rollbackSavepoint(backend.of(connection), id),
    rollback: (connection) =>
      Effect.suspend(() => {
        const transaction = backend.of(connection)
        transaction.outermost.end()
        return backend.rollback(transaction)
      }),
    commit: (connection) =>
      Effect.suspend(() => {
        const transaction = backend.of(connection)
        const { outermost } = transaction
        const ended = Effect.sync(() => outermost.end()) // behind them, as what is nested in what has ended undoes nothing
        return outermost.settled.pipe(Effect.andThen(ended), Effect.andThen(backend.commit(transaction)))
      })
  })

/**
 * Makes `withTransaction` of what holds transactions. A nested one is a savepoint, beside which nothing else of its
 * transaction is done; what is only ending is waited for by COMMIT. An interrupted caller returns at once, and its
 * transaction is ended behind it.
 */
export const make = <T extends RunningTransaction>(
  backend: Backend<T>
): SqlClient.SqlClient["withTransaction"] => {
  const { transactionService } = backend.sql
  const run = runner(backend)
  return (effect) =>
    Effect.contextWith((context) => {
      const open = Context.getOrUndefined(context, transactionService)
      if (open !== undefined) {
        return (
          AskedTransaction.refusal(context, transactionService) ??
          nested(backend.of(open[0]).outermost, run)(effect)
        )
      }
      const refusal = AskedTransaction.beginning(context, transactionService)
      if (refusal !== undefined) return refusal
      const abandonable: { transaction?: RunningTransaction } = {}
      const concluded = Effect.mapError(run(effect), (error) =>
        SqlError.isSqlError(error) ? (abandonable.transaction?.concluded(error) ?? error) : error
      )
      const outcome = detached(
        Effect.provideService(concluded, Abandonable, abandonable),
        () => abandonable.transaction?.destroy(),
        () => {
          if (abandonable.transaction !== undefined) abandonable.transaction.abandoned = true
        }
      )
      return Effect.onExitPrimitive(outcome, () =>
        abandonable.transaction?.mayHaveWritten === true ? OwnWrites.ended(context) : undefined
      )
    })
}
