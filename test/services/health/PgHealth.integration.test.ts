import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { PgHealth, Readiness } from "aquifer/health"
import { Duration, Effect, Layer, Schema } from "effect"
import { HttpRouter } from "effect/http"
import { holdConnection } from "../../support/holdConnection.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

class Reports extends PooledPg.Service<Reports>()("reports") {}

const pool = { size: 1, min: 0, timeout: Duration.seconds(5) }

const get = (path: string) =>
  Effect.gen(function* () {
    const health = yield* PgHealth
    const routes = PgHealth.layerRoutes.pipe(Layer.provide(Layer.succeed(PgHealth, health)))
    const { dispose, handler } = HttpRouter.toWebHandler(routes, { disableLogger: true })
    yield* Effect.addFinalizer(() => Effect.promise(dispose))
    const response = yield* Effect.promise(() => handler(new Request(`http://127.0.0.1${path}`)))
    return {
      status: response.status,
      text: yield* Effect.promise(() => response.text()),
      headers: response.headers
    }
  }).pipe(Effect.scoped)

for (const route of ["pgbouncer118", "pgbouncer124"] as const) {
  const pooled = Layer.unwrap(
    Effect.map(SuiteDatabase, ({ app }) => PooledPg.layerWith({ endpoint: app(route), pool }))
  )
  layer(
    PgHealth.layerOf(PooledPg, { within: "500 millis" }).pipe(
      Layer.provideMerge(pooled),
      Layer.provideMerge(SuiteDatabase.layer)
    ),
    { excludeTestServices: true }
  )(`PgHealth on ${route}`, (it) => {
    it.effect("is ready when a statement is answered; a hundred probes at once are one statement", () =>
      Effect.gen(function* () {
        const { ready } = yield* PgHealth
        const { sql, stats } = yield* PooledPg
        yield* sql`SELECT 1` // the connection is there
        const before = (yield* stats).acquired
        const answers = yield* Effect.all(
          Array.from({ length: 100 }, () => ready),
          { concurrency: "unbounded" }
        )
        expect(new Set(answers.map(({ reason, status }) => reason ?? status))).toEqual(new Set(["ready"]))
        expect((yield* stats).acquired - before).toBe(1)
        const { headers, status, text } = yield* get("/health/ready")
        expect(status).toBe(200)
        expect(headers.get("cache-control")).toBe("no-store")
        expect(Schema.decodeUnknownSync(Schema.fromJsonString(Readiness))(text).pool).toMatchObject({
          max: 1
        })
      })
    )

    it.effect("is not ready while nobody gets a connection, and keeps none of its own waiting behind", () =>
      Effect.gen(function* () {
        const { live, ready } = yield* PgHealth
        const { sql, stats } = yield* PooledPg
        const held = yield* holdConnection(sql)
        expect(yield* ready).toMatchObject({
          status: "not ready",
          reason: "DeadlineExceeded",
          pool: { max: 1, used: 1 }
        })
        expect(yield* live).toEqual({ status: "live" })
        expect((yield* get("/health/live")).status).toBe(200)
        expect((yield* get("/health/ready")).status).toBe(503)
        yield* held.letGo
        expect(yield* ready).toMatchObject({ status: "ready", pool: { used: 0 } })
        expect((yield* stats).waiting).toBe(0)
      })
    )

    it.effect("answers those who ask inside a transaction by a statement outside of it", () =>
      Effect.gen(function* () {
        const { ready } = yield* PgHealth
        const { sql } = yield* PooledPg
        // The only connection is the transaction's, so that the probe gets none.
        expect(yield* sql.withTransaction(ready)).toMatchObject({ status: "not ready" })
      })
    )
  })
}

layer(SuiteDatabase.layer, { excludeTestServices: true })("PgHealth", (it) => {
  it.effect("says in public only the sort of trouble: no host, no user, no password", () =>
    Effect.gen(function* () {
      const { app } = yield* SuiteDatabase
      const endpoint = { ...app("pgbouncer118"), username: "nobody_at_all", port: 1 }
      const health = PgHealth.layerOf(Reports).pipe(Layer.provide(Reports.layerWith({ endpoint, pool })))
      const { status, text } = yield* Effect.provide(get("/health/ready"), health)
      expect(status).toBe(503)
      expect(JSON.parse(text)).toEqual({
        status: "not ready",
        reason: "Unavailable",
        pool: { max: 1, used: 0, waiting: 0 }
      })
    })
  )
})
