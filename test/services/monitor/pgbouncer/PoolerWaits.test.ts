import { describe, expect, it } from "@effect/vitest"
import * as PoolerWaits from "../../../../src/services/monitor/pgbouncer/PoolerWaits.ts"

/** Looks each second for so many seconds, with so many of a pool's clients waiting. */
const looking = (watched: ReturnType<typeof PoolerWaits.watch>) => {
  let now = 0
  return (seconds: number, clientsWaiting: number) => {
    let seen: ReadonlyArray<{ readonly waitingShare: number }> = []
    for (let second = 0; second < seconds; second++) {
      seen = watched([{ database: "shop", user: "app", clientsWaiting }], (now += 1_000))
    }
    return seen[0]?.waitingShare
  }
}

describe("PoolerWaits", () => {
  it("adds up, look by look, for how much of the last minute clients of a pool waited", () => {
    const look = looking(PoolerWaits.watch())
    expect(look(10, 0)).toBe(0)
    expect(look(31, 2)).toBeCloseTo(0.5, 6)
    expect(look(60, 2)).toBe(1)
    expect(look(61, 0)).toBeCloseTo(0, 1)
  })

  it("takes time in which nobody looked for time in which nobody waited", () => {
    const watched = PoolerWaits.watch()
    const at = (now: number) =>
      watched([{ database: "shop", user: "app", clientsWaiting: 1 }], now)[0]?.waitingShare
    at(1_000)
    expect(at(2_000)).toBeCloseTo(1 / 60, 6)
    expect(at(50_000)).toBeCloseTo(1 / 60, 6)
  })

  it("tells pools apart by database and user", () => {
    const watched = PoolerWaits.watch()
    const pools = [
      { database: "shop", user: "app", clientsWaiting: 1 },
      { database: "shop", user: "report", clientsWaiting: 0 }
    ]
    watched(pools, 1_000)
    expect(watched(pools, 2_000).map(({ waitingShare }) => waitingShare > 0)).toEqual([true, false])
  })
})
