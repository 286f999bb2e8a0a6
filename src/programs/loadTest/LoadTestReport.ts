import type { Histogram } from "../../layers/measure/Histogram.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import type { LoadResult } from "../../services/sizing/LoadTest.ts"
import type { Occupancy } from "../../services/sizing/OccupancyLog.ts"
import * as Chart from "../page/Chart.ts"
import type { ReportTable, RunReport } from "../page/RunPage.ts"
import * as Sparkline from "../terminal/Sparkline.ts"
import * as Table from "../terminal/Table.ts"

interface Percentiles {
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

export const make = (
  mode: LoadTestReport["mode"],
  result: LoadResult,
  stats: PoolStats | undefined
): LoadTestReport => ({
  format,
  mode,
  requests: result.started,
  successRate: result.started === 0 ? 0 : result.succeeded / result.started, // exact: 1 is all of them
  seconds: round(result.elapsedMillis / 1_000),
  perSecond: round(result.succeeded / Math.max(0.001, result.elapsedMillis / 1_000)),
  latency: percentiles(result.latencies),
  refusal: percentiles(result.refusals),
  failures: Object.fromEntries([...result.failures].map(([reason, { count }]) => [reason, count])),
  peakMemoryMiB: peakMemoryMiB(),
  pool: stats && {
    size: stats.max,
    inUseMax: stats.usedMax,
    waitingMax: stats.waitingMax,
    longestWaitMillis: round(stats.waits.maxMillis)
  },
  occupancy: result.occupancy.map(({ atMillis, ...rest }) => ({ atMillis: round(atMillis), ...rest }))
})

const latencyRow = ({ maxMillis, p50Millis, p95Millis, p99Millis }: Percentiles): string =>
  [p50Millis, p95Millis, p99Millis, maxMillis].map(Table.millis).join(", ")

const chartWidth = 60

const chart = ({ occupancy, pool }: LoadTestReport): ReadonlyArray<ReadonlyArray<Table.Cell>> => {
  if (pool === undefined || occupancy.length === 0) return []
  const waiting = occupancy.map((sample) => sample.waiting)
  const mostWaiting = Math.max(...waiting)
  return [
    [
      "in use",
      Sparkline.render(
        occupancy.map((sample) => sample.used),
        chartWidth,
        pool.size
      ),
      `of ${pool.size}`
    ],
    [
      "waiting",
      Sparkline.render(waiting, chartWidth, mostWaiting),
      `at most ${mostWaiting.toLocaleString("en")}`
    ]
  ]
}

const tables = (report: LoadTestReport): ReadonlyArray<ReportTable> => {
  const failed = Object.entries(report.failures)
  return [
    {
      title: `Load test, ${report.mode}`,
      rows: [
        ["requests", report.requests],
        ["success rate", `${(report.successRate * 100).toFixed(1)}%`],
        ["time", `${report.seconds.toFixed(2)} s`],
        ["answers per second", Math.round(report.perSecond)],
        ["memory at most", `${Math.round(report.peakMemoryMiB).toLocaleString("en")} MiB`],
        ["latency p50, p95, p99, max", latencyRow(report.latency)],
        ...(failed.length === 0 ? [] : [["refused within p50, p95, p99, max", latencyRow(report.refusal)]])
      ]
    },
    { title: "Failures", rows: failed.length === 0 ? [["none"]] : failed },
    ...(report.pool === undefined
      ? []
      : [
          {
            title: "Pool",
            rows: [
              ["size", report.pool.size],
              ["in use at most", report.pool.inUseMax],
              ["waiting at most", report.pool.waitingMax],
              ["longest wait", Table.millis(report.pool.longestWaitMillis)]
            ]
          }
        ])
  ]
}

/** The report as tables for people, with the occupancy over the time of the test. */
export const render = (report: LoadTestReport): string =>
  [
    ...tables(report).map(({ rows, title }) => Table.render(title, rows)),
    ...(report.pool === undefined ? [] : [Table.render("Pool over time", chart(report))])
  ].join("\n\n")

const messages = ({ failures }: LoadResult): ReadonlyArray<ReadonlyArray<Table.Cell>> =>
  [...failures].map(([reason, { count, first }]) => [reason, count, first])

/** The report as a page: how latencies and refusals are spread, and the pool over time. */
export const page = (report: LoadTestReport, result: LoadResult): Omit<RunReport, "at"> => ({
  title: `Load test, ${report.mode}`,
  charts: [
    Chart.distribution("Latency of answers", result.latencies, 1),
    ...(report.pool === undefined ? [] : [Chart.occupancy(report.occupancy, report.pool.size)]),
    ...(result.refusals.count === 0 ? [] : [Chart.distribution("Time to refusal", result.refusals, 2)])
  ],
  tables: tables(report).map((table) =>
    table.title === "Failures" && result.failures.size > 0 ? { ...table, rows: messages(result) } : table
  )
})
