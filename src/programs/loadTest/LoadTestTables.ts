import type { ReportTable } from "../page/RunPage.ts"
import * as Sparkline from "../terminal/Sparkline.ts"
import * as Table from "../terminal/Table.ts"
import type { LoadTestReport, Percentiles } from "./LoadTestReport.ts"

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

export const tables = (report: LoadTestReport): ReadonlyArray<ReportTable> => {
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
        [
          "latency p50, p95, p99, max",
          report.successRate === 0 ? "none was answered" : latencyRow(report.latency)
        ],
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
