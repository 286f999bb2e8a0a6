import { Deferred, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as MemoryClient from "../transaction/MemoryClient.ts"
import type { MemoryTransaction } from "../transaction/MemoryTransaction.ts"
import type { KeyedRequest } from "./KeyedRequest.ts"
import { KeyRows, placeOf } from "./KeyRows.ts"
import * as Keys from "./Keys.ts"

/** Who works under a key, and for whose end others wait. */
interface Holder {
  readonly transaction: MemoryTransaction
  readonly released: Deferred.Deferred<void>
}

/** The twin of the table, whose transactions may last: others wait for who works under a key. */
class MemoryKeys implements Keys.Keys {
  readonly #sql: SqlClient.SqlClient
  readonly #rows = new KeyRows<string>()
  readonly #holders = new Map<string, Holder>()

  constructor(sql: SqlClient.SqlClient) {
    this.#sql = sql
  }

  readonly claim: Keys.Keys["claim"] = (request) =>
    this.#statement((transaction, now) => this.#claim(request, transaction, now))

  readonly conclude: Keys.Keys["conclude"] = (request, result) =>
    this.#statement((transaction, now) => {
      transaction.changed(this.#rows.conclude(request, result, now))
      return Effect.void
    })

  /** Whoever has claimed a key, whatever came of it, has it until the end of the transaction. */
  #claim(
    request: KeyedRequest,
    transaction: MemoryTransaction,
    now: number
  ): Effect.Effect<Keys.Claim, SqlError.SqlError> {
    return Effect.suspend(() => {
      const place = placeOf(request)
      const holder = this.#holders.get(place)
      if (holder !== undefined && holder.transaction !== transaction) {
        const released = transaction.behind(holder.transaction, Deferred.await(holder.released))
        return Effect.andThen(released, this.#claim(request, transaction, now))
      }
      if (holder === undefined) this.#hold(place, transaction)
      const claim = this.#rows.claim(request, now)
      return Effect.succeed<Keys.Claim>(
        claim._tag === "repeated" ? { _tag: "repeated", result: JSON.parse(claim.result) } : claim
      )
    })
  }

  /** As a statement that is in no transaction, it is one by itself. */
  #statement<A>(
    run: (transaction: MemoryTransaction, now: number) => Effect.Effect<A, SqlError.SqlError>
  ): Effect.Effect<A, SqlError.SqlError> {
    return Effect.contextWith((context) => {
      const transaction = MemoryClient.current(this.#sql, context)
      return transaction === undefined
        ? this.#sql.withTransaction(this.#statement(run))
        : transaction.statement((now) => run(transaction, now))
    })
  }

  #hold(place: string, transaction: MemoryTransaction): void {
    const holder = { transaction, released: Deferred.makeUnsafe<void>() }
    const release = () => {
      if (this.#holders.get(place) === holder) this.#holders.delete(place)
      Deferred.doneUnsafe(holder.released, Effect.void)
    }
    this.#holders.set(place, holder)
    transaction.changed(release)
    transaction.atEnd(release)
  }
}

/**
 * A client for tests without a database: transactions with their savepoints, and keys, in this program's memory.
 *
 * `Operation.make`, `Transaction.run`, `Idempotency.once` and `once` of `run.transaction` work on it as on Postgres: a key
 * is done once, others wait for who works under it, and it is free again where the work or its transaction failed. Claiming
 * a key, and writing its result, are the statements of its transactions. As in Postgres they follow each other, wait for a
 * nested transaction beside them, and are refused behind the end of theirs; one that was given up leaves its transaction to be
 * rolled back; of two transactions that wait for each other one fails with `Contention`, and is repeated; deadlines say
 * what was undone. Whatever isolation is asked for is read committed. No statement of SQL runs: what has any is tested on
 * Postgres. What repositories hold in memory is not undone with a transaction.
 *
 * **Example** (A service that is placed once, tested without Postgres)
 *
 * ```ts
 * import { expect, it } from "@effect/vitest"
 * import { Idempotency, Operation } from "aquifer"
 * import { Effect, Schema } from "effect"
 *
 * it.effect("books a payment once", () =>
 *   Effect.gen(function* () {
 *     const run = yield* Operation.make("Payments")
 *     let booked = 0
 *     const once = { key: "payment 1", request: [Schema.Int, 100] as const, result: Schema.Int }
 *     const pay = Effect.sync(() => ++booked).pipe(run.transaction("pay", { once }))
 *     expect([yield* pay, yield* pay]).toEqual([1, 1])
 *   }).pipe(Effect.provide(Idempotency.layerMemory))
 * )
 * ```
 */
export const layerMemory: Layer.Layer<SqlClient.SqlClient> = Layer.fresh(
  Layer.effect(
    SqlClient.SqlClient,
    Effect.tap(MemoryClient.make, (sql) => Effect.sync(() => Keys.keep(sql, new MemoryKeys(sql))))
  )
)
