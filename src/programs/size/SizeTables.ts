import type { ExpectedWaits, SizedWaits } from "../../services/sizing/PoolSizing.ts"
import * as Table from "../terminal/Table.ts"
import * as SizeReasons from "./SizeReasons.ts"
import type { SizeReport } from "./SizeReport.ts"
import { percent, percentileName, wait } from "./SizeWording.ts"

const barWidth = 24

/** As long as the wait is by the longest of the curve, or by ten times the target, where some are endless. */
const bar = (millis: number, longest: number): string =>
  millis === 0 ? "" : "█".repeat(Math.max(1, Math.round((Math.min(millis, longest) / longest) * barWidth)))

const waitCells = (waits: ExpectedWaits): ReadonlyArray<Table.Cell> => [
  percent(waits.utilisation),
  percent(waits.waiting),
  wait(waits.meanMillis),
  wait(waits.percentileMillis)
]

const curve = ({ curve, demand, size }: SizeReport): string => {
  const finite = curve.map(({ percentileMillis }) => percentileMillis).filter(Number.isFinite)
  const longest = Math.max(demand.target.waitMillis, ...finite)
  const row = (at: SizedWaits): ReadonlyArray<Table.Cell> => [
    at.size,
    ...waitCells(at),
    `${bar(at.percentileMillis, longest)}${at.size === size ? " ◀ the answer" : ""}`
  ]
  return Table.render("Wait against size", [
    ["size", "busy", "must wait", "mean", percentileName(demand), ""],
    ...curve.map(row)
  ])
}

const headline = ({ demand: { instances }, size }: SizeReport): string =>
  instances === 1
    ? `POOL_SIZE=${size}`
    : `POOL_SIZE=${size} in each of ${instances} instances, ${size * instances} connections in all`

/** The report as tables for people. */
export const render = (report: SizeReport): string => {
  const { demand, half, neededAtTwice, observed, size, targetMet, twice } = report
  return [
    headline(report),
    ...(observed === undefined ? [] : [Table.render("Observed", SizeReasons.observedRows(observed))]),
    Table.render(
      demand.instances === 1 ? "Workload" : "Workload of all instances",
      SizeReasons.workloadRows(demand.workload)
    ),
    Table.render("Why", SizeReasons.reasons(report)),
    curve(report),
    Table.render(`At other loads, with ${size}`, [
      ["load", "busy", "must wait", "mean", percentileName(demand)],
      ["half", ...waitCells(half)],
      ["twice", ...waitCells(twice)]
    ]),
    twice.percentileMillis <= demand.target.waitMillis
      ? "Twice the load keeps the target too."
      : `Twice the load needs ${neededAtTwice} to keep the target.`,
    ...(targetMet ? [] : ["The target cannot be kept with what the database has."])
  ].join("\n\n")
}
