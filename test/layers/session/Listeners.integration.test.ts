import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure } from "aquifer"
import { ConfigProvider, Context, Effect, Layer, Logger, Queue, Scope } from "effect"
import { faultProxy } from "../../support/FaultProxy.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const direct = (port?: number) =>
  Effect.gen(function* () {
    const endpoint = (yield* SuiteDatabase).app("direct")
    const layer = DirectPg.layerWith({ endpoint: { ...endpoint, port: port ?? endpoint.port } })
    return Context.get(yield* Layer.build(layer), DirectPg)
  })

layer(SuiteDatabase.layer, { excludeTestServices: true })("Listeners", (it) => {
  it.effect("share one connection, beside the pool, whichever channels they listen to", () =>
    Effect.gen(function* () {
      const { listen, sql, stats } = yield* direct()
      const queues = yield* Effect.forEach(["products", "orders", "stock", "orders"], listen)
      expect(yield* stats).toMatchObject({ used: 0, size: 0, connections: { opened: 1 } })
      yield* sql`SELECT pg_notify(channel, channel) FROM unnest(ARRAY['products', 'orders', 'stock']) AS channel`
      const heard = yield* Effect.forEach(queues, Queue.take)
      expect(heard.map(({ payload }) => payload)).toEqual(["products", "orders", "stock", "orders"])
    }).pipe(Effect.scoped)
  )

  it.effect("leave the others theirs, and the last one closes the connection", () =>
    Effect.gen(function* () {
      const { listen, sql, stats } = yield* direct()
      const inner = yield* Scope.make()
      yield* Scope.provide(listen("left"), inner)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const queue = yield* listen("left")
          yield* Scope.close(inner, yield* Effect.exit(Effect.void))
          yield* sql`NOTIFY left, 'still here'`.pipe(
            Effect.catch(() => sql`SELECT pg_notify('left', 'still here')`)
          )
          expect(yield* Queue.take(queue)).toMatchObject({ payload: "still here" })
        })
      )
      yield* listen("again")
      expect((yield* stats).connections.opened).toBe(3) // a listener's, the pool's, a listener's
    }).pipe(Effect.scoped)
  )

  it.effect("are told when their connection is lost, and hear again on a new one", () =>
    Effect.gen(function* () {
      const proxy = yield* faultProxy((yield* SuiteDatabase).app("direct"))
      const { listen, sql } = yield* direct(proxy.port)
      const queues = yield* Effect.forEach(["one", "two"], listen)
      proxy.hangUp()
      for (const queue of queues) {
        const failure = PgFailure.classify(yield* Effect.flip(Queue.take(queue)))
        expect(failure).toMatchObject({ _tag: "Unavailable", statement: "did not run" })
      }
      const queue = yield* listen("one")
      yield* sql`SELECT pg_notify('one', 'back')`
      expect(yield* Queue.take(queue)).toMatchObject({ payload: "back" })
    }).pipe(Effect.scoped)
  )

  it.effect("that outlive their layer keep it from nothing, and are told", () =>
    Effect.gen(function* () {
      const outer = yield* Effect.scope
      const { listen, queue } = yield* Effect.scoped(
        Effect.gen(function* () {
          const { listen } = yield* direct()
          return { listen, queue: yield* Scope.provide(listen("outlived"), outer) }
        })
      )
      expect(PgFailure.classify(yield* Effect.flip(Queue.take(queue)))).toMatchObject({ _tag: "Unavailable" })
      expect(PgFailure.classify(yield* Effect.flip(listen("late")))).toMatchObject({ _tag: "Unavailable" })
    }).pipe(Effect.scoped)
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("DIRECT_SIZE", (it) => {
  it.effect("is how many connections the direct pool has, and what its messages name", () =>
    Effect.gen(function* () {
      const { sql, stats } = yield* direct()
      expect((yield* stats).max).toBe(3)
      yield* Effect.replicateEffect(sql.reserve, 3)
      const failure = PgFailure.classify(yield* Effect.flip(sql`SELECT 1`))
      expect(failure).toMatchObject({ _tag: "PoolExhausted" })
      expect(failure.message).toContain("raise DIRECT_SIZE")
      expect(failure.message).not.toContain("POOL_SIZE")
    }).pipe(Effect.scoped, Effect.provide(environment({ DIRECT_SIZE: "3", POOL_TIMEOUT: "200 millis" })))
  )

  it.effect("sessions and listeners that are meant to last are reported as no leak", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
      yield* Effect.gen(function* () {
        const { listen, sql } = yield* direct()
        yield* Effect.all([listen("lasting"), sql.reserve])
        // A transaction is not meant to: once it is reported, the others would have been.
        yield* sql.withTransaction(Effect.repeat(Effect.sleep("5 millis"), { until: () => lines.length > 0 }))
      }).pipe(
        Effect.scoped,
        Effect.provide(environment({ POOL_LEAK_AFTER: "100 millis" })),
        Effect.provide(logger)
      )
      expect(lines).toEqual([expect.stringContaining("has been held for")])
    })
  )
})

function environment(env: Record<string, string>) {
  return ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
}
