import { describe, expect, it } from "@effect/vitest"
import { RecentShare } from "../../../src/layers/measure/RecentShare.ts"

/** So for the first half of each span of time, and not for the second. */
const alternate = (share: RecentShare, times: number, millis: number, from = 0): number => {
  let now = from
  for (let index = 0; index < times; index++) {
    share.set(true, now)
    share.set(false, now + millis / 2)
    now += millis
  }
  return now
}

describe("RecentShare", () => {
  it("is 0 before anything was so", () => {
    expect(new RecentShare().share(1_000_000)).toBe(0)
  })

  it("is how much of the last minute it was so, while it lasts and thereafter", () => {
    const share = new RecentShare()
    share.set(true, 5_250)
    expect(share.share(5_250 + 15_000)).toBeCloseTo(0.25, 6)
    share.set(true, 20_300) // as before
    expect(share.share(5_250 + 60_000)).toBe(1)
    share.set(false, 5_250 + 300_000)
    expect(share.share(5_250 + 300_000)).toBe(1)
    expect(share.share(5_250 + 330_000)).toBeCloseTo(0.5, 1)
    expect(share.share(5_250 + 362_000)).toBe(0)
  })

  it("adds up what comes and goes, many times a second or hardly ever", () => {
    for (const millis of [1, 700, 20_000]) {
      const share = new RecentShare()
      const now = alternate(share, 400_000 / millis, millis)
      expect(share.share(now), `${millis} ms`).toBeCloseTo(0.5, 1)
    }
  })

  it("forgets what was so more than a minute ago, however long nobody looked", () => {
    const share = new RecentShare()
    share.set(true, 0)
    share.set(false, 60_000)
    share.set(true, 3_600_500)
    expect(share.share(3_606_500)).toBeCloseTo(0.1, 6)
  })
})
