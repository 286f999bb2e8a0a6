import { describe, expect, inject, it } from "@effect/vitest"
import { PgConfig, PgUrl } from "aquifer"
import type { LocalPgBouncerOptions } from "aquifer/local"
import { PgBouncerConsole } from "aquifer/operations"
import { Context, Effect, Fiber, Layer, Redacted, Result, Schedule } from "effect"
import { TestClock } from "effect/testing"
import * as Rows from "../../../src/services/monitor/pgbouncer/ConsoleRows.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import { ownPgBouncer } from "../../support/ownPgBouncer.ts"
import { certificateFile, scriptedServer } from "../../support/ScriptedServer.ts"
import { connect, simpleQuery } from "../../support/simpleQuery.ts"

const { app, pgbouncer118, pgbouncer124, postgres } = inject("servers")

const consoleOf = (settings: Parameters<typeof PgConfig.layerWith>[0]) =>
  Effect.map(
    Layer.build(PgBouncerConsole.layerNoDeps.pipe(Layer.provide(PgConfig.layerWith(settings)))),
    (context) => Context.get(context, PgBouncerConsole)
  )

const endpoint = (url: string): PgUrl.PgEndpoint => Result.getOrThrow(PgUrl.fromString(url))

const consoleAt = (url: string, changes: Partial<PgUrl.PgEndpoint> = {}) =>
  consoleOf({ console: { ...endpoint(url), ...changes } })

const password = Redacted.make(app.password)

/** A PgBouncer of the test's own, which may be paused, with its console. */
const own = Effect.fnUntraced(function* (release: string, options: Partial<LocalPgBouncerOptions> = {}) {
  const pooler = yield* ownPgBouncer({ release, ...options })
  const client = connect(pooler.url("postgres", app.name, password))
  return { client, pooler, console: yield* consoleAt(Redacted.value(pooler.adminUrl)) }
})

const until = <A, E, R>(sample: Effect.Effect<A, E, R>, good: (sample: A) => boolean) =>
  Effect.repeat(sample, { until: good, schedule: Schedule.spaced("5 millis") })

const releases = [
  ...(pgbouncer118 === undefined ? [] : [{ release: "bookworm", server: pgbouncer118 }]),
  ...(pgbouncer124 === undefined ? [] : [{ release: "trixie", server: pgbouncer124 }])
]

