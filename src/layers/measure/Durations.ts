import type { Histogram } from "./Histogram.ts"

/** Durations of many waits, holds or openings, in milliseconds; percentiles are right to within 5%. */
export interface Durations {
  /** How many there were. */
  readonly count: number
  /** The median: half of them were no longer; 0 while there are none. */
  readonly p50Millis: number
  /** What 95 of 100 did not exceed; 0 while there are none. */
  readonly p95Millis: number
  /** What 99 of 100 did not exceed; 0 while there are none. */
  readonly p99Millis: number
  /** The longest, exactly; 0 while there are none. */
  readonly maxMillis: number
  /** All of them together, exactly; by `count` it is their mean. */
  readonly sumMillis: number
  /** How many there were of at most so many milliseconds, in rising order; counted from the shortest. */
  readonly atMost: ReadonlyArray<readonly [millis: number, count: number]>
}

/** What OpenTelemetry advises for the duration of database operations, and two finer ones for the wait. */
export const bounds: ReadonlyArray<number> = [0.1, 0.5, 1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000]

export const durations = (histogram: Histogram): Durations => ({
  count: histogram.count,
  p50Millis: histogram.percentile(0.5),
  p95Millis: histogram.percentile(0.95),
  p99Millis: histogram.percentile(0.99),
  maxMillis: histogram.max,
  sumMillis: histogram.sum,
  atMost: histogram.atMost(bounds).map((count, index) => [bounds[index] ?? 0, count] as const)
})
