import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, PgFailure, PooledPg } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { Duration, Effect, Fiber } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { shop } from "./shop.ts"

const reasonOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), (error) => PgFailure.classify(error)._tag)

const session = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) =>
    sql<{
      user: string
      database: string
    }>`SELECT current_user::text AS user, current_database()::text AS database`
)

for (const through of ["pooled", "direct"] as const) {
  layer(Testing.layer({ migrations: shop, through }))(`A suite's database, ${through}`, (it) => {
    it.effect("is migrated, and has no rows of anybody else", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        yield* sql`INSERT INTO products ${sql.insert({ sku: "a-1", name: "Lamp", price: 100 })}`
        expect(yield* sql`SELECT sku, price FROM products`).toEqual([{ sku: "a-1", price: 100 }])
      })
    )

    it.effect("is worked in by a role that makes nothing, and owned by the direct endpoint's", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { name } = yield* Testing.TestDatabase
        const [{ database, user } = { database: "", user: "" }] = yield* session
        expect({ database, user }).toEqual({ database: name, user: "aquifer" })
        expect(yield* reasonOf(sql`CREATE TABLE mine (id int)`)).toBe("Rejected")
        const direct = yield* DirectPg
        yield* direct.sql`CREATE TABLE mine (id int4)`
        yield* sql`INSERT INTO mine VALUES (1)`
      })
    )

    it.effect("refuses what needs a session", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        expect(yield* reasonOf(sql`LISTEN jobs`)).toBe("SessionStateRequired")
      })
    )
  })
}

layer(Testing.layer())("A suite's database without migrations", (it) => {
  it.effect("is there as well, beside those that the process had before", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { name } = yield* Testing.TestDatabase
      const found = yield* sql<{ name: string }>`
        SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'aquifer_test_%'`
      expect(found).toEqual([{ name }]) // the others were dropped after their suites
    })
  )
})

/** Lets fibers run until the pool has a caller waiting. */
const waiting = Effect.flatMap(PooledPg, ({ stats }) =>
  Effect.repeat(Effect.tap(stats, Effect.yieldNow), { until: ({ waiting }) => waiting > 0 })
)

/** Until what tests before have given up is cleaned up behind them. */
const idle = Effect.flatMap(PooledPg, ({ stats }) =>
  Effect.repeat(Effect.tap(stats, Effect.yieldNow), { until: ({ used }) => used === 0 })
)

const pool = { size: 1, timeout: Duration.millis(50) }

layer(Testing.layer({ pool }))("Under the TestClock", (it) => {
  it.effect("a wait for a connection ends once the clock is moved", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* idle
      yield* Fault.poolExhausted
      const fiber = yield* Effect.forkChild(reasonOf(sql`SELECT 1`))

      yield* waiting
      yield* Testing.live(Effect.sleep("100 millis")) // twice as long as it is let to wait
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("50 millis")
      expect(yield* Fiber.join(fiber)).toBe("PoolExhausted")
    })
  )

  it.effect("and a deadline passes", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* idle
      const fiber = yield* sql`SELECT pg_sleep(60)`.pipe(
        Deadline.within("10 seconds"),
        Effect.flip,
        Effect.forkChild
      )
      yield* Effect.yieldNow
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "DeadlineExceeded" })
    })
  )

  it.effect("both pass by themselves in live work", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* idle
      const late = sql`SELECT pg_sleep(60)`.pipe(Deadline.within("20 millis"), Effect.flip)
      expect(yield* Testing.live(late)).toMatchObject({ _tag: "DeadlineExceeded" })
      yield* idle
      yield* Fault.poolExhausted
      expect(yield* Testing.live(reasonOf(sql`SELECT 1`))).toBe("PoolExhausted")
    })
  )
})