describe.each(releases)("PgBouncerConsole of $server.version", ({ release, server }) => {
  it.effect("says who it is, and knows every column that this version has", () =>
    Effect.gen(function* () {
      const console = yield* consoleAt(server.adminUrl)
      expect(yield* console.status).toEqual({ _tag: "Available", version: server.version, role: "admin" })
      const { databases, lists, pools, stats } = yield* console.snapshot
      const clients = yield* console.clients
      const config = yield* console.config
      for (const row of [...databases, ...pools, ...stats, ...clients, ...config])
        expect(row.other).toEqual({})
      expect(lists["databases"]).toBeGreaterThan(0)
      expect(config.find(({ key }) => key === "pool_mode")).toMatchObject({ value: "transaction" })
    })
  )

  it.live("counts clients and server connections exactly", () =>
    Effect.gen(function* () {
      const { client, console } = yield* own(release, { poolSize: 3 })
      const [first, second, third] = [yield* client, yield* client, yield* client]
      yield* first("BEGIN")
      yield* second("BEGIN")
      yield* third("SELECT 1")
      const pool = Effect.map(console.pools, (pools) => pools.find(({ database }) => database === "postgres"))
      expect(yield* pool).toMatchObject({
        user: app.name,
        clientsActive: 3,
        clientsWaiting: 0,
        serversActive: 2,
        serversIdle: 1,
        poolMode: "transaction"
      })
      const servers = yield* console.servers
      expect(servers).toHaveLength(3)
      const [row] = yield* first("SELECT pg_backend_pid() AS pid")
      expect(servers.map(({ remotePid }) => String(remotePid))).toContain(String(row?.["pid"]))
      expect((yield* console.clients).filter(({ database }) => database === "postgres")).toHaveLength(3)
      const stats = (yield* console.stats).find(({ database }) => database === "postgres")
      expect(stats?.queries).toBeGreaterThanOrEqual(4)
    })
  )

  it.live("pauses, resumes, reconnects and kills one database", () =>
    Effect.gen(function* () {
      const { client, console } = yield* own(release)
      const query = yield* client
      const backend = Effect.map(query("SELECT pg_backend_pid() AS pid"), ([row]) => row?.["pid"])
      const before = yield* backend
      yield* console.pause("postgres")
      const waiting = yield* Effect.forkChild(backend)
      const pool = Effect.map(console.pools, (pools) => pools.find(({ database }) => database === "postgres"))
      yield* until(pool, (row) => row?.clientsWaiting === 1)
      yield* console.resume("postgres")
      const paused = yield* Fiber.join(waiting)
      expect(paused).not.toBe(before) // PAUSE gives its server connections up
      yield* console.reconnect("postgres")
      expect(yield* backend).not.toBe(paused)
      yield* console.kill("postgres")
      expect(yield* Effect.flip(backend)).toMatchObject({ _tag: "Refused" })
      yield* console.resume("postgres")
      expect(yield* Effect.flatMap(client, (query) => query("SELECT 1 AS one"))).toEqual([{ one: 1 }])
    })
  )

  it.effect("says what a PAUSE waits for that does not end, and that it holds all the same", () =>
    Effect.gen(function* () {
      const { client, console, pooler } = yield* own(release)
      const [first, second] = [yield* client, yield* client]
      yield* first("BEGIN; SELECT 1")
      const pausing = yield* Effect.forkChild(Effect.flip(console.pause("postgres")))
      const databases = simpleQuery(pooler.adminUrl, "SHOW DATABASES")
      const paused = Effect.map(databases, (rows) =>
        rows.some(({ name, paused }) => name === "postgres" && Number(paused) === 1)
      )
      yield* Effect.repeat(paused, { until: (is) => is })
      yield* TestClock.adjust("30 seconds")
      const why = yield* Fiber.join(pausing)
      expect(why).toMatchObject({
        reason: "unfinished",
        message: expect.stringContaining("1 server connection is still in one after 30s")
      })
      const waiting = yield* Effect.forkChild(second("SELECT 1 AS one"))
      yield* first("COMMIT")
      expect(yield* paused).toBe(true)
      yield* console.resume("postgres")
      expect(yield* Fiber.join(waiting)).toEqual([{ one: 1 }])
    })
  )

  it.live("quotes the name of a database, whatever is in it", () =>
    Effect.gen(function* () {
      const { console, pooler } = yield* own(release)
      const before = (yield* console.lists)["databases"] ?? 0
      yield* console.kill('No"; SHUTDOWN; --')
      expect((yield* console.lists)["databases"]).toBe(before + 1)
      expect(yield* console.version).toBe(pooler.version)
    })
  )

  it.effect("lets a stats user look, and tells it how to do more", () =>
    Effect.gen(function* () {
      const { pooler } = yield* own(release, { settings: { stats_users: app.name } })
      const console = yield* consoleAt(Redacted.value(pooler.url("pgbouncer", app.name, password)))
      expect(yield* console.status).toMatchObject({ _tag: "Available", role: "stats" })
      expect(yield* Effect.flip(console.pause())).toMatchObject({
        reason: "not permitted",
        message: expect.stringContaining("admin_users")
      })
    })
  )

  it.effect("says which user to name where, when it is not let in; and never the password", () =>
    Effect.gen(function* () {
      const refusal = (changes: Partial<PgUrl.PgEndpoint>) =>
        Effect.map(
          Effect.flatMap(consoleAt(server.adminUrl, changes), ({ status }) => status),
          (status) => (status._tag === "Unavailable" ? status.why : undefined)
        )
      for (const changes of [
        { username: app.name, password },
        { password: Redacted.make("hunter2") },
        { username: "nobody_of_that_name", password: Redacted.make("hunter2") }
      ]) {
        const why = yield* refusal(changes)
        expect(why).toMatchObject({
          reason: "not permitted",
          message: expect.stringContaining("admin_users")
        })
        expect(why?.message).not.toMatch(new RegExp(`hunter2|${app.password}`))
      }
    })
  )
})

