import { Effect } from "effect"
import type { SqlError, Statement } from "effect/sql"
import { asking, IsLast, type TransactionOptions } from "./AskedTransaction.ts"

export type { TransactionOptions } from "./AskedTransaction.ts"

/**
 * Begins the one transaction in `effect` with these options; the server's own defaults hold for what is left out.
 *
 * **Errors**
 *
 * Goes around the outermost `withTransaction`. Anywhere else nothing could begin that way: statements and transactions
 * inside are `Rejected` and not sent.
 *
 * **Example** (A transfer that nobody else's disturbs)
 *
 * ```ts
 * import { PgTransaction, PooledPg } from "aquifer"
 * import { Effect } from "effect"
 *
 * const transfer = Effect.flatMap(PooledPg, ({ sql }) =>
 *   sql`UPDATE accounts SET balance = balance - 1 WHERE id = ${1}`.pipe(
 *     sql.withTransaction,
 *     PgTransaction.begun({ isolation: "serializable" })
 *   )
 * )
 * ```
 */
export const begun = (
  options: TransactionOptions
): (<A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) => asking(options)

/**
 * Runs a statement as the last of the transaction around it: COMMIT travels with it, and costs no round trip.
 *
 * What comes after it in the transaction cannot undo it any more. Statements are `Rejected` there and not sent. In a
 * nested transaction, and where there is none, it is a statement like any other.
 *
 * **Errors**
 *
 * When the statement fails, or COMMIT does, the transaction is rolled back. When the connection is lost before the answer,
 * or the deadline passes, nobody knows whether it has committed, and the failure is `OutcomeUnknown`; where a statement
 * before it was answered under a deadline, it is asked what became of the transaction.
 *
 * **Example** (A transfer in two round trips)
 *
 * ```ts
 * import { PgTransaction, PooledPg } from "aquifer"
 * import { Effect } from "effect"
 *
 * const transfer = Effect.flatMap(PooledPg, ({ sql }) =>
 *   sql`UPDATE accounts SET balance = balance - 1 WHERE id = ${1}`.pipe(
 *     Effect.andThen(PgTransaction.last(sql`UPDATE accounts SET balance = balance + 1 WHERE id = ${2}`)),
 *     sql.withTransaction
 *   )
 * )
 * ```
 */
export const last = <A>(
  statement: Statement.Statement<A>
): Effect.Effect<ReadonlyArray<A>, SqlError.SqlError> => Effect.provideService(statement, IsLast, true)
