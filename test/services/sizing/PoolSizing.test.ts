import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as PoolSizing from "../../../src/services/sizing/PoolSizing.ts"

/** The reference document's exercise, with its 5 ms a query and users who read for two seconds. */
const exercise: PoolSizing.ClosedWorkload = {
  kind: "closed",
  users: 100,
  queries: 3,
  atOnce: false,
  thinkMillis: 2_000,
  queryMillis: 5,
  variability: 1
}

const demand = (given: Partial<PoolSizing.Demand> = {}): PoolSizing.Demand => ({
  workload: exercise,
  target: { waitMillis: 10, share: 0.95 },
  instances: 1,
  limits: { reserve: 5 },
  ...given
})

const rate = (perSecond: number): PoolSizing.OpenWorkload => ({
  kind: "open",
  perSecond,
  queryMillis: 20,
  variability: 1
})

describe("PoolSizing", () => {
  it.effect("answers the document's exercise with 2, and shows its rule of thumb beside it", () =>
    Effect.gen(function* () {
      const sizing = yield* PoolSizing.recommend(demand({ limits: { reserve: 5, maxConnections: 60 } }))
      expect(sizing).toMatchObject({
        size: 2,
        needed: 2,
        neededAtTwice: 3,
        ruleOfThumb: 300,
        targetMet: true,
        bound: { size: 55, by: "max_connections" }
      })
      expect(sizing.offeredLoad).toBeCloseTo(0.744, 3)
    })
  )

  it.effect("gives the smallest size that keeps the target, and a curve that only falls", () =>
    Effect.gen(function* () {
      for (const workload of [exercise, { ...exercise, users: 2_000 }, rate(400), rate(5_000)]) {
        const { curve, expected, size } = yield* PoolSizing.recommend(demand({ workload }))
        const waits = curve.map(({ percentileMillis }) => percentileMillis)
        expect(waits).toEqual(waits.toSorted((a, b) => b - a))
        expect(expected.percentileMillis).toBeLessThanOrEqual(10)
        expect(curve.filter((point) => point.size < size).every((point) => point.percentileMillis > 10)).toBe(
          true
        )
        expect(curve.find((point) => point.size === size)?.percentileMillis).toBe(expected.percentileMillis)
      }
    })
  )

  it.effect("gives each instance its share of the load and of the connections", () =>
    Effect.gen(function* () {
      const limits = { reserve: 10, maxConnections: 60 }
      const one = yield* PoolSizing.recommend(demand({ workload: rate(400), limits }))
      const four = yield* PoolSizing.recommend(demand({ workload: rate(400), limits, instances: 4 }))
      expect(four.bound).toEqual({ size: 12, by: "max_connections" })
      expect(four.offeredLoad).toBeCloseTo(one.offeredLoad / 4, 10)
      expect(4 * four.size).toBeGreaterThan(one.size) // pools that cannot help each other need more in all
    })
  )

  it.effect("never answers with more than the database has, and says that the target is out of reach", () =>
    Effect.gen(function* () {
      const limits = { reserve: 5, maxConnections: 60, cores: 2 }
      const sizing = yield* PoolSizing.recommend(demand({ workload: rate(400), limits }))
      expect(sizing).toMatchObject({ size: 5, bound: { size: 5, by: "cores" }, targetMet: false })
      expect(sizing.needed).toBeGreaterThan(8)
      expect(sizing.expected.percentileMillis).toBe(Infinity)
    })
  )

  it.effect("fails when there is no connection left for each instance, and says what to do", () =>
    Effect.gen(function* () {
      const limits = { reserve: 5, maxConnections: 10 }
      const error = yield* Effect.flip(PoolSizing.recommend(demand({ limits, instances: 6 })))
      expect(error).toMatchObject({ _tag: "NoConnectionLeft" })
      expect(error.message).toContain("default_pool_size")
    })
  )

  it.effect("gives as many connections as can be in use at once to whoever may not wait at all", () =>
    Effect.gen(function* () {
      const workload = { ...exercise, users: 5, thinkMillis: 0 }
      const target = { waitMillis: 0, share: 0.99 }
      expect((yield* PoolSizing.recommend(demand({ workload, target }))).size).toBe(5)
    })
  )
})
