import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, PgUrl } from "aquifer"
import { Effect, Fiber, Redacted, Result } from "effect"
import { Reactivity } from "effect/reactivity"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { bareDriver, failureOf, outlasts, pooledAt } from "../../support/bareDriver.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import * as frames from "../../support/frames.ts"
import { scriptedServer } from "../../support/ScriptedServer.ts"
import { endpointAt, secret } from "../../support/sessions.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

layer(SuiteDatabase.layer, { excludeTestServices: true })("Connections, bare and here:", (it) => {
  it.effect("G9 whoever waits for a silent server waits for all before it there, and here for nobody", () =>
    Effect.gen(function* () {
      const silent = { onStartup: () => undefined }
      const there = yield* scriptedServer(silent)
      const bare = yield* bareDriver(endpointAt(there.port), { connectTimeout: "200 millis" })
      const attempts = yield* Effect.forEach(
        [1, 2, 3],
        () =>
          Effect.as(Effect.flip(bare`SELECT 1`), undefined).pipe(Effect.map(() => there.connections.length)),
        { concurrency: "unbounded" }
      )
      expect(attempts.toSorted()).toEqual([1, 2, 3]) // each after another attempt's timeout
      const here = yield* scriptedServer(silent)
      const { sql } = yield* pooledAt(endpointAt(here.port))
      const failures = yield* Effect.forEach(
        [1, 2, 3],
        () => Effect.flip(Deadline.within("300 millis")(sql`SELECT 1`)),
        { concurrency: "unbounded" }
      )
      for (const failure of failures) {
        const reason = failure._tag === "SqlError" ? PgFailure.classify(failure) : failure
        expect(["DeadlineExceeded", "PoolExhausted"]).toContain(reason._tag)
        expect(reason.statement).toBe("did not run")
      }
      expect(here.connections.length).toBeLessThanOrEqual(1)
    }).pipe(Effect.scoped)
  )

  it.effect("G10 a connection that died in silence hangs its next caller there, and is replaced here", () =>
    Effect.gen(function* () {
      const endpoint = (yield* SuiteDatabase).app("direct")
      const proxy = yield* faultProxy(endpoint)
      const behind = { ...endpoint, port: proxy.port }
      const bare = yield* bareDriver(behind)
      const { sql, stats } = yield* pooledAt(behind)
      yield* Effect.all([bare`SELECT 1`, sql`SELECT 1`])
      proxy.forget()
      // Time has to pass for the connections to have been idle; another statement of the server's takes it.
      yield* (yield* bareDriver(endpoint))`SELECT pg_sleep(1.1)`
      const hanging = yield* Effect.forkChild(Effect.exit(bare`SELECT 1`), { startImmediately: true })
      expect(yield* outlasts(hanging, sql`SELECT 1 AS one`)).toBe(true)
      expect((yield* stats).replaced.dead).toBe(1)
      expect(yield* outlasts(hanging, sql`SELECT pg_sleep(1)`)).toBe(true)
      proxy.hangUp()
      yield* Fiber.await(hanging)
    }).pipe(Effect.scoped)
  )

  it.effect("G24 a server that asks for it gets the password in the clear there, and here not", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const server = yield* scriptedServer({
        onStartup: ({ send }) => send(frames.authentication(3)),
        onPassword: ({ pid, send }, password) => {
          asked.push(password)
          send(frames.login(pid))
        },
        onSync: ({ send }) => send(frames.ready)
      })
      const url = `postgresql://app:${secret}@127.0.0.1:${server.port}/db`
      const bare = yield* PgClient.make({ url: Redacted.make(url) }).pipe(Effect.provide(Reactivity.layer))
      yield* Effect.forkChild(Effect.exit(bare`SELECT 1`), { startImmediately: true })
      const first = yield* server.next
      yield* Effect.repeat(Effect.yieldNow, { until: () => asked.length > 0 })
      expect([first.received[0], asked[0]]).toEqual(["startup", `${secret}\0`])

      const { sql } = yield* pooledAt(endpointAt(server.port))
      expect(yield* failureOf(sql`SELECT 1`)).toMatchObject({
        failure: { _tag: "Misconfigured", statement: "did not run" },
        retryable: false
      })
      expect(asked).toHaveLength(1)
      const remote = PgUrl.fromString("postgresql://app:x@db.example.com/db")
      expect(Result.isSuccess(remote) && remote.success.tls).toBe("verify-full")
    }).pipe(Effect.scoped)
  )
})
