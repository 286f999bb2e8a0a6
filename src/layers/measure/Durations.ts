import type { Histogram } from "./Histogram.ts"

/** Durations of many waits, holds or openings, in milliseconds; percentiles are right to within 5%. */
export interface Durations {
  readonly count: number
  readonly p50Millis: number
  readonly p95Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
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
