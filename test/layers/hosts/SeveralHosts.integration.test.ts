import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, type PgUrl, PooledPg } from "aquifer"
import { Context, Effect, Layer, Redacted } from "effect"
import { freePort } from "../../support/freePort.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { makeSockets } from "../../support/sessions.ts"
import { type Route, SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** The suite's database behind a port that nothing listens at. */
const behind = Effect.fnUntraced(function* (route: Route, changes: Partial<PgUrl.PgEndpoint> = {}) {
  const { app } = yield* SuiteDatabase
  const at = app(route)
  const closed = { host: "127.0.0.1", port: (yield* freePort) ?? 0 }
  const open = { host: at.host, port: at.port }
  return { closed, open, endpoint: { ...at, ...closed, hosts: [closed, open], ...changes } }
})

const direct = (endpoint: PgUrl.PgEndpoint) =>
  Effect.map(Layer.build(DirectPg.layerWith({ endpoint })), (context) => Context.get(context, DirectPg))

layer(SuiteDatabase.layer, { excludeTestServices: true })("Several hosts", (it) => {
  it.effect.each(["direct", "pgbouncer118", "pgbouncer124"] as const)(
    "of which the first is not there lead to the second on %s, for any session and for one that writes",
    Effect.fnUntraced(function* (route) {
      for (const targetSessionAttrs of ["any", "read-write", "prefer-standby"] as const) {
        const { endpoint } = yield* behind(route, { targetSessionAttrs })
        const pool = PooledPg.layerWith({ endpoint, pool: { size: 4 } })
        const { sql } = Context.get(yield* Layer.build(pool), PooledPg)
        const rows = yield* Effect.all(
          Array.from({ length: 20 }, () => sql`SELECT 1 AS one`),
          { concurrency: "unbounded" }
        )
        expect(rows).toEqual(Array.from({ length: 20 }, () => [{ one: 1 }]))
      }
    }, Effect.scoped)
  )

  it.effect("fail with each of them and why, and without the password, when none will do", () =>
    Effect.gen(function* () {
      const options = "-c default_transaction_read_only=on"
      const { closed, endpoint, open } = yield* behind("direct", {
        targetSessionAttrs: "read-write",
        options
      })
      const { sql } = yield* direct(endpoint)
      const failure = PgFailure.classify(yield* Effect.flip(sql`SELECT 1`))
      expect(failure).toMatchObject({ _tag: "Unavailable", statement: "did not run" })
      expect(failure.message).toContain(`cannot connect to 127.0.0.1:${closed.port}: ECONNREFUSED`)
      expect(failure.message).toContain(`127.0.0.1:${open.port} takes no writes`)
      expect(failure.message).not.toContain(Redacted.value(endpoint.password ?? Redacted.make("nothing")))
    }).pipe(Effect.scoped)
  )

  it.effect("are not asked of when the login itself is refused: a wrong password is wrong everywhere", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* behind("direct", { password: Redacted.make("wrong") })
      const { sql } = yield* direct(endpoint)
      expect(PgFailure.classify(yield* Effect.flip(sql`SELECT 1`))).toMatchObject({
        _tag: "Misconfigured",
        sqlState: "28P01"
      })
    }).pipe(Effect.scoped)
  )

  it.effect("have a statement that is given up cancelled where it runs", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const { sql } = yield* direct((yield* behind("direct")).endpoint)
      const running = sql`SELECT pg_sleep(60) /* given up */`
      const looking = yield* direct(admin)
      const count = Effect.map(
        looking.sql<{ n: number }>`
          SELECT count(*)::int AS n FROM pg_stat_activity
          WHERE query LIKE '%/* given up */' AND state = 'active' AND pid <> pg_backend_pid()`,
        ([row]) => row?.n
      )
      const fiber = yield* Effect.forkChild(running)
      yield* Effect.repeat(count, { until: (n) => n === 1 })
      fiber.interruptUnsafe()
      yield* Effect.repeat(count, { until: (n) => n === 0 })
    }).pipe(Effect.scoped)
  )

  it.effect("that give their sessions the same numbers are not taken for each other", () =>
    Effect.gen(function* () {
      const servers = [yield* scriptedServer(), yield* scriptedServer()]
      const hosts = servers.map(({ port }) => ({ host: "127.0.0.1", port }))
      const { app } = yield* SuiteDatabase
      const endpoint = { ...app("direct"), ...hosts[0], hosts, loadBalanceHosts: true }
      const { session, sockets } = yield* makeSockets(endpoint)
      const sessions = yield* Effect.replicateEffect(sockets.walking(session()), 20)
      expect(new Set(sessions.map(({ processId }) => processId)).size).toBe(20)
      expect(servers.every(({ connections }) => connections.length > 0)).toBe(true)
    }).pipe(Effect.scoped)
  )
})
