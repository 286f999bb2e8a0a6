import { expect, layer } from "@effect/vitest"
import { PgFailure, PooledPg } from "aquifer"
import { Clock, Context, Effect, Exit, Fiber, Latch, Layer, Scope } from "effect"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

for (const route of routes) {
  layer(SuiteDatabase.layer)(`A pool that is closed under the TestClock, ${route}`, (it) => {
    it.effect("waits in real time for what is cleaned up behind who has gone", () =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const scope = yield* Scope.make()
        const built = yield* Layer.buildWithScope(
          PooledPg.layerWith({ endpoint: app(route), pool: { size: 2, min: 0 } }),
          scope
        )
        const { sql, stats } = Context.get(built, PooledPg)
        const asleep = sql`SELECT pg_sleep(60)`.pipe(sql.withTransaction)
        const gone = yield* Effect.forkChild(asleep)
        const begun = sql`
          SELECT FROM pg_stat_activity
          WHERE query LIKE '%pg_sleep(60)' AND state = 'active' AND pid <> pg_backend_pid()`
        yield* Effect.repeat(begun, { until: ({ length }) => length === 1 })
        yield* Fiber.interrupt(gone)
        expect((yield* stats).used).toBe(1)
        yield* Scope.close(scope, Exit.void)
        expect((yield* stats).used).toBe(0)
        expect(yield* Clock.currentTimeMillis).toBe(0) // it was the TestClock all the while
      })
    )

    it.effect("tells those who wait for a connection that it is closed", () =>
      Effect.gen(function* () {
        const { app } = yield* SuiteDatabase
        const scope = yield* Scope.make()
        const built = yield* Layer.buildWithScope(
          PooledPg.layerWith({ endpoint: app(route), pool: { size: 1, min: 0 } }),
          scope
        )
        const { sql, stats } = Context.get(built, PooledPg)
        const letGo = yield* Latch.make(false)
        const held = yield* Latch.make(false)
        const holder = yield* Effect.forkChild(
          sql`SELECT 1`.pipe(Effect.andThen(held.open), Effect.andThen(letGo.await), sql.withTransaction)
        )
        yield* held.await
        const waiting = yield* Effect.forkChild(Effect.flip(sql`SELECT 2`), { startImmediately: true })
        expect((yield* stats).waiting).toBe(1)
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        expect(PgFailure.classify(yield* Fiber.join(waiting))).toMatchObject({
          _tag: "Unavailable",
          statement: "did not run",
          message: expect.stringContaining("is closed")
        })
        yield* letGo.open
        yield* Fiber.join(holder)
        yield* Fiber.join(closing)
      })
    )
  })
}
