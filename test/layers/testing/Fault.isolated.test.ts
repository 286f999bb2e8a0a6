import { expect, layer } from "@effect/vitest"
import { Operation, PgFailure, Transaction } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { Effect, Schema } from "effect"
import { SqlClient, SqlError } from "effect/sql"
import { shop } from "./shop.ts"

class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", {}) {}

/** What a user's own service would be. */
const order = Effect.fnUntraced(function* (id: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`INSERT INTO orders ${sql.insert({ id, sku: "a-1" })}`
  if (id < 0) return yield* new OutOfStock()
})

const stored = Effect.flatMap(SqlClient.SqlClient, (sql) =>
  Effect.map(sql<{ id: number }>`SELECT id FROM orders ORDER BY id`, (rows) => rows.map(({ id }) => id))
)

const empty = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DELETE FROM orders`)

const reasonOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), (error) =>
    SqlError.isSqlError(error) ? PgFailure.classify(error)._tag : (error as { readonly _tag: string })._tag
  )

for (const through of ["pooled", "direct"] as const) {
  layer(Testing.layer({ migrations: shop, through }), { excludeTestServices: true })(
    `A fault, ${through}`,
    (it) => {
      it.effect("answerOfCommitLost: the work is there, and its caller does not know", () =>
        Effect.gen(function* () {
          yield* empty
          const happened = yield* Fault.answerOfCommitLost
          expect(yield* happened).toBe(false)
          const sql = yield* SqlClient.SqlClient
          expect(yield* reasonOf(sql.withTransaction(order(1)))).toBe("OutcomeUnknown")
          expect(yield* happened).toBe(true)
          expect(yield* stored).toEqual([1])
          yield* sql.withTransaction(order(2))
          expect(yield* stored).toEqual([1, 2])
        })
      )

      it.effect("outcomeLost: nobody can tell, but the key of who has one", () =>
        Effect.gen(function* () {
          yield* empty
          const run = yield* Operation.make("Orders")
          yield* Effect.scoped(
            Effect.gen(function* () {
              const happened = yield* Fault.answerOfCommitLost
              yield* order(1).pipe(run.transaction("order"))
              expect(yield* happened).toBe(true) // Postgres has told
            })
          )
          yield* Effect.scoped(
            Effect.gen(function* () {
              const happened = yield* Fault.outcomeLost
              const error = yield* Effect.flip(order(2).pipe(run.transaction("order")))
              expect(error).toMatchObject({ _tag: "DataError", reason: { _tag: "OutcomeUnknown" } })
              expect(yield* happened).toBe(true)
            })
          )
          const happened = yield* Fault.outcomeLost
          const once = { key: "order 3", request: [Schema.Int, 3], result: Schema.Int } as const
          expect(yield* Effect.as(order(3), 3).pipe(run.transaction("order", { once }))).toBe(3)
          expect(yield* happened).toBe(true)
          expect(yield* stored).toEqual([1, 2, 3])
        })
      )

      it.effect("cutAfter: a single statement has run, one in a transaction is rolled back", () =>
        Effect.gen(function* () {
          yield* empty
          const sql = yield* SqlClient.SqlClient
          const first = yield* Fault.cutAfter("INSERT INTO orders")
          expect(yield* reasonOf(order(1))).toBe("OutcomeUnknown")
          const second = yield* Fault.cutAfter("INSERT INTO orders")
          expect(yield* reasonOf(sql.withTransaction(Effect.andThen(order(2), sql`SELECT 1`)))).toBe(
            "Unavailable"
          )
          expect([yield* first, yield* second]).toEqual([true, true])
          expect(yield* stored).toEqual([1])
        })
      )

      it.effect("cutBefore: nothing has run", () =>
        Effect.gen(function* () {
          yield* empty
          const happened = yield* Fault.cutBefore("INSERT INTO orders")
          yield* Effect.flip(order(1))
          expect(yield* happened).toBe(true)
          expect(yield* stored).toEqual([])
        })
      )

      it.effect("deadlockOnce: the victim is rolled back, and whoever repeats the whole gets through", () =>
        Effect.gen(function* () {
          yield* empty
          const sql = yield* SqlClient.SqlClient
          yield* Effect.scoped(
            Effect.gen(function* () {
              const happened = yield* Fault.deadlockOnce("orders")
              expect(yield* reasonOf(sql.withTransaction(order(1)))).toBe("Contention")
              expect(yield* happened).toBe(true)
              expect(yield* stored).toEqual([])
              yield* order(2)
            })
          )
          const happened = yield* Fault.deadlockOnce("orders")
          yield* Transaction.run()(order(3))
          expect(yield* happened).toBe(true)
          expect(yield* stored).toEqual([2, 3])
        })
      )

      it.effect("readOnly: writes fail, reads work, and afterwards both do", () =>
        Effect.gen(function* () {
          yield* empty
          const run = yield* Operation.make("Orders")
          yield* Effect.scoped(
            Effect.gen(function* () {
              yield* Fault.readOnly
              const error = yield* Effect.flip(run.write("order")(order(1)))
              expect(error).toMatchObject({ _tag: "DataError", reason: { _tag: "ReadOnly" } })
              expect(yield* stored).toEqual([])
            })
          )
          yield* order(1)
          expect(yield* stored).toEqual([1])
        })
      )

      it.effect("connectionsCut: what comes next finds new ones", () =>
        Effect.gen(function* () {
          yield* empty
          yield* Fault.connectionsCut
          const run = yield* Operation.make("Orders")
          yield* run.read("stored")(stored)
        })
      )

      it.effect("a fault that is not met is gone with its scope", () =>
        Effect.gen(function* () {
          yield* empty
          const happened = yield* Effect.scoped(Fault.cutAfter("INSERT INTO orders"))
          yield* order(1)
          expect(yield* happened).toBe(false)
        })
      )

      it.effect("no table is no fault: it says what to do", () =>
        Effect.gen(function* () {
          const defect = yield* Effect.sandbox(Fault.deadlockOnce("nothing")).pipe(Effect.flip)
          expect(String(defect)).toContain("There is no table nothing")
        })
      )
    }
  )
}
