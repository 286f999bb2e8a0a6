import { Histogram } from "../../layers/measure/Histogram.ts"
import type { Tally } from "../../services/research/ResearchTally.ts"
import type { Occupancy } from "../../services/sizing/OccupancyLog.ts"
import * as Chart from "../page/Chart.ts"
import type { RunReport } from "../page/RunPage.ts"
import type * as Table from "../terminal/Table.ts"
import type { StartReport } from "./StartReport.ts"
import * as StartTables from "./StartTables.ts"

const histogram = (samples: ReadonlyArray<number>): Histogram => {
  const made = new Histogram()
  for (const sample of samples) made.record(sample)
  return made
}

const messages = ({ failures }: Tally): ReadonlyArray<ReadonlyArray<Table.Cell>> =>
  [...failures].map(([reason, { count, first }]) => [reason, count, first])

/** The report as a page: how latencies are spread, and the pool over time. */
export const of = (
  report: StartReport,
  tally: Tally,
  occupancy: ReadonlyArray<Occupancy>
): Omit<RunReport, "at"> => ({
  title: "Agents at work",
  charts: [
    Chart.occupancy(occupancy, report.pool.size),
    Chart.distribution("Latency of lookups", histogram(tally.lookupMillis), 1, "No lookup was answered."),
    ...(tally.storeMillis.length === 0
      ? []
      : [Chart.distribution("Latency of stores", histogram(tally.storeMillis), 3)])
  ],
  tables: StartTables.tables(report).map((table) =>
    table.title === "Failures" && tally.failures.size > 0 ? { ...table, rows: messages(tally) } : table
  )
})
