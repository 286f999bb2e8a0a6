import { Clock, Deferred, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as MemoryClient from "../transaction/MemoryClient.ts"
import type { MemoryTransaction } from "../transaction/MemoryTransaction.ts"
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
    this.#inTransaction((transaction, now): Effect.Effect<Keys.Claim, SqlError.SqlError> => {
      const place = placeOf(request)
      const holder = this.#holders.get(place)
      if (holder !== undefined && holder.transaction !== transaction)
        return Effect.andThen(Deferred.await(holder.released), this.claim(request))
      const claim = this.#rows.claim(request, now)
      if (claim._tag === "repeated")
        return Effect.succeed({ _tag: "repeated", result: JSON.parse(claim.result) })
      if (claim._tag === "ours" && holder === undefined) this.#hold(place, transaction)
      return Effect.succeed(claim)
    })

  readonly conclude: Keys.Keys["conclude"] = (request, result) =>
    this.#inTransaction((transaction, now) => {
      transaction.changed(this.#rows.conclude(request, result, now))
      return Effect.void
    })

  #inTransaction<A, E>(
    use: (transaction: MemoryTransaction, now: number) => Effect.Effect<A, E>
  ): Effect.Effect<A, E> {
    return Effect.withFiber((fiber) => {
      const transaction = MemoryClient.current(this.#sql, fiber.context)
      if (transaction === undefined)
        return Effect.die(new Error("a key is claimed in a transaction of its client"))
      return use(transaction, fiber.getRef(Clock.Clock).currentTimeMillisUnsafe())
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
 * is done once, others wait for who works under it, and it is free again where the work or its transaction failed. No
 * statement runs: what has SQL of its own is tested on Postgres. What repositories hold in memory is not undone with a
 * transaction.
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
