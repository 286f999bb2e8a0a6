import { Duration } from "effect"
import type { KeywordLookups } from "../../services/research/analytics/ResearchReport.ts"
import type { Tally } from "../../services/research/ResearchTally.ts"
import type { CrewProcess } from "./crew/Crew.ts"
import type { PoolUse } from "./crew/PoolUse.ts"

/** What a document says that is a report of this version. */
export const format = "aquifer-start-1"

/** What `aquifer start` found out, as its `--json` prints it; times are null where there were none. */
export interface StartReport {
  readonly format: typeof format
  readonly lookups: {
    readonly count: number
    readonly hits: number
    readonly misses: number
    readonly perSecond: number
  } & Percentiles
  readonly stores: {
    readonly keywords: number
    readonly documents: number
    readonly duplicates: number
  } & Percentiles
  readonly failures: Readonly<Record<string, number>>
  readonly pool: {
    readonly size: number
    readonly inUseMax: number
    readonly waitingMax: number
    readonly longestWaitMillis: number
  }
  /** Those of --cluster. */
  readonly processes?: ReadonlyArray<CrewProcess>
  readonly pgbouncer: { readonly version: string | null; readonly serverConnectionsMax: number | null }
  readonly postgres: { readonly version: string }
  readonly source: { readonly path: string; readonly keywords: number; readonly documents: number }
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly seconds: number
}

/** What so many of a hundred took at most. */
export interface Percentiles {
  readonly p50Millis: number | null
  readonly p95Millis: number | null
  readonly p99Millis: number | null
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

const percentiles = (samples: ReadonlyArray<number>): Percentiles => {
  const sorted = Float64Array.from(samples).toSorted()
  const at = (share: number) => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    return value === undefined ? null : round(value)
  }
  return { p50Millis: at(0.5), p95Millis: at(0.95), p99Millis: at(0.99) }
}

export interface Observed extends Pick<StartReport, "pgbouncer" | "postgres" | "source" | "topKeywords"> {
  readonly duration: Duration.Duration
  readonly tally: Tally
  readonly pool: PoolUse
  readonly processes: ReadonlyArray<CrewProcess> | undefined
}

export const make = ({ duration, pool, processes, tally, ...rest }: Observed): StartReport => ({
  format,
  lookups: {
    count: tally.hits + tally.misses,
    hits: tally.hits,
    misses: tally.misses,
    ...percentiles(tally.lookupMillis),
    perSecond: round((tally.hits + tally.misses) / Math.max(0.001, Duration.toSeconds(duration)))
  },
  stores: {
    keywords: tally.keywordsStored,
    documents: tally.documentsStored,
    duplicates: tally.duplicates,
    ...percentiles(tally.storeMillis)
  },
  failures: Object.fromEntries([...tally.failures].map(([reason, { count }]) => [reason, count])),
  pool: {
    size: pool.size,
    inUseMax: pool.usedMax,
    waitingMax: pool.waitingMax,
    longestWaitMillis: round(pool.longestWaitMillis)
  },
  ...(processes && { processes }),
  ...rest,
  seconds: round(Duration.toSeconds(duration))
})
