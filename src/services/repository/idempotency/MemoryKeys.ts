import { Clock, Deferred, Duration, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as MemoryClient from "../transaction/MemoryClient.ts"
import type { MemoryTransaction } from "../transaction/MemoryTransaction.ts"
import type { KeyedRequest } from "./KeyedRequest.ts"
import * as Keys from "./Keys.ts"

interface Row {
  readonly hash: string
  readonly result: string | undefined
  readonly expiresAt: number
}

/** Who works under a key, and for whose end others wait. */
interface Holder {
  readonly transaction: MemoryTransaction
  readonly released: Deferred.Deferred<void>
}

const hashOf = ({ hash }: KeyedRequest): string => Buffer.from(hash).toString("hex")

/** The twin of the table: keys of this program alone, on Effect's clock. */
class MemoryKeys implements Keys.Keys {
  readonly #sql: SqlClient.SqlClient
  readonly #rows = new Map<string, Row>()
  readonly #holders = new Map<string, Holder>()

  constructor(sql: SqlClient.SqlClient) {
    this.#sql = sql
  }

  readonly claim: Keys.Keys["claim"] = (request) =>
    this.#inTransaction((transaction, now): Effect.Effect<Keys.Claim, SqlError.SqlError> => {
      const id = JSON.stringify([request.partition, request.key])
      const holder = this.#holders.get(id)
      if (holder !== undefined && holder.transaction !== transaction)
        return Effect.andThen(Deferred.await(holder.released), this.claim(request))
      const row = this.#rows.get(id)
      if (row?.result !== undefined && now < row.expiresAt)
        return Effect.succeed(
          row.hash === hashOf(request)
            ? { _tag: "repeated", result: JSON.parse(row.result) }
            : { _tag: "reused" }
        )
      if (holder === undefined) this.#hold(id, transaction)
      const expiresAt = now + Duration.toMillis(Duration.seconds(request.seconds))
      this.#put(id, { hash: hashOf(request), result: undefined, expiresAt }, transaction)
      return Effect.succeed({ _tag: "ours" })
    })

  readonly conclude: Keys.Keys["conclude"] = ({ key, partition }, result) =>
    this.#inTransaction((transaction) => {
      const id = JSON.stringify([partition, key])
      const row = this.#rows.get(id)
      if (row !== undefined) this.#put(id, { ...row, result }, transaction)
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

  #hold(id: string, transaction: MemoryTransaction): void {
    const holder = { transaction, released: Deferred.makeUnsafe<void>() }
    const release = () => {
      if (this.#holders.get(id) === holder) this.#holders.delete(id)
      Deferred.doneUnsafe(holder.released, Effect.void)
    }
    this.#holders.set(id, holder)
    transaction.changed(release)
    transaction.atEnd(release)
  }

  #put(id: string, row: Row, transaction: MemoryTransaction): void {
    const before = this.#rows.get(id)
    this.#rows.set(id, row)
    transaction.changed(() => {
      if (before === undefined) this.#rows.delete(id)
      else this.#rows.set(id, before)
    })
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
