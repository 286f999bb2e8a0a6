import { Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { OutcomeUnknown } from "../../../layers/failure/PgFailure.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import type { TransactionOptions } from "../../../layers/transaction/AskedTransaction.ts"
import * as ClientTransaction from "./ClientTransaction.ts"

export { Current } from "./ClientTransaction.ts"
export type { TransactionOptions } from "../../../layers/transaction/AskedTransaction.ts"

/**
 * Runs an effect in a transaction of the `SqlClient` in its context: all of it is done, or nothing.
 *
 * It begins with the server's own isolation and access mode unless others are asked for. Inside another transaction of
 * the client it is a savepoint: what it did is undone when it fails, and the rest goes on. Effects that must not run
 * by themselves ask for `Transaction.Current`, which it provides.
 *
 * While a nested one is open, all else of its transaction waits for its end, as its failure would undo that too: statements
 * of other fibers, and other nested ones. So it must not wait for them in turn, as by joining a fiber that was forked
 * around it. A fiber that is forked in it is to be joined in it.
 *
 * The whole is tried again, within the deadline around it, where it met another transaction (`Contention`): up to ten times
 * in all where it lost a conflict, a serialization failure or a deadlock, and up to three times where a lock was not to be had,
 * and where it was certainly rolled back or never begun. That may be the `cause` of what it failed with, too. Pauses are
 * random, below a bound that grows from 25 ms to 1 s. What besides SQL is in it is then done again. Inside
 * an operation it leaves repeating to that, inside another transaction to the outermost. A transaction whose COMMIT was
 * lost is not repeated, unless it is `readOnly`.
 *
 * **When to use**
 *
 * Where several statements belong together but are no operation of their own; `run.transaction` of `Operation.make`
 * has a deadline, a breaker and metrics besides. Nothing slow but SQL belongs in it, as it holds a connection.
 *
 * **Errors**
 *
 * What `effect` fails with, for which the transaction is rolled back, and `SqlError`, whose meaning `PgFailure.classify`
 * tells. `Rejected`, and not sent, is a statement of another pool, which would commit by itself; and an isolation or
 * access mode that is asked for inside another transaction; and a statement that comes when its nested transaction has
 * ended, or has waited for one beside it that sent nothing for 30 seconds. Where a deadline is nearer, that is
 * `DeadlineExceeded`. A transaction that ends while one nested in it is open is rolled back, and `Rejected`.
 *
 * **Example** (Stock that is moved as a whole)
 *
 * ```ts
 * import { Transaction } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const move = (sku: string, from: string, to: string) =>
 *   Effect.gen(function* () {
 *     const sql = yield* SqlClient.SqlClient
 *     yield* sql`UPDATE stock SET pieces = pieces - 1 WHERE sku = ${sku} AND store = ${from}`
 *     yield* sql`UPDATE stock SET pieces = pieces + 1 WHERE sku = ${sku} AND store = ${to}`
 *   }).pipe(Transaction.run({ isolation: "repeatable read" }))
 * ```
 */
export const run =
  (options: TransactionOptions = {}) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<
    A,
    E | SqlError.SqlError | OutcomeUnknown,
    Exclude<R, ClientTransaction.Current> | SqlClient.SqlClient
  > =>
    Effect.flatMap(SqlClient.SqlClient, (sql) => ClientTransaction.repeated(sql, options)(effect))

/**
 * Runs an effect outside of the `Transaction.run` or `run.transaction` around it, if there is one.
 *
 * Each statement in it, of whatever pool, is on a connection of its own, sees nothing of what the transaction has done,
 * commits by itself, and stays when the transaction is rolled back; when the transaction is repeated, it is done again.
 * While it waits, the transaction keeps its connection: with a pool of one it waits until `POOL_TIMEOUT`.
 *
 * **Example** (A trace that outlives what it tells of)
 *
 * ```ts
 * import { Transaction } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const attempted = (sku: string) =>
 *   Effect.flatMap(SqlClient.SqlClient, (sql) =>
 *     Transaction.outside(sql`INSERT INTO attempts (sku) VALUES (${sku})`)
 *   )
 * ```
 */
export const outside: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  AskedTransaction.outside
