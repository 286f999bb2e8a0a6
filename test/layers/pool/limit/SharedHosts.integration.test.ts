import { expect, layer } from "@effect/vitest"
import { ConnectionLimit, PooledPg } from "aquifer"
import { Context, Duration, Effect, Latch, Layer } from "effect"
import { scriptedServer } from "../../../support/ScriptedServer.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const callers = 3

layer(SuiteDatabase.layer, { excludeTestServices: true })("Shared connections", (it) => {
  it.effect(
    "all get to the second host where the first never answers, however short the wait for a place",
    () =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const silent = yield* scriptedServer({ onStartup: () => undefined })
        const at = app("direct")
        const hosts = [
          { host: "127.0.0.1", port: silent.port },
          { host: at.host, port: at.port }
        ]
        const pool = PooledPg.layerLimited({
          endpoint: { ...at, ...hosts[0], hosts, connectTimeout: 1 },
          pool: { size: callers, timeout: Duration.millis(10) }
        }).pipe(Layer.provide(ConnectionLimit.layerWith({ maxTotal: callers })))
        const { sql } = Context.get(yield* Layer.build(pool), PooledPg)
        let begun = 0
        const all = yield* Latch.make()
        // Each needs a connection of its own: nobody is served by another's.
        const held = sql.withTransaction(
          Effect.gen(function* () {
            const rows = yield* sql`SELECT 1 AS one`
            if (++begun === callers) yield* all.open
            yield* all.await
            return rows
          })
        )
        const rows = yield* Effect.all(
          Array.from({ length: callers }, () => held),
          { concurrency: "unbounded" }
        )
        expect(rows).toEqual(Array.from({ length: callers }, () => [{ one: 1 }]))
      }).pipe(Effect.scoped)
  )
})
