import type { Histogram } from "../../layers/measure/Histogram.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import type { LoadResult } from "../../services/sizing/LoadTest.ts"
import type { Occupancy } from "../../services/sizing/OccupancyLog.ts"

/** What so many of a hundred took at most. */
export interface Percentiles {
  readonly p50Millis: number
  readonly p95Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
}

/** What a document says that is a report of this version. */
export const format = "aquifer-load-test-1"

/** What `aquifer load-test` found out, as its `--json` prints it. */
export interface LoadTestReport {
  readonly format: typeof format
  readonly mode: "pooled" | "direct" | "unpooled"
  /** That were answered, which is all of them unless the test was interrupted. */
  readonly requests: number
  /** From 0 to 1. */
  readonly successRate: number
  readonly seconds: number
  readonly perSecond: number
  readonly latency: Percentiles
  /** How long it took to refuse those that were refused or failed. */
  readonly refusal: Percentiles
  /** How many there were, by reason. */
  readonly failures: Readonly<Record<string, number>>
  /** The most memory that this process has held so far, servers of its own not counted. */
  readonly peakMemoryMiB: number
  /** Left out where there was no pool. */
  readonly pool:
    | {
        readonly size: number
        readonly inUseMax: number
        readonly waitingMax: number
        readonly longestWaitMillis: number
      }
    | undefined
  /** The pool over the time of the test. */
  readonly occupancy: ReadonlyArray<Occupancy>
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

const percentiles = (histogram: Histogram): Percentiles => ({
  p50Millis: round(histogram.percentile(0.5)),
  p95Millis: round(histogram.percentile(0.95)),
  p99Millis: round(histogram.percentile(0.99)),
  maxMillis: round(histogram.max)
})

/** The system's own count of it, in KiB on every platform. */
const peakMemoryMiB = (): number => round(process.resourceUsage().maxRSS / 1_024)

const answered = ({ refusals, succeeded }: LoadResult): number => succeeded + refusals.count

/** One reason may have come at several phases. */
const byReason = ({ failures }: LoadResult): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { count, reason } of failures.values()) counts[reason] = (counts[reason] ?? 0) + count
  return counts
}

export const make = (
  mode: LoadTestReport["mode"],
  result: LoadResult,
  stats: PoolStats | undefined
): LoadTestReport => ({
  format,
  mode,
  requests: answered(result),
  successRate: answered(result) === 0 ? 0 : result.succeeded / answered(result), // exact: 1 is all of them
  seconds: round(result.elapsedMillis / 1_000),
  perSecond: round(result.succeeded / Math.max(0.001, result.elapsedMillis / 1_000)),
  latency: percentiles(result.latencies),
  refusal: percentiles(result.refusals),
  failures: byReason(result),
  peakMemoryMiB: peakMemoryMiB(),
  pool: stats && {
    size: stats.max,
    inUseMax: stats.usedMax,
    waitingMax: stats.waitingMax,
    longestWaitMillis: round(stats.waits.maxMillis)
  },
  occupancy: result.occupancy.map(({ atMillis, ...rest }) => ({ atMillis: round(atMillis), ...rest }))
})
