import { expect, layer } from "@effect/vitest"
import { Deadline, DirectPg, kitSchema, PgFailure, PooledPg } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { Duration, Effect, Fiber, Layer } from "effect"
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

class Reports extends PooledPg.Service<Reports>()("reports") {}
class Imports extends PooledPg.Service<Imports>()("imports") {}

layer(Testing.layer({ migrations: shop, pools: [Reports, Imports], pool: { size: 2 } }))(
  "A suite's database with more pools",
  (it) => {
    it.effect("is reached by each of them", () =>
      Effect.gen(function* () {
        const { name } = yield* Testing.TestDatabase
        for (const { sql, stats } of [yield* Reports, yield* Imports]) {
          expect(yield* sql`SELECT current_database()::text AS name`).toEqual([{ name }])
          expect((yield* stats).max).toBe(2)
        }
      })
    )
  }
)

layer(Testing.layer({ migrations: kitSchema, with: ["queue", "cache", "cluster"] }))(
  "A suite's database with the tables of Effect's modules",
  (it) => {
    it.effect("has them, for programs to read and write", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const tables = sql<{ name: string; open: boolean }>`
          SELECT relname::text AS name, has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE') AS open
          FROM pg_class WHERE relkind = 'r' AND relname ~ '^(effect|cluster)_' ORDER BY relname`
        const found = yield* tables
        expect(found.filter(({ open }) => !open)).toEqual([])
        for (const prefix of ["effect_queue", "effect_persistence", "effect_key_value_store", "cluster_"]) {
          expect(found.filter(({ name }) => name.startsWith(prefix))).not.toEqual([])
        }
      })
    )
  }
)

layer(Testing.layer({ migrations: shop }))("Suites that ask for the same", (it) => {
  it.effect("have copies of one database, and nothing of each other's", () =>
    Effect.gen(function* () {
      const direct = yield* DirectPg
      const templates = direct.sql<{ name: string }>`
        SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'aquifer_template_%'`
      const before = yield* templates
      yield* direct.sql`INSERT INTO orders VALUES (1, 'mine')`
      const counted = Effect.gen(function* () {
        const { sql } = yield* DirectPg
        return [(yield* sql`SELECT FROM orders`).length, (yield* Testing.TestDatabase).name] as const
      })
      const other = Effect.provide(counted, Testing.layer({ migrations: shop }))
      const all = yield* Effect.all([other, other, other], { concurrency: "unbounded" })
      expect(all.map(([rows]) => rows)).toEqual([0, 0, 0])
      expect(new Set(all.map(([, name]) => name)).size).toBe(3)
      expect(yield* templates).toEqual(before)
      yield* Effect.provide(counted, Testing.layer({ migrations: shop.slice(0, -1) })).pipe(Effect.flip)
      expect((yield* templates).length).toBe(before.length + 1)
    })
  )

  it.effect("are told each why it cannot be migrated", () =>
    Effect.gen(function* () {
      const migrations = [...shop, { set: "shop", id: 3, name: "nonsense", up: ["NONSENSE"] }]
      const asked = Effect.flip(Effect.scoped(Layer.build(Testing.layer({ migrations }))))
      const all = yield* Effect.all([asked, asked], { concurrency: "unbounded" })
      for (const error of [...all, yield* asked]) expect(error).toMatchObject({ _tag: "MigrationFailed" })
    })
  )
})

/** Never run: that it does not compile where it is marked is the test. */
export const uses = (): Effect.Effect<PooledPg["Service"], unknown> => {
  // @ts-expect-error the pool is not among those that were asked for
  const without: Effect.Effect<unknown, unknown> = Effect.provide(
    Reports,
    Testing.layer({ pools: [Imports] })
  )
  return Effect.andThen(without, Effect.provide(Reports, Testing.layer({ pools: [Reports] })))
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
