import { PgConnection } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, PooledPg } from "aquifer"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { PoolSettings } from "../../../src/layers/PgConfig.ts"
import { areTracked, PreparedStatements } from "../../../src/layers/prepared/PreparedStatements.ts"
import { type Route, SuiteDatabase } from "../../support/SuiteDatabase.ts"

const connectTo = (route: Route) =>
  Effect.map(SuiteDatabase, ({ app }) => PgConnection.make({ ...app(route), ssl: false }))

const open = (route: Route, pool: Partial<PoolSettings>) =>
  Effect.gen(function* () {
    const { app } = yield* SuiteDatabase
    const context = yield* Layer.build(PooledPg.layerWith({ endpoint: app(route), pool }))
    return Context.get(context, PooledPg).sql
  })

/** Counts the statements with a mark that are prepared on a server connection, which outlives the test. */
const marked = (mark: string) =>
  `SELECT count(*)::int AS named FROM pg_prepared_statements WHERE statement LIKE '%${mark}%'`

layer(SuiteDatabase.layer)("Named prepared statements", (it) => {
  it.effect("are tracked by PgBouncer 1.24, and not by 1.18, where the probe leaves none behind", () =>
    Effect.gen(function* () {
      expect(yield* areTracked(yield* connectTo("pgbouncer124"))).toBe(true)
      const untracked = yield* connectTo("pgbouncer118")
      expect(yield* areTracked(untracked)).toBe(false)
      const connection = yield* untracked
      const { rows } = yield* connection.query("SELECT name FROM pg_prepared_statements", [], false)
      expect(rows).toEqual([])
    })
  )

  it.effect("are used through PgBouncer 1.24 once a connection has run a hundred statements", () =>
    Effect.gen(function* () {
      const sql = yield* open("pgbouncer124", { size: 1, min: 0 })
      const named = Effect.map(
        Effect.andThen(
          sql`SELECT ${1}::int AS "a marked one"`,
          sql.unsafe<{ named: number }>(marked("a marked one"))
        ),
        ([row]) => row?.named ?? 0
      )
      expect(yield* named).toBe(0)
      // The pooler is asked beside what runs here, so it is told by what comes of it.
      expect(yield* Effect.repeat(named, { until: (count) => count > 0 })).toBeGreaterThan(0)
      const rows = yield* sql.withTransaction(sql`SELECT ${2}::int AS "a marked one"`)
      expect(rows).toEqual([{ "a marked one": 2 }])
    })
  )

  for (const [what, route, pool] of [
    ["a pooler that does not track them", "pgbouncer118", { size: 2 }],
    ["POOL_PREPARED=never", "pgbouncer124", { size: 2, prepared: "never" }]
  ] as const) {
    it.effect(`are not used with ${what}`, () =>
      Effect.gen(function* () {
        const sql = yield* open(route, pool)
        yield* Effect.forEach(
          Array.from({ length: 600 }),
          () => sql.withTransaction(sql`SELECT ${1}::int AS "one of no name"`),
          { concurrency: 8, discard: true }
        )
        expect(yield* sql.unsafe(marked("one of no name"))).toEqual([{ named: 0 }])
      })
    )
  }

  it.effect("are not used to ask whether a connection that was idle is still there", () =>
    Effect.gen(function* () {
      const sql = yield* open("pgbouncer118", { size: 1, min: 0 })
      yield* sql`SELECT ${1}::int AS before`
      yield* TestClock.adjust("2 seconds")
      yield* sql`SELECT ${1}::int AS after`
      expect(yield* sql.unsafe("SELECT statement FROM pg_prepared_statements")).toEqual([])
    })
  )

  it.effect("are given up when the pooler lost one, but not on a connection to Postgres itself", () =>
    Effect.gen(function* () {
      const lost = new PgFailure.Rejected({ statement: "rolled back", message: "lost", retry: "unnamed" })
      const pooled = new PreparedStatements("auto")
      pooled.used(100)
      yield* pooled.find(yield* connectTo("pgbouncer124"))
      expect(pooled.allowed).toBe(true)
      pooled.failed(lost)
      expect(pooled.allowed).toBe(false)
      const direct = new PreparedStatements("always")
      direct.failed(lost)
      expect(direct.allowed).toBe(true)
    })
  )
})
