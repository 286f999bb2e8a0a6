import { Duration } from "effect"
import type { PoolStats } from "../layers/pool/PoolStats.ts"
import type { Tally } from "../services/ResearchAgents.ts"
import type { KeywordLookups } from "../services/ResearchAnalytics.ts"
import * as Table from "./Table.ts"

/** What `aquifer start` found out, as its `--json` prints it; times in milliseconds, null where there were none. */
export interface StartReport {
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
    readonly longestWaitMs: number
  }
  readonly pgbouncer: { readonly version: string | null; readonly serverConnectionsMax: number | null }
  readonly postgres: { readonly version: string }
  readonly source: { readonly path: string; readonly keywords: number; readonly documents: number }
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly seconds: number
}

interface Percentiles {
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000

const percentiles = (samples: ReadonlyArray<number>): Percentiles => {
  const sorted = Float64Array.from(samples).toSorted()
  const at = (share: number) => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    return value === undefined ? null : round(value)
  }
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

export interface Observed extends Pick<StartReport, "pgbouncer" | "postgres" | "source" | "topKeywords"> {
  readonly duration: Duration.Duration
  readonly tally: Tally
  readonly pool: PoolStats
}

export const make = ({ duration, pool, tally, ...rest }: Observed): StartReport => ({
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
    size: pool.max,
    inUseMax: pool.usedMax,
    waitingMax: pool.waitingMax,
    longestWaitMs: round(pool.waits.maxMillis)
  },
  ...rest,
  seconds: round(Duration.toSeconds(duration))
})

const latency = ({ p50Ms, p95Ms, p99Ms }: Percentiles): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  ["p50, p95, p99", [p50Ms, p95Ms, p99Ms].map(Table.millis).join(", ")]
]

const conclusion = ({ lookups, stores }: StartReport): string => {
  if (stores.documents > 0) {
    return `Stored ${stores.documents.toLocaleString("en")} documents for ${stores.keywords.toLocaleString("en")} keywords.`
  }
  return stores.keywords === 0 && lookups.hits > 0
    ? "Nothing new to store: the cache had every keyword already."
    : "Nothing new to store: every document was there already, unchanged."
}

/** The report as tables for people. */
export const render = (report: StartReport): string => {
  const { failures, lookups, pgbouncer, pool, postgres, source, stores, topKeywords } = report
  const failed = Object.entries(failures)
  return [
    Table.render(`Source: ${source.path}`, [
      ["keywords", source.keywords],
      ["documents", source.documents]
    ]),
    Table.render("Lookups", [
      ["count", lookups.count],
      ["hits", lookups.hits],
      ["misses", lookups.misses],
      ["per second", Math.round(lookups.perSecond)],
      ...latency(lookups)
    ]),
    Table.render("Stores", [
      ["keywords", stores.keywords],
      ["documents stored", stores.documents],
      ["duplicates skipped", stores.duplicates],
      ...latency(stores)
    ]),
    Table.render("Failures", failed.length === 0 ? [["none"]] : failed),
    Table.render("Pool", [
      ["size", pool.size],
      ["in use at most", pool.inUseMax],
      ["waiting at most", pool.waitingMax],
      ["longest wait", Table.millis(pool.longestWaitMs)],
      ["server connections of PgBouncer at most", pgbouncer.serverConnectionsMax ?? "not known"],
      ["PgBouncer", pgbouncer.version ?? "none, or its console is closed to us"],
      ["Postgres", postgres.version]
    ]),
    Table.render(
      "Top keywords (lookups, hits, documents)",
      topKeywords.map(({ documents, hits, keyword, lookups }) => [keyword, lookups, hits, documents])
    ),
    conclusion(report)
  ].join("\n\n")
}
