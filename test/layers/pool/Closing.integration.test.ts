import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Clock, Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
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
  })
}
