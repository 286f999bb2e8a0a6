import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg } from "aquifer"
import { ResearchCache } from "aquifer/research"
import { Context, Duration, Effect, Layer, Queue, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { holdConnection } from "../support/holdConnection.ts"
import { endpoints } from "../support/ResearchStore.ts"
import { type Route, SuiteDatabase } from "../support/SuiteDatabase.ts"

/** A pool of one connection, so that whoever holds it is noticed. */
const pooled = (route: Route, size: number) =>
  Layer.unwrap(
    Effect.map(SuiteDatabase, ({ app }) =>
      PooledPg.layerWith({ endpoint: app(route), pool: { size, min: 0, timeout: Duration.millis(50) } })
    )
  )

for (const route of ["pgbouncer118", "pgbouncer124"] as const) {
  layer(endpoints(route))(`PooledPg on ${route}`, (it) => {
    it.effect("runs 600 transactions of 8 clients on 2 server connections without one error", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* Effect.forEach(
          Array.from({ length: 600 }, (_, index) => index),
          (index) =>
            sql.withTransaction(
              Effect.gen(function* () {
                const [row] = yield* sql<{ one: number }>`SELECT ${index}::int + 1 AS one`
                expect(row).toEqual({ one: index + 1 })
                yield* sql`SELECT pg_current_xact_id_if_assigned()`
              })
            ),
          { concurrency: 8, discard: true }
        )
      })
    )

    it.effect("serves SqlSchema unchanged", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const double = SqlSchema.findOne({
          Request: Schema.Int,
          Result: Schema.Struct({ twice: Schema.Int }),
          execute: (n) => sql`SELECT ${n}::int * 2 AS twice`
        })
        expect(yield* double(21)).toEqual({ twice: 42 })
      })
    )
  })
}

class Orders extends Context.Service<Orders, SqlClient.SqlClient>()("test/Orders") {}
class Reports extends Context.Service<Reports, SqlClient.SqlClient>()("test/Reports") {}

layer(SuiteDatabase.layer, { excludeTestServices: true })("PooledPg", (it) => {
  it.effect("gives each service the client of the pool that it is provided with", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const pool = (applicationName: string) =>
        PooledPg.layerSqlClient.pipe(
          Layer.provide(
            PooledPg.layerWith({ endpoint: { ...app("pgbouncer118"), applicationName }, pool: { size: 1 } })
          )
        )
      const context = yield* Layer.build(
        Layer.merge(
          Layer.provide(Layer.effect(Orders, SqlClient.SqlClient), pool("orders")),
          Layer.provide(Layer.effect(Reports, SqlClient.SqlClient), pool("reports"))
        )
      )
      const nameOf = (sql: SqlClient.SqlClient) => sql`SELECT current_setting('application_name') AS name`
      expect(yield* nameOf(Context.get(context, Orders))).toEqual([{ name: "orders" }])
      expect(yield* nameOf(Context.get(context, Reports))).toEqual([{ name: "reports" }])
    })
  )

  it.effect("answers a caller whose wait for a connection ran out, and counts it", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* PooledPg
      const held = yield* holdConnection(sql)
      const error = yield* Effect.flip(sql`SELECT 1`)
      expect(PgFailure.classify(error)).toMatchObject({ _tag: "PoolExhausted", statement: "did not run" })
      const inTransaction = yield* Effect.flip(sql.withTransaction(Effect.void))
      expect(PgFailure.classify(inTransaction)._tag).toBe("PoolExhausted")
      expect(yield* stats).toMatchObject({ max: 1, used: 1, free: 0, size: 1, timedOut: 2, acquired: 1 })
      yield* held.letGo
      expect(yield* sql`SELECT 1 AS one`).toEqual([{ one: 1 }])
      expect(yield* stats).toMatchObject({
        used: 0,
        free: 1,
        waiting: 0,
        usedMax: 1,
        waitingMax: 1,
        acquired: 2
      })
    }).pipe(Effect.provide(pooled("pgbouncer118", 1)))
  )

  it.effect(
    "fails with the reason when the password is wrong, when nothing listens, and when the database is missing",
    () =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const endpoint = app("pgbouncer118")
        const wrong = [
          [{ ...endpoint, username: "nobody" }, "Misconfigured"],
          [{ ...endpoint, port: 1 }, "Unavailable"],
          [{ ...app("direct"), database: "no_such_database" }, "Misconfigured"]
        ] as const
        for (const [wrongEndpoint, tag] of wrong) {
          const failure = yield* Effect.flip(Effect.flatMap(PooledPg, ({ sql }) => sql`SELECT 1`)).pipe(
            Effect.provide(PooledPg.layerWith({ endpoint: wrongEndpoint, pool: { size: 1, min: 0 } }))
          )
          if (failure._tag !== "SqlError") throw failure
          expect(PgFailure.classify(failure)).toMatchObject({ _tag: tag, statement: "did not run" })
        }
      })
  )
})

layer(endpoints("pgbouncer118"), { excludeTestServices: true })(
  "ResearchCache on a pool of one connection",
  (it) => {
    it.effect("gives its connection back before it researches", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const nested = cache.getOrResearch(
          "outer",
          cache.getOrResearch("inner", Effect.succeed("found")).pipe(Effect.map((inner) => ({ inner })))
        )
        expect(yield* nested).toEqual({ inner: "found" })
      }).pipe(
        Effect.provide(
          ResearchCache.layerNoDeps.pipe(
            Layer.provide(PooledPg.layerSqlClient),
            Layer.provide(pooled("pgbouncer118", 1))
          )
        )
      )
    )

    it.effect("keeps the direct endpoint's sessions to themselves: LISTEN hears what is notified", () =>
      Effect.gen(function* () {
        const { listen, sql } = yield* DirectPg
        const queue = yield* listen("news")
        yield* sql`SELECT pg_notify('news', 'hello')`
        expect((yield* Queue.take(queue)).payload).toBe("hello")
      }).pipe(Effect.scoped)
    )
  }
)
