import { Duration } from "effect"
import { Histogram } from "../../layers/measure/Histogram.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import type { KeywordLookups } from "../../services/research/analytics/ResearchAnalytics.ts"
import type { Tally } from "../../services/research/ResearchAgents.ts"
import type { Occupancy } from "../../services/sizing/OccupancyLog.ts"
import * as Chart from "../page/Chart.ts"
import type { ReportTable, RunReport } from "../page/RunPage.ts"
import * as Table from "../terminal/Table.ts"

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
  readonly pgbouncer: { readonly version: string | null; readonly serverConnectionsMax: number | null }
  readonly postgres: { readonly version: string }
  readonly source: { readonly path: string; readonly keywords: number; readonly documents: number }
  readonly topKeywords: ReadonlyArray<KeywordLookups>
  readonly seconds: number
}

interface Percentiles {
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
  readonly pool: PoolStats
}

export const make = ({ duration, pool, tally, ...rest }: Observed): StartReport => ({
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
    size: pool.max,
    inUseMax: pool.usedMax,
    waitingMax: pool.waitingMax,
    longestWaitMillis: round(pool.waits.maxMillis)
  },
  ...rest,
  seconds: round(Duration.toSeconds(duration))
})

const latency = ({
  p50Millis,
  p95Millis,
  p99Millis
}: Percentiles): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  ["p50, p95, p99", [p50Millis, p95Millis, p99Millis].map(Table.millis).join(", ")]
]

const conclusion = ({ lookups, stores }: StartReport): string => {
  if (stores.documents > 0) {
    return `Stored ${stores.documents.toLocaleString("en")} documents for ${stores.keywords.toLocaleString("en")} keywords.`
  }
  return stores.keywords === 0 && lookups.hits > 0
    ? "Nothing new to store: the cache had every keyword already."
    : "Nothing new to store: every document was there already, unchanged."
}

const tables = (report: StartReport): ReadonlyArray<ReportTable> => {
  const { failures, lookups, pgbouncer, pool, postgres, source, stores, topKeywords } = report
  const failed = Object.entries(failures)
  return [
    {
      title: `Source: ${source.path}`,
      rows: [
        ["keywords", source.keywords],
        ["documents", source.documents]
      ]
    },
    {
      title: "Lookups",
      rows: [
        ["count", lookups.count],
        ["hits", lookups.hits],
        ["misses", lookups.misses],
        ["per second", Math.round(lookups.perSecond)],
        ...latency(lookups)
      ]
    },
    {
      title: "Stores",
      rows: [
        ["keywords", stores.keywords],
        ["documents stored", stores.documents],
        ["duplicates skipped", stores.duplicates],
        ...latency(stores)
      ]
    },
    { title: "Failures", rows: failed.length === 0 ? [["none"]] : failed },
    {
      title: "Pool",
      rows: [
        ["size", pool.size],
        ["in use at most", pool.inUseMax],
        ["waiting at most", pool.waitingMax],
        ["longest wait", Table.millis(pool.longestWaitMillis)],
        ["server connections of PgBouncer at most", pgbouncer.serverConnectionsMax ?? "not known"],
        ["PgBouncer", pgbouncer.version ?? "none, or its console is closed to us"],
        ["Postgres", postgres.version]
      ]
    },
    {
      title: "Top keywords (lookups, hits, documents)",
      rows: topKeywords.map(({ documents, hits, keyword, lookups }) => [keyword, lookups, hits, documents])
    }
  ]
}

/** The report as tables for people. */
export const render = (report: StartReport): string =>
  [...tables(report).map(({ rows, title }) => Table.render(title, rows)), conclusion(report)].join("\n\n")

const histogram = (samples: ReadonlyArray<number>): Histogram => {
  const made = new Histogram()
  for (const sample of samples) made.record(sample)
  return made
}

const messages = ({ failures }: Tally): ReadonlyArray<ReadonlyArray<Table.Cell>> =>
  [...failures].map(([reason, { count, first }]) => [reason, count, first])

/** The report as a page: how latencies are spread, and the pool over time. */
export const page = (
  report: StartReport,
  tally: Tally,
  occupancy: ReadonlyArray<Occupancy>
): Omit<RunReport, "at"> => ({
  title: "Agents at work",
  charts: [
    Chart.occupancy(occupancy, report.pool.size),
    Chart.distribution("Latency of lookups", histogram(tally.lookupMillis), 1),
    ...(tally.storeMillis.length === 0
      ? []
      : [Chart.distribution("Latency of stores", histogram(tally.storeMillis), 3)])
  ],
  tables: tables(report).map((table) =>
    table.title === "Failures" && tally.failures.size > 0 ? { ...table, rows: messages(tally) } : table
  )
})
