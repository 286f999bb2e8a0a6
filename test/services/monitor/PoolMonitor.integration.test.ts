import { describe, expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { PoolMonitor } from "aquifer/operations"
import { Effect, Fiber, Latch, Layer, Schedule, Stream } from "effect"
import { endpoints } from "../../support/ResearchStore.ts"

const until = <A, E, R>(sample: Effect.Effect<A, E, R>, good: (sample: A) => boolean) =>
  Effect.repeat(sample, { until: good, schedule: Schedule.spaced("5 millis") })

describe("PoolMonitor", () => {
  layer(PoolMonitor.layerNoDeps.pipe(Layer.provideMerge(endpoints("pgbouncer118"))), {
    excludeTestServices: true
  })((it) => {
    it.effect("says who holds a connection and who waits for one, by the span they are in", () =>
      Effect.gen(function* () {
        const { sql } = yield* PooledPg
        const { snapshot } = yield* PoolMonitor
        const letGo = yield* Latch.make(false)
        const hold = Effect.withSpan(sql.withTransaction(letGo.await), "test.hold")
        const holders = yield* Effect.forEach(Array.from({ length: 10 }), () => Effect.forkChild(hold))
        yield* until(snapshot, ({ pooled }) => pooled.used === 10)
        const waiter = yield* Effect.forkChild(Effect.withSpan(sql`SELECT 1`, "test.wait"))
        const { pooled } = yield* until(snapshot, ({ pooled }) => pooled.waiting === 1)
        expect(pooled).toMatchObject({ max: 10, used: 10, free: 0, waiting: 1, maxWaiting: 10_000 })
        expect(pooled.holders.map(({ span }) => span)).toEqual(Array.from({ length: 10 }, () => "test.hold"))
        expect(pooled.waiters).toMatchObject([{ span: "test.wait", count: 1 }])
        yield* letGo.open
        yield* Effect.forEach(holders, Fiber.join)
        yield* Fiber.join(waiter)
        const after = yield* snapshot
        expect(after.pooled).toMatchObject({ used: 0, waiting: 0, holders: [], waiters: [] })
        expect(after.pooled.size).toBe(after.pooled.free)
      })
    )

    it.effect("looks again and again", () =>
      Effect.gen(function* () {
        const { snapshots } = yield* PoolMonitor
        const seen = yield* Stream.runCollect(Stream.take(snapshots("1 millis"), 3))
        expect(seen.map(({ pooled }) => pooled.max)).toEqual([10, 10, 10])
        expect(seen.map(({ direct }) => direct?.max)).toEqual([2, 2, 2])
      })
    )
  })
})
