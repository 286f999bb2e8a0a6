import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg } from "aquifer"
import { Context, Effect, Layer, Redacted, Stream } from "effect"
import * as PgProbe from "../../../src/layers/probe/PgProbe.ts"
import * as LoginRefusal from "../../../src/layers/socket/LoginRefusal.ts"
import { PgServerFatal } from "../../../src/layers/socket/PgSocketError.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

const fatal = (sqlState: string, message: string) =>
  new PgServerFatal({ severity: "FATAL", sqlState, message })

layer(SuiteDatabase.layer, { excludeTestServices: true })("A refused login", (it) => {
  it.effect("lasts when a setting is wrong, and does not when the server is full or on its way", () =>
    Effect.sync(() => {
      const lasting = [
        fatal("28P01", 'password authentication failed for user "app"'),
        fatal("3D000", 'database "x" does not exist'),
        fatal("08P01", "password authentication failed")
      ]
      const passing = [
        fatal("53300", "sorry, too many clients already"),
        fatal("57P03", "the database system is starting up"),
        fatal("08P01", "no more connections allowed (max_client_conn)")
      ]
      expect(lasting.map(LoginRefusal.isLasting)).toEqual([true, true, true])
      expect(passing.map(LoginRefusal.isLasting)).toEqual([false, false, false])
    })
  )

  it.effect("is told with the role and the host over the direct endpoint, to a listener and to a probe", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const endpoint = { ...admin, password: Redacted.make("not the password") }
      const whose = ` for ${admin.username} at ${admin.host}:${admin.port}`
      const direct = yield* Layer.build(DirectPg.layerWith({ endpoint }))
      const { sql, withSessionLock } = Context.get(direct, DirectPg)
      const open = yield* PgProbe.make(endpoint)
      const failures = yield* Effect.all([
        Effect.flip(sql`SELECT 1`),
        Effect.flip(withSessionLock("refused")(Effect.void)),
        Effect.flip(open())
      ])
      expect(failures.map(({ message }) => message)).toEqual(
        failures.map(() => expect.stringContaining(whose))
      )
    }).pipe(Effect.scoped)
  )

  for (const route of routes) {
    it.effect(`is tried once and not again for five seconds, and answers all who ask: ${route}`, () =>
      Effect.gen(function* () {
        const endpoint = (yield* SuiteDatabase).app(route)
        const proxy = yield* faultProxy(endpoint)
        const context = yield* Layer.build(
          PooledPg.layerWith({
            endpoint: { ...endpoint, port: proxy.port, password: Redacted.make("not the password") },
            pool: { size: 10, min: 0 }
          })
        )
        const { sql } = Context.get(context, PooledPg)
        const failures = yield* Effect.forEach(
          Array.from({ length: 100 }),
          () => Effect.flip(sql`SELECT 1`),
          {
            concurrency: 20
          }
        )
        for (const failure of failures) {
          expect(PgFailure.classify(failure)).toMatchObject({
            _tag: "Misconfigured",
            statement: "did not run"
          })
          expect(failure.isRetryable).toBe(false)
        }
        const inTransaction = yield* Effect.flip(sql.withTransaction(sql`SELECT 1`))
        const streamed = yield* Effect.flip(Stream.runDrain(sql`SELECT 1`.stream))
        for (const failure of [inTransaction, streamed]) {
          expect(PgFailure.classify(failure)._tag).toBe("Misconfigured")
        }
        const whose = ` for ${endpoint.username} at ${endpoint.host}:${proxy.port}`
        for (const { message } of [...failures, inTransaction, streamed]) {
          expect(message).toContain(whose)
          expect(message).not.toContain("not the password")
        }
        expect(proxy.accepted).toBe(1)
      }).pipe(Effect.scoped)
    )
  }
})
