import { Effect, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import type { DataError, Own } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { TransactionOptions } from "../../../layers/transaction/AskedTransaction.ts"
import * as KeyedRequest from "../idempotency/KeyedRequest.ts"
import * as KeyedWork from "../idempotency/KeyedWork.ts"
import type { KeyReused } from "../idempotency/Keys.ts"
import * as ClientTransaction from "../transaction/ClientTransaction.ts"

/** Runs an effect as an operation: what the database failed with becomes `DataError`, the domain's errors pass. */
export type Run = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, DataError | Own<E>, R>

/** The same in a transaction, which who asks for one gets. */
export type RunTransaction = <A, E, R>(
  effect: Effect.Effect<A, E, R>
) => Effect.Effect<A, DataError | Own<E>, Exclude<R, ClientTransaction.Current>>

/** The same once for a key, whose Schema says what the effect gives. */
export type RunOnce<Result> = <E, R>(
  effect: Effect.Effect<Result, E, R>
) => Effect.Effect<Result, DataError | KeyReused | Own<E>, Exclude<R, ClientTransaction.Current>>

/** How a transaction begins that is done once for a key; see `Idempotency.once`. */
export interface OnceTransactionOptions<Request, Result> extends Pick<TransactionOptions, "isolation"> {
  /** The key, what it is a key for, and what the work gives. */
  readonly once: KeyedRequest.OnceOptions<Request, Result>
}

/** What runs the transactions of a service. */
export interface Transactions {
  <Request, Result>(operation: string, options: OnceTransactionOptions<Request, Result>): RunOnce<Result>
  (operation: string, options?: TransactionOptions): RunTransaction
}

/** What runs the operations of a service. */
export interface Operations {
  /** Changes nothing: answered within 2 seconds, and tried again whatever became of it. */
  readonly read: (operation: string) => Run
  /**
   * One statement that commits by itself: answered within 3 seconds, and tried again where it did not run or was rolled
   * back. More than one belongs in a transaction: the first would be done again where the second is.
   */
  readonly write: (operation: string) => Run
  /**
   * A transaction, with the server's own isolation and access mode unless others are asked for: answered within 10
   * seconds, and repeated as a whole where it was rolled back, or whatever became of it where it is `readOnly`.
   *
   * With `once` it is done once for a key, and is repeated too when nobody knows what became of it: it is then given
   * what it did, or done. A key belongs to the operation, and its result is the last that is written.
   */
  readonly transaction: Transactions
}

type Named = (operation: string, options: Operation.Options) => Run

const transactions = (service: string, named: Named, sql: SqlClient.SqlClient): Transactions => {
  const plain = (operation: string, options: TransactionOptions): RunTransaction => {
    const whole = named(operation, { kind: "transaction", idempotent: options.readOnly === true })
    const once = ClientTransaction.once(sql, options)
    return (effect) => whole(once(effect))
  }
  // The key is what makes it idempotent: an attempt that was lost has left its result under the key, or nothing.
  const keyed = <Request, Result>(
    operation: string,
    { isolation, once }: OnceTransactionOptions<Request, Result>
  ): RunOnce<Result> => {
    const whole = named(operation, { kind: "transaction", idempotent: true })
    const begin = ClientTransaction.once(sql, isolation === undefined ? {} : { isolation })
    return (effect) =>
      KeyedRequest.of(once, `${service}.${operation}`).pipe(
        Effect.flatMap((request) => begin(KeyedWork.once(request, once.result, true)(effect))),
        whole
      )
  }
  const transaction = <Request, Result>(
    operation: string,
    options: TransactionOptions | OnceTransactionOptions<Request, Result> = {}
  ): RunTransaction | RunOnce<Result> =>
    "once" in options ? keyed(operation, options) : plain(operation, options)
  return transaction as Transactions // whose two forms it tells apart by `once`
}

/**
 * Makes what runs the operations of a service on the `SqlClient` in its context.
 *
 * Of one name it makes all that stands between a domain's SQL and the database: a span (`Orders.place`), the time of
 * all that it does in the metric of operations, a deadline, a circuit breaker, up to three attempts within a tenth of
 * the service's traffic (up to ten, from a budget of their own, where it lost a conflict with another transaction), and a
 * failure that says where it is from. A nearer deadline around it counts.
 *
 * Inside a transaction of the same client an operation is part of it: it has its span, its metric and its failures,
 * but neither deadline nor repetition of its own, as only the whole can be repeated; a transaction is a savepoint there.
 *
 * **Errors**
 *
 * `DataError` with service, operation and reason, for whatever the database failed with. What else an effect fails
 * with passes as it is, and has its transaction rolled back; it is tried again only where a failure of the database is its
 * `cause`, as of the errors of Effect's own modules on SQL. A write that may have taken effect is `OutcomeUnknown`. In a transaction a statement of another pool is `Rejected`, see `Transaction.outside`.
 *
 * **Example** (Orders that are placed as a whole, or fail by name)
 *
 * ```ts
 * import { Operation } from "aquifer"
 * import { Effect, Schema } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", { sku: Schema.String }) {}
 *
 * const makeOrders = Effect.gen(function* () {
 *   const sql = yield* SqlClient.SqlClient
 *   const run = yield* Operation.make("Orders")
 *   const place = Effect.fnUntraced(function* (sku: string) {
 *     const taken = yield* sql`UPDATE products SET stock = stock - 1 WHERE sku = ${sku} AND stock > 0 RETURNING sku`
 *     if (taken.length === 0) return yield* new OutOfStock({ sku })
 *     yield* sql`INSERT INTO orders (sku) VALUES (${sku})`
 *   }, run.transaction("place", { isolation: "repeatable read" }))
 *   const count = sql<{ readonly orders: number }>`SELECT count(*)::int AS orders FROM orders`.pipe(
 *     Effect.map(([row]) => row?.orders ?? 0),
 *     run.read("count")
 *   )
 *   return { place, count }
 * })
 * ```
 */
export const make = Effect.fnUntraced(function* (
  service: string
): Effect.fn.Return<Operations, never, SqlClient.SqlClient | Scope.Scope> {
  const sql = yield* SqlClient.SqlClient
  const run = Operation.running(service, yield* Operation.makeProtection, sql)
  const named = (operation: string, options: Operation.Options): Run => {
    const bounded = run(operation, options)
    return (effect) =>
      Effect.withSpan(
        bounded(Effect.provideService(effect, ClientTransaction.IsRepeated, true)),
        `${service}.${operation}`
      )
  }
  return {
    read: (operation) => named(operation, { kind: "read" }),
    write: (operation) => named(operation, { kind: "write" }),
    transaction: transactions(service, named, sql)
  }
})
