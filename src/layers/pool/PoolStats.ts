import { Effect } from "effect"
import type { Gate } from "./Gate.ts"
import type { Histogram } from "./Histogram.ts"
import * as Lease from "./Lease.ts"

/** Durations of many waits or holds, in milliseconds; percentiles are right to within 5%. */
export interface Durations {
  readonly count: number
  readonly p50Millis: number
  readonly p95Millis: number
  readonly p99Millis: number
  readonly maxMillis: number
}

/** Why connections of the pool were replaced, and how often. */
export interface Replaced {
  /** POOL_MAX_USES statements had run on it. */
  readonly uses: number
  /** It had reached POOL_MAX_LIFETIME, less a random share. */
  readonly age: number
  /** It did not answer after it had been idle. */
  readonly dead: number
  /** Its cleaning up took too long, or its rollback failed. */
  readonly broken: number
}

/** A pool at one moment. Gauges first; then totals since the start. */
export interface PoolStats {
  /** Connections that the pool may open. */
  readonly max: number
  /** Connections that are open. */
  readonly size: number
  /** Open connections that nobody holds. */
  readonly free: number
  /** Connections held by a statement or a transaction, or by what cleans up behind one. */
  readonly used: number
  /** Callers queued for a connection. */
  readonly waiting: number
  /** The lease that has been held longest, with the span it was taken in and where that is in the source. */
  readonly longestLease:
    | { readonly millis: number; readonly span: string; readonly site: string | undefined }
    | undefined
  /** The most that `used` and `waiting` have been. */
  readonly usedMax: number
  readonly waitingMax: number
  /** How often a connection was given, how often the wait ran out, how often a caller was turned away. */
  readonly acquired: number
  readonly timedOut: number
  readonly refused: number
  readonly waits: Durations
  readonly holds: Durations
  readonly replaced: Replaced
}

const durations = (histogram: Histogram): Durations => ({
  count: histogram.count,
  p50Millis: histogram.percentile(0.5),
  p95Millis: histogram.percentile(0.95),
  p99Millis: histogram.percentile(0.99),
  maxMillis: histogram.max
})

/** Reads a pool's books. */
export const read = (gate: Gate, open: () => number, replaced: Replaced): Effect.Effect<PoolStats> =>
  Effect.sync(() => {
    const [longest] = gate.leases
    const size = open()
    return {
      max: gate.options.permits,
      size,
      free: Math.max(0, size - gate.used),
      used: gate.used,
      waiting: gate.waiting,
      longestLease: longest && { millis: Lease.heldMillis(longest), ...Lease.owner(longest) },
      ...gate.totals,
      waits: durations(gate.waits),
      holds: durations(gate.holds),
      replaced: { ...replaced }
    }
  })
