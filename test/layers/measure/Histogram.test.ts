import { describe, expect, it } from "@effect/vitest"
import { Histogram } from "../../../src/layers/measure/Histogram.ts"

const shares = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]

/** How far a percentile is from the true one, as a share of it. */
const errors = (durations: ReadonlyArray<number>): ReadonlyArray<number> => {
  const histogram = new Histogram()
  for (const duration of durations) histogram.record(duration)
  const sorted = durations.toSorted((left, right) => left - right)
  return shares.map((share) => {
    const truth = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
    return Math.abs(histogram.percentile(share) - truth) / truth
  })
}

const evenly = (count: number, at: (share: number) => number) =>
  Array.from({ length: count }, (_, index) => at((index + 0.5) / count))

describe("Histogram", () => {
  const distributions: ReadonlyArray<readonly [name: string, durations: ReadonlyArray<number>]> = [
    ["durations between 0 and 100 ms", evenly(10_000, (share) => share * 100)],
    ["exponential ones", evenly(10_000, (share) => -20 * Math.log(1 - share))],
    ["a long tail", evenly(10_000, (share) => (1 - share) ** -1.5)],
    ["microseconds", evenly(1_000, (share) => 0.002 + share / 1_000)],
    ["hours", evenly(1_000, (share) => 1_000_000 + share * 1e7)],
    ["two peaks", evenly(1_000, (share) => (share < 0.9 ? 3 : 700))]
  ]
  for (const [name, durations] of distributions) {
    it(`gives the percentiles of ${name} to within 5%`, () => {
      for (const error of errors(durations)) expect(error).toBeLessThan(0.05)
    })
  }

  it("is right to within 5% of a single duration, whatever it is", () => {
    for (let duration = 0.001; duration < 1e7; duration *= 1.013) {
      expect(errors([duration, duration * 2])[3], `${duration} ms`).toBeLessThan(0.05)
    }
  })

  it("counts, keeps the longest exactly, and never gives more than it", () => {
    const histogram = new Histogram()
    for (const duration of [3, 1, 17.25, 2]) histogram.record(duration)
    expect([histogram.count, histogram.max]).toEqual([4, 17.25])
    expect(histogram.percentile(1)).toBeLessThanOrEqual(17.25)
  })

  it("takes the middle one of three for the median", () => {
    expect(errors([1, 10, 100])[3]).toBeLessThan(0.05)
  })

  it("is zero while there is nothing in it", () => {
    const histogram = new Histogram()
    expect([histogram.count, histogram.max, histogram.percentile(0.5)]).toEqual([0, 0, 0])
  })

  it("takes nothing at all and a year as durations too", () => {
    const histogram = new Histogram()
    histogram.record(0)
    expect(histogram.percentile(1)).toBe(0)
    histogram.record(365 * 86_400_000)
    expect(histogram.count).toBe(2)
    expect(histogram.percentile(1)).toBeGreaterThan(4 * 3_600_000)
  })
})
