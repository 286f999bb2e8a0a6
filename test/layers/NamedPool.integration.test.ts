import { expect, layer } from "@effect/vitest"
import { PgConfig, PooledPg } from "aquifer"
import { PoolMetrics } from "aquifer/operations"
import { ConfigProvider, Context, Effect, Layer, Metric, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { SuiteDatabase } from "../support/SuiteDatabase.ts"

class Orders extends PooledPg.Service<Orders>()("orders") {}
class Reports extends PooledPg.Service<Reports>()("reports") {}

class OrdersClient extends Context.Service<OrdersClient, SqlClient.SqlClient>()("test/OrdersClient") {}
class ReportsClient extends Context.Service<ReportsClient, SqlClient.SqlClient>()("test/ReportsClient") {}

/** The suite's database as the environment has it, whose URL says who asks. */
const environment = (variables: (url: (application: string) => string) => Readonly<Record<string, string>>) =>
  Layer.unwrap(
    Effect.map(SuiteDatabase, ({ app }) => {
      const { database, host, password, port, username } = app("pgbouncer118")
      const secret = password === undefined ? "" : Redacted.value(password)
      const url = (application: string) =>
        `postgresql://${username}:${secret}@${host}:${port}/${database}?application_name=${application}`
      return ConfigProvider.layer(ConfigProvider.fromUnknown(variables(url)))
    })
  )

const nameOf = (sql: Pick<SqlClient.SqlClient, "unsafe">) =>
  Effect.map(
    sql.unsafe<{ name: string }>("SELECT current_setting('application_name') AS name"),
    ([row]) => row?.name
  )

layer(SuiteDatabase.layer, { excludeTestServices: true })("PooledPg.Service", (it) => {
  it.effect("gives each pool its own size, variables and metrics, and the rest from the unnamed one", () => {
    const variables = environment((url) => ({
      DATABASE_POOL_URL: url("app"),
      DATABASE_POOL_URL_REPORTS: url("reports"),
      POOL_SIZE: "4",
      POOL_MAX_WAITING: "7",
      POOL_SIZE_REPORTS: "1",
      POOL_TIMEOUT_REPORTS: "20"
    }))
    const pools = Layer.mergeAll(Orders.layer, Reports.layer)
    return Effect.gen(function* () {
      const [orders, reports] = [yield* Orders, yield* Reports]
      expect([yield* nameOf(orders.sql), yield* nameOf(reports.sql)]).toEqual(["app", "reports"])
      yield* nameOf(orders.sql)
      expect(yield* orders.stats).toMatchObject({ max: 4, maxWaiting: 7, timeoutMillis: 5_000, acquired: 2 })
      expect(yield* reports.stats).toMatchObject({
        max: 1,
        maxWaiting: 7,
        timeoutMillis: 20_000,
        acquired: 1
      })
      const published = (yield* Metric.snapshot).filter(({ id }) => id === "db.client.connection.max")
      const sizes = published.map(({ attributes, state }) => ({ ...attributes, ...state }))
      expect(sizes).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ "db.client.connection.pool.name": "orders", count: 4 }),
          expect.objectContaining({ "db.client.connection.pool.name": "reports", count: 1 })
        ])
      )
    }).pipe(
      Effect.provide(
        Layer.mergeAll(PoolMetrics.layerNamed(Orders), PoolMetrics.layerNamed(Reports)).pipe(
          Layer.provideMerge(pools),
          Layer.provide(variables)
        )
      )
    )
  })

  it.effect("gives each service the client of the pool that it means, given in code or not", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const pool = { size: 1 }
      const clients = yield* Layer.build(
        Layer.mergeAll(
          Layer.effect(OrdersClient, SqlClient.SqlClient).pipe(
            Layer.provide(Orders.layerSqlClient),
            Layer.provide(Orders.layerNoDeps),
            Layer.provide(
              PgConfig.layerWith({ pooled: { ...app("pgbouncer118"), applicationName: "orders" }, pool })
            )
          ),
          Layer.effect(ReportsClient, SqlClient.SqlClient).pipe(
            Layer.provide(Reports.layerSqlClient),
            Layer.provide(
              Reports.layerWith({ endpoint: { ...app("pgbouncer118"), applicationName: "reports" }, pool })
            )
          )
        )
      )
      expect(yield* nameOf(Context.get(clients, OrdersClient))).toBe("orders")
      expect(yield* nameOf(Context.get(clients, ReportsClient))).toBe("reports")
    })
  )

  it.effect("is the main pool as a lane, with no connection more, until its own URL is set", () => {
    const lane = Reports.layerLane
    const both = Effect.gen(function* () {
      const [main, reports] = [yield* PooledPg, yield* Reports]
      yield* nameOf(reports.sql)
      return { isMain: reports === main, name: yield* nameOf(reports.sql), main: yield* main.stats }
    }).pipe(Effect.provide(Layer.merge(PooledPg.layer, lane)))
    const within = (more: (url: (application: string) => string) => Readonly<Record<string, string>>) =>
      Effect.provide(
        both,
        environment((url) => ({ DATABASE_POOL_URL: url("app"), ...more(url) }))
      )
    return Effect.gen(function* () {
      // What only a pool of its own can have is no reason to open one.
      const without = yield* within(() => ({ POOL_SIZE_REPORTS: "1" }))
      expect(without).toMatchObject({ isMain: true, name: "app", main: { acquired: 2, max: 10 } })
      const apart = yield* within((url) => ({ DATABASE_POOL_URL_REPORTS: url("reports") }))
      expect(apart).toMatchObject({ isMain: false, name: "reports", main: { acquired: 0 } })
    })
  })

  it.effect(
    "is a lane of the settings where they have one of its name, and holds no more than that has",
    () =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const pooled = app("pgbouncer118")
        const lanes = { reports: { ...pooled, applicationName: "lane", connectionLimit: 3 } }
        const config = PgConfig.layerWith({ pooled, lanes })
        const context = yield* Layer.build(Layer.provide(Reports.layerLaneNoDeps, config))
        const { sql, stats } = Context.get(context, Reports)
        expect(yield* nameOf(sql)).toBe("lane")
        expect((yield* stats).max).toBe(3)
      }).pipe(Effect.scoped)
  )

  it.effect("names its own variables where they are wrong", () =>
    Effect.gen(function* () {
      const wrong = [
        [{ POOL_SIZE_REPORTS: "none" }, /POOL_SIZE_REPORTS is no whole number/],
        [{ POOL_MIN_REPORTS: "3" }, /POOL_MIN_REPORTS \(3\) is over POOL_SIZE_REPORTS \(2\)/],
        [
          { DATABASE_POOL_URL_REPORTS: "postgresql://u:p@db.example.com:5432/d" },
          /DATABASE_POOL_URL_REPORTS is on/
        ]
      ] as const
      for (const [variables, says] of wrong) {
        const config = environment((url) => ({ DATABASE_POOL_URL: url("app"), POOL_SIZE: "2", ...variables }))
        const error = yield* Effect.flip(Layer.build(Layer.provide(Reports.layer, config)))
        expect(String(error.message)).toMatch(says)
      }
    }).pipe(Effect.scoped)
  )
})
