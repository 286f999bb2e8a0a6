import { expect, layer } from "@effect/vitest"
import { DirectPg, PgConfig, PgUrl, PooledPg } from "aquifer"
import { Duration, Effect, Fiber, Latch, Layer, Result } from "effect"
import { inject } from "vitest"
import * as PoolObservation from "../../../src/services/sizing/PoolObservation.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const consoleOf = (url: string | undefined) =>
  url === undefined ? undefined : Result.getOrThrow(PgUrl.fromString(url))

/** Both endpoints, and PgBouncer's console when it is to count. */
const deployment = (counts: "PgBouncer" | "Postgres") =>
  Layer.merge(PooledPg.layerNoDeps, DirectPg.layerNoDeps).pipe(
    Layer.provideMerge(
      Layer.effect(
        PgConfig,
        Effect.gen(function* () {
          const { admin, app } = yield* SuiteDatabase
          const { directSize, pool } = yield* PgConfig.config
          const console =
            counts === "PgBouncer" ? consoleOf(inject("servers").pgbouncer124?.adminUrl) : undefined
          return { direct: admin, pooled: app("pgbouncer124"), console, pool, directSize }
        })
      )
    ),
    Layer.provide(SuiteDatabase.layer)
  )

for (const counts of ["PgBouncer", "Postgres"] as const) {
  layer(deployment(counts), { excludeTestServices: true })(`PoolObservation, counted by ${counts}`, (it) => {
    it.effect("sees how many transactions there are and how long they hold their connection", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        yield* sql`SELECT 1`
        const looked = yield* Latch.make(false)
        const observing = yield* Effect.forkChild(
          PoolObservation.observe(Duration.seconds(3), () => looked.open)
        )
        yield* looked.await
        const agents = Array.from({ length: 2 }, () =>
          Effect.forEach(Array.from({ length: 25 }), () => sql`SELECT pg_sleep(0.03)`, { discard: true })
        )
        yield* Effect.all(agents, { concurrency: "unbounded", discard: true })
        const seen = yield* Fiber.join(observing)
        expect(seen.countedBy).toBe(counts)
        expect(seen.samples).toBeGreaterThan(5)
        expect(seen.busyMax).toBeGreaterThan(0)
        expect(seen.busyMax).toBeLessThanOrEqual(2)
        expect(seen.maxConnections).toBe(200)
        expect(seen.workload.perSecond).toBeCloseTo(seen.transactions / seen.seconds, 6)
        if (counts === "PgBouncer") {
          expect(seen.transactions).toBe(50)
          expect(seen.workload.queryMillis).toBeGreaterThanOrEqual(30)
          expect(seen.poolerWaitMillis).toBeGreaterThanOrEqual(0)
        } else {
          expect(seen.workload.queryMillis).toBeGreaterThan(0)
          expect(seen.poolerWaitMillis).toBeUndefined()
        }
      })
    )
  })
}
