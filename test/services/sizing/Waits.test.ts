import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as ErlangC from "../../../src/services/sizing/ErlangC.ts"
import * as FiniteSource from "../../../src/services/sizing/FiniteSource.ts"
import * as QueueSimulation from "../../../src/services/sizing/QueueSimulation.ts"
import { expected } from "../../../src/services/sizing/Waits.ts"
import type { ClosedWorkload, OpenWorkload } from "../../../src/services/sizing/Workload.ts"

const open = (perSecond: number, variability = 1): OpenWorkload => ({
  kind: "open",
  perSecond,
  queryMillis: 20,
  variability
})

const closed = (workload: Partial<ClosedWorkload>): ClosedWorkload => ({
  kind: "closed",
  users: 100,
  queries: 3,
  atOnce: false,
  thinkMillis: 2_000,
  queryMillis: 20,
  variability: 1,
  ...workload
})

/** How far two figures are apart, as a share of the second. */
const apart = (left: number, right: number): number => Math.abs(left - right) / right

describe("Erlang C", () => {
  it("gives the probabilities of the textbooks' tables", () => {
    expect(ErlangC.waitingProbability(0.5, 1)).toBeCloseTo(0.5, 10)
    expect(ErlangC.waitingProbability(2, 3)).toBeCloseTo(4 / 9, 10)
    expect(ErlangC.waitingProbability(8, 10)).toBeCloseTo(0.4092, 4)
    expect(ErlangC.waitingProbability(0, 4)).toBe(0)
  })

  it("stays exact for hundreds of connections, where factorials would overflow", () => {
    expect(ErlangC.waitingProbability(450, 500)).toBeGreaterThan(0)
    expect(ErlangC.waitingProbability(450, 500)).toBeLessThan(0.05)
  })

  it("gives the waits of a single server, and waits without end from full load on", () => {
    const waits = ErlangC.waits(open(25), 1, 0.95)
    expect(waits.meanMillis).toBeCloseTo(20, 8) // ρ/(1−ρ) query times
    expect(waits.percentileMillis).toBeCloseTo(40 * Math.log(10), 8)
    for (const perSecond of [50, 80]) {
      const endless = ErlangC.waits(open(perSecond), 1, 0.95)
      expect(endless).toMatchObject({
        utilisation: 1,
        waiting: 1,
        meanMillis: Infinity,
        percentileMillis: Infinity
      })
    }
  })
})

describe("the finite source", () => {
  it("gives what two users of one connection can be worked out by hand to see", () => {
    const waits = FiniteSource.waits(closed({ users: 2, queries: 1, thinkMillis: 60 }), 1, 0.95)
    expect(waits.waiting).toBeCloseTo(1 / 4, 10) // the other one is at the pool 20 of its 80 ms
    expect(waits.meanMillis).toBeCloseTo(5, 10)
    expect(waits.percentileMillis).toBeCloseTo(20 * Math.log(5), 6)
    expect(waits.perSecond).toBeCloseTo(2_000 / 85, 10)
  })

  it("never lets a user wait where there are as many connections as users", () => {
    for (const thinkMillis of [0, 5, 2_000]) {
      const waits = FiniteSource.waits(closed({ users: 8, thinkMillis }), 8, 0.99)
      expect(waits).toMatchObject({ waiting: 0, meanMillis: 0, percentileMillis: 0 })
    }
  })

  it("comes to the open model when there are many users who are rarely there", () => {
    const many = FiniteSource.waits(closed({ users: 50_000, queries: 1, thinkMillis: 333_313 }), 4, 0.95)
    const without = ErlangC.waits(open(150), 4, 0.95)
    expect(apart(many.percentileMillis, without.percentileMillis)).toBeLessThan(0.01)
  })
})

describe("the simulation", () => {
  const workloads = [
    [open(120), 4],
    [closed({}), 4],
    [closed({ users: 40, queries: 1, thinkMillis: 200 }), 3],
    [closed({ users: 30, thinkMillis: 0 }), 10]
  ] as const
  for (const [workload, size] of workloads) {
    it.effect(`agrees with the exact formula: ${JSON.stringify(workload)} on ${size}`, () =>
      Effect.gen(function* () {
        const exact = yield* expected(workload, size, 0.95)
        const played = yield* QueueSimulation.waits(workload, size, 0.95)
        expect(exact.model).not.toBe("simulation")
        expect(apart(played.percentileMillis, exact.percentileMillis)).toBeLessThan(0.07)
        expect(apart(played.meanMillis, exact.meanMillis)).toBeLessThan(0.07)
        expect(apart(played.utilisation, exact.utilisation)).toBeLessThan(0.03)
        expect(apart(played.perSecond, exact.perSecond)).toBeLessThan(0.03)
      })
    )
  }

  it.effect("knows that even times halve the wait, and uneven ones lengthen it", () =>
    Effect.gen(function* () {
      // Pollaczek and Khinchine: the mean wait of one server grows with (1 + variability²) / 2.
      for (const variability of [0, 0.5, 2]) {
        const { meanMillis, model } = yield* expected(open(25, variability), 1, 0.95)
        expect(model).toBe("simulation")
        expect(apart(meanMillis, (20 * (1 + variability ** 2)) / 2)).toBeLessThan(0.08)
      }
    })
  )

  it.effect("lets queries that are sent at once wait for each other", () =>
    Effect.gen(function* () {
      const rare = closed({ users: 1, queries: 4, atOnce: true, thinkMillis: 1_000_000, variability: 0 })
      const { meanMillis, percentileMillis, waiting } = yield* expected(rare, 1, 0.95)
      expect(waiting).toBeCloseTo(3 / 4, 2)
      expect(meanMillis).toBeCloseTo(30, 0) // 0, 20, 40 and 60 ms
      expect(percentileMillis).toBeCloseTo(60, 3)
    })
  )

  it.effect("answers the same question with the same numbers", () =>
    Effect.gen(function* () {
      const ask = expected(open(120, 2), 4, 0.95)
      expect(yield* ask).toEqual(yield* ask)
    })
  )
})
