import type { LoadResult } from "../../services/sizing/LoadTest.ts"
import * as Chart from "../page/Chart.ts"
import type { RunReport } from "../page/RunPage.ts"
import type * as Table from "../terminal/Table.ts"
import type { LoadTestReport } from "./LoadTestReport.ts"
import * as LoadTestTables from "./LoadTestTables.ts"

const messages = ({ failures }: LoadResult): ReadonlyArray<ReadonlyArray<Table.Cell>> =>
  [...failures.values()].map(({ count, first, reason }) => [reason, count, first])

/** The report as a page: how latencies and refusals are spread, and the pool over time. */
export const of = (report: LoadTestReport, result: LoadResult): Omit<RunReport, "at"> => ({
  title: `Load test, ${report.mode}`,
  charts: [
    Chart.distribution("Latency of answers", result.latencies, 1, "No request was answered."),
    ...(report.pool === undefined ? [] : [Chart.occupancy(report.occupancy, report.pool.size)]),
    ...(result.refusals.count === 0 ? [] : [Chart.distribution("Time to refusal", result.refusals, 2)])
  ],
  tables: LoadTestTables.tables(report).map((table) =>
    table.title === "Failures" && result.failures.size > 0 ? { ...table, rows: messages(result) } : table
  )
})
