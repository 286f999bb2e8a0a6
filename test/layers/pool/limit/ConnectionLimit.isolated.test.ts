import { expect, layer } from "@effect/vitest"
import { ConnectionLimit, DirectPg, kitSchema, Migration, PgFailure, PgUrl, PooledPg } from "aquifer"
import { EmbeddedPg } from "aquifer/local"
import {
  Context,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  LayerMap,
  Redacted,
  Result,
  Scope
} from "effect"
import { SqlClient, SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { changes, Notes, Tenants, TenantUrls } from "../../../examples/tenants/tenants.ts"
import { write } from "../../../examples/tenants/write.ts"
import { connect } from "../../../support/simpleQuery.ts"

const tenants = ["acme", "blue", "cyan"] as const
const maxTotal = 4

/** A server with a migrated database for each tenant. */
class Server extends Context.Service<
  Server,
  {
    readonly url: (database: string) => string
    readonly ask: Effect.Success<ReturnType<typeof connect>>
  }
>()("test/Server") {
  static readonly layer = Layer.effect(
    Server,
    Effect.gen(function* () {
      const { url } = yield* EmbeddedPg
      const ask = yield* connect(url())
      yield* ask("CREATE ROLE aquifer_app NOLOGIN")
      for (const tenant of tenants) {
        yield* ask(`CREATE DATABASE ${tenant}`)
        const endpoint = Result.getOrThrow(PgUrl.fromString(Redacted.value(url(tenant))))
        yield* Effect.provide(Migration.run([...kitSchema, ...changes]), DirectPg.layerWith({ endpoint }))
      }
      return { url: (database) => `${Redacted.value(url(database))}?application_name=tenant`, ask }
    })
  ).pipe(Layer.provide(EmbeddedPg.layerWith({ settings: { fsync: "off" } })))
}

/** Connections of tenants' pools that the server has. */
const connections = Effect.fnUntraced(function* (database = "%") {
  const { ask } = yield* Server
  const rows = yield* ask(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'tenant' AND datname LIKE '${database}'`
  )
  return Number(rows[0]?.["n"])
})

const limit = ConnectionLimit.layerWith({ maxTotal })
const urls = Layer.effect(
  TenantUrls,
  Effect.map(Server, ({ url }) => url)
)
/** Anew for each test, which begins and ends without a connection. */
const fresh = Layer.fresh(Layer.provideMerge(Tenants.layerNoDeps, Layer.merge(limit, urls)))

const textsOf = (tenant: string) =>
  Notes.use((notes) => notes.query()).pipe(
    Effect.map((notes) => notes.map(({ text }) => text)),
    Effect.provide(Tenants.get(tenant))
  )

/** The bare clients of the same databases. */
const clientOf = (tenant: string) =>
  Layer.unwrap(
    Effect.map(TenantUrls, (url) => {
      class Pool extends PooledPg.Service<Pool>()(`client ${tenant}`) {}
      const endpoint = Result.getOrThrow(PgUrl.fromString(url(tenant)))
      return Layer.provide(Pool.layerSqlClient, Pool.layerLimited({ endpoint, pool: { size: 2 } }))
    })
  )
class Clients extends LayerMap.Service<Clients>()("test/Clients", {
  lookup: clientOf,
  idleTimeToLive: "1 minute"
}) {}
const clients = Layer.fresh(Layer.provideMerge(Clients.layerNoDeps, Layer.merge(limit, urls)))

/** A transaction that has begun and waits until it may go on. */
const held = Effect.fnUntraced(function* (tenant: string) {
  const [begun, leave] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
  const fiber = yield* Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const work = Effect.gen(function* () {
      yield* sql`INSERT INTO notes (text) VALUES ('held')`
      yield* Deferred.succeed(begun, undefined)
      yield* Deferred.await(leave)
      return yield* sql`SELECT 1`
    })
    return yield* sql.withTransaction(work)
  }).pipe(Effect.provide(Clients.get(tenant)), Effect.forkScoped)
  yield* Deferred.await(begun)
  return { fiber, leave: Deferred.succeed(leave, undefined) }
})

const stats = ConnectionLimit.use((limit) => limit.stats)
const waits = (waiting: number) => Effect.repeat(stats, { until: (now) => now.waiting === waiting })
const open = (open: number) => Effect.repeat(stats, { until: (now) => now.open === open })

layer(Server.layer)("A database for each tenant", (it) => {
  it.effect("keeps each tenant's rows to itself", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(tenants, (tenant) => write(tenant, `of ${tenant}`), { concurrency: "unbounded" })
      expect(yield* Effect.forEach(tenants, textsOf)).toEqual(tenants.map((tenant) => [`of ${tenant}`]))
    }).pipe(Effect.provide(fresh))
  )

  it.effect("has no more connections than the bound, of all pools together, and serves everybody", () =>
    Effect.gen(function* () {
      const asked = tenants.flatMap((tenant) => Array.from({ length: 100 }, () => tenant))
      const ask = (tenant: string) =>
        Effect.flatMap(
          SqlClient.SqlClient,
          (sql) => sql`SELECT current_database() AS name, pg_sleep(0.002)`
        ).pipe(Effect.provide(Clients.get(tenant)))
      const work = yield* Effect.forkChild(Effect.forEach(asked, ask, { concurrency: "unbounded" }))
      const counted: Array<number> = []
      while (work.pollUnsafe() === undefined) counted.push(yield* connections())
      const answers = yield* Fiber.join(work)
      expect(answers.map(([row]) => row?.["name"])).toEqual(asked)
      expect(Math.max(...counted)).toBe(maxTotal)
    }).pipe(Effect.provide(clients))
  )

  it.effect("lets a caller wait while all connections are held, and go on with the next", () =>
    Effect.gen(function* () {
      const works = yield* Effect.forEach(["acme", "acme", "blue", "blue"], held)
      const waiting = yield* Effect.forkChild(held("cyan"))
      yield* waits(1)
      expect(yield* connections()).toBe(maxTotal)
      yield* works[2]?.leave ?? Effect.void
      const last = yield* Fiber.join(waiting)
      expect(yield* connections()).toBe(maxTotal)
      for (const { fiber, leave } of [...works, last]) yield* Effect.andThen(leave, Fiber.join(fiber))
    }).pipe(Effect.provide(clients))
  )

  it.effect("refuses a caller for whom there is no connection in time, and says what is full", () =>
    Effect.gen(function* () {
      const works = yield* Effect.forEach(["acme", "acme", "blue", "blue"], held)
      const url = (yield* TenantUrls)("cyan")
      const endpoint = Result.getOrThrow(PgUrl.fromString(url))
      const pool = PooledPg.layerLimited({ endpoint, pool: { size: 1, timeout: Duration.millis(20) } })
      const client = Layer.provide(PooledPg.layerSqlClient, pool)
      const asks = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT 1`)
      const error = yield* Effect.flip(Effect.provide(asks, client))
      if (!SqlError.isSqlError(error)) return expect.fail(error.message)
      const failure = PgFailure.classify(error)
      expect(failure).toMatchObject({ _tag: "PoolExhausted", statement: "did not run" })
      expect(failure.message).toContain("all 4 connections that ConnectionLimit allows (maxTotal) are open")
      for (const { fiber, leave } of works) yield* Effect.andThen(leave, Fiber.join(fiber))
    }).pipe(Effect.provide(clients))
  )

  it.effect("closes a pool that nobody has used for its time", () =>
    Effect.gen(function* () {
      yield* Effect.forEach(tenants, textsOf)
      expect(yield* connections("acme")).toBe(1)
      yield* TestClock.adjust("59 seconds")
      yield* textsOf("blue")
      yield* TestClock.adjust("2 seconds")
      yield* Effect.repeat(connections("acme"), { until: (count) => count === 0 })
      expect(yield* connections("blue")).toBe(1)
      // The server has closed a connection before the client hears of it.
      yield* open(1)
    }).pipe(Effect.provide(fresh))
  )

  it.effect("serves the others while one tenant's database is broken", () =>
    Effect.gen(function* () {
      const asks = Effect.all(
        Array.from({ length: 20 }, () => Effect.flip(textsOf("gone"))),
        { concurrency: "unbounded" }
      )
      const broken = yield* Effect.forkChild(asks)
      yield* Effect.forEach(tenants, (tenant) => write(tenant, "served"), { concurrency: "unbounded" })
      for (const failure of yield* Fiber.join(broken)) expect(failure.message).toContain("3D000")
      expect(yield* textsOf("cyan")).toContain("served")
    }).pipe(Effect.provide(fresh))
  )

  it.effect("closes when what is under way has ended", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const built = yield* Layer.buildWithScope(clients, scope)
      const { fiber, leave } = yield* Effect.provideContext(held("acme"), built)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.yieldNow
      expect(closing.pollUnsafe()).toBeUndefined()
      yield* leave
      expect(yield* Effect.exit(Fiber.join(fiber))).toMatchObject({ _tag: "Success" })
      yield* Fiber.join(closing)
      yield* Effect.repeat(connections(), { until: (open) => open === 0 }) // the server is told, and takes a moment
    })
  )

  it.effect("refuses a bound that is none, and a pool that is larger, by name", () =>
    Effect.gen(function* () {
      for (const wrong of [0, 1.5, -1, NaN, 10_001]) {
        const error = yield* Effect.flip(Layer.build(ConnectionLimit.layerWith({ maxTotal: wrong })))
        expect(String(error.message)).toContain(`maxTotal of ConnectionLimit is ${wrong}`)
      }
      const endpoint = Result.getOrThrow(PgUrl.fromString((yield* Server).url("acme")))
      class Large extends PooledPg.Service<Large>()("large") {}
      const large = Layer.provide(Large.layerLimited({ endpoint, pool: { size: 5 } }), limit)
      const error = yield* Effect.flip(Layer.build(large))
      expect(String(error.message)).toContain('POOL_SIZE_LARGE of pool "large" (5) is over maxTotal')
    }).pipe(Effect.scoped)
  )
})