const anywhere = "postgresql://admin:hunter2@127.0.0.1:1/pgbouncer"

describe("PgBouncerConsole", () => {
  it.effect("is told apart from Postgres itself", () =>
    Effect.gen(function* () {
      const url = `postgresql://${postgres.user}:${postgres.password}@${postgres.host}:${postgres.port}`
      for (const database of ["pgbouncer", "postgres"]) {
        const console = yield* consoleAt(`${url}/${database}`)
        expect(yield* console.status).toMatchObject({ _tag: "Unavailable", why: { reason: "none" } })
      }
    })
  )

  it.effect("is not looked for where Supabase's pooler is, and says so", () =>
    Effect.gen(function* () {
      const console = yield* consoleOf({
        pooled: {
          ...endpoint("postgresql://postgres.ref:x@aws-0-eu-west-1.pooler.supabase.com:6543/postgres"),
          rootCertificate: certificateFile("authority.crt")
        }
      })
      expect(yield* console.status).toMatchObject({
        why: { reason: "none", message: expect.stringContaining("Supabase") }
      })
    })
  )

  it.effect("answers within two seconds though it hangs", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer()
      const console = yield* consoleAt(anywhere, { port: server.port })
      const asked = yield* Effect.forkChild(Effect.flip(console.snapshot))
      yield* server.next
      yield* TestClock.adjust("2 seconds")
      expect(yield* Fiber.join(asked)).toMatchObject({
        reason: "unreachable",
        message: expect.stringContaining("has not answered for 2s")
      })
    })
  )

  it.live("connects again after its connection was lost", () =>
    Effect.gen(function* () {
      const [{ server }] = releases as [(typeof releases)[number]]
      const proxy = yield* faultProxy(server)
      const console = yield* consoleAt(server.adminUrl, { port: proxy.port })
      expect(yield* console.version).toBe(server.version)
      proxy.hangUp()
      const version = Effect.orElseSucceed(console.version, () => undefined)
      expect(yield* until(version, (version) => version !== undefined)).toBe(server.version)
      expect(proxy.accepted).toBe(2)
    })
  )

  it.effect("is sent no byte before its certificate is verified", () =>
    Effect.gen(function* () {
      const server = yield* scriptedServer({ ssl: { answer: "S", certificate: "selfSigned.crt" } })
      const console = yield* consoleAt(anywhere, { port: server.port, tls: "verify-full" })
      const error = yield* Effect.flip(console.version)
      expect(error).toMatchObject({ reason: "unreachable", message: expect.stringContaining("sslrootcert") })
      expect((yield* server.next).received).toEqual(["ssl"])
    })
  )

  it("reads what 1.25 added, in units, and keeps what a later version may add", () => {
    const stats = Rows.stats({
      database: "app",
      total_xact_count: "7",
      total_wait_time: "1500",
      total_client_login_count: "3",
      avg_client_login_count: "1",
      total_tomorrow: "9"
    })
    expect(stats).toMatchObject({
      database: "app",
      transactions: 7,
      waitMillis: 1.5,
      clientLogins: 3,
      clientLoginsPerSecond: 1,
      receivedBytes: undefined,
      other: { total_tomorrow: "9" }
    })
    expect(Rows.pool({ database: "app", maxwait: "2", maxwait_us: "500000" })).toMatchObject({
      longestWaitMillis: 2_500
    })
  })
})
