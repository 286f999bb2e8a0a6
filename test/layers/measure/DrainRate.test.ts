import { describe, expect, it } from "@effect/vitest"
import { DrainRate } from "../../../src/layers/measure/DrainRate.ts"

/** Serves so many callers, one each gap. */
const serve = (rate: DrainRate, times: number, gap: number, from = 0): number => {
  let now = from
  for (let index = 0; index < times; index++) rate.served((now += gap))
  return now
}

const begun = (): DrainRate => {
  const rate = new DrainRate()
  rate.began(0)
  return rate
}

describe("DrainRate", () => {
  it("turns nobody away while it has seen fewer than eight callers served", () => {
    const rate = begun()
    const now = serve(rate, 8, 100)
    expect(rate.expectedMillis(1_000)).toBe(0)
    serve(rate, 2, 100, now) // of each that was served a little is forgotten
    expect(rate.expectedMillis(1_000)).toBeGreaterThan(0)
  })

  it("expects the one at the head after one gap, and each behind it a gap later", () => {
    const rate = begun()
    serve(rate, 100, 5)
    expect(rate.expectedMillis(0)).toBeCloseTo(5, 6)
    expect(rate.expectedMillis(9)).toBeCloseTo(50, 6)
    expect(rate.expectedMillis(999)).toBeCloseTo(5_000, 6)
  })

  it("follows a queue that is served faster or slower, in some hundred callers", () => {
    const rate = begun()
    const now = serve(rate, 200, 5)
    const later = serve(rate, 200, 50, now)
    expect(rate.expectedMillis(0)).toBeGreaterThan(49)
    expect(rate.expectedMillis(0)).toBeLessThan(51)
    serve(rate, 200, 1, later)
    expect(rate.expectedMillis(0)).toBeLessThan(1.2)
  })

  it("counts no stall for more than a quarter of a second", () => {
    const rate = begun()
    const now = serve(rate, 200, 5)
    const before = rate.expectedMillis(0)
    rate.served(now + 60_000)
    expect(rate.expectedMillis(0)).toBeLessThan(before + 250 / 31)
    serve(rate, 200, 5, now + 60_000)
    expect(rate.expectedMillis(0)).toBeLessThan(6)
  })

  it("takes the time in which nobody waited for no gap", () => {
    const rate = begun()
    const now = serve(rate, 200, 5)
    rate.began(now + 240)
    serve(rate, 1, 5, now + 240)
    expect(rate.expectedMillis(0)).toBeCloseTo(5, 6)
  })
})
