import type { ReportTable } from "../page/RunPage.ts"
import * as Table from "../terminal/Table.ts"
import type { Percentiles, StartReport } from "./StartReport.ts"

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

const runTables = ({ lookups, source, stores }: StartReport): ReadonlyArray<ReportTable> => [
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
  }
]

const poolTable = ({ pgbouncer, pool, postgres }: StartReport): ReportTable => ({
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
})

const processTables = ({ processes }: StartReport): ReadonlyArray<ReportTable> =>
  processes === undefined
    ? []
    : [
        {
          title: "Processes (keywords, ended by)",
          rows: processes.map(({ ended, keywords, pid }) => [String(pid), keywords, ended ?? ""])
        }
      ]

export const tables = (report: StartReport): ReadonlyArray<ReportTable> => {
  const failed = Object.entries(report.failures)
  return [
    ...runTables(report),
    { title: "Failures", rows: failed.length === 0 ? [["none"]] : failed },
    ...processTables(report),
    poolTable(report),
    {
      title: "Top keywords (lookups, hits, documents)",
      rows: report.topKeywords.map(({ documents, hits, keyword, lookups }) => [
        keyword,
        lookups,
        hits,
        documents
      ])
    }
  ]
}

/** The report as tables for people. */
export const render = (report: StartReport): string =>
  [...tables(report).map(({ rows, title }) => Table.render(title, rows)), conclusion(report)].join("\n\n")
