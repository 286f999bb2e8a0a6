import type { PoolObservation } from "../../services/sizing/PoolObservation.ts"
import type { Demand, ExpectedWaits, SizedWaits, Sizing, Workload } from "../../services/sizing/PoolSizing.ts"
import * as Table from "../terminal/Table.ts"

/** What a document says that is a report of this version. */
export const format = "aquifer-size-1"

/** What `aquifer size` found out, as its `--json` prints it; waits that grow without end are null there. */
export interface SizeReport extends Sizing {
  readonly format: typeof format
  readonly demand: Demand
  /** What was measured, with --observe. */
  readonly observed: PoolObservation | undefined
}

export const make = (demand: Demand, sizing: Sizing, observed: PoolObservation | undefined): SizeReport => ({
  format,
  ...sizing,
  demand,
  observed
})

const many = (count: number, what: string, more = `${what}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? what : more}`

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}%`

const wait = (millis: number): string => {
  if (millis === Infinity) return "grows without end"
  return millis === 0 ? "none" : Table.millis(millis)
}

const rate = (perSecond: number): string =>
  `${perSecond.toLocaleString("en", { maximumSignificantDigits: 3 })} queries a second`

const models: Readonly<Record<ExpectedWaits["model"], string>> = {
  "M/M/c": "Erlang C (M/M/c), exact for queries at random moments with times spread exponentially",
  "M/M/c//N":
    "finite source (M/M/c//N), exact for users who wait for their answers, times spread exponentially",
  simulation: "the queue played through, for want of an exact formula"
}

const spread = (variability: number): string => {
  if (variability === 0) return "all the same"
  return variability === 1
    ? "spread exponentially"
    : `with a deviation of ${variability.toFixed(2)} of the mean`
}

const workloadRows = (workload: Workload): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  ...(workload.kind === "open"
    ? [["load", rate(workload.perSecond)]]
    : [
        [
          "load",
          `${many(workload.users, "user")}, ${many(workload.queries, "query", "queries")} each${workload.queries === 1 ? "" : workload.atOnce ? " at once" : " one after another"}, then ${workload.thinkMillis === 0 ? "again without a pause" : `${Table.millis(workload.thinkMillis)} of thinking`}`
        ]
      ]),
  ["query time", `${Table.millis(workload.queryMillis)} on average, ${spread(workload.variability)}`]
]

const observedRows = (observed: PoolObservation): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
  [
    "transactions",
    `${observed.transactions.toLocaleString("en")} in ${observed.seconds.toFixed(0)} s, counted by ${observed.countedBy}`
  ],
  [
    "in a transaction",
    `${observed.busyMean.toFixed(2)} connections on average, ${observed.busyMax} at most, in ${many(observed.samples, "look")} at pg_stat_activity`
  ],
  [
    "wait in PgBouncer",
    observed.poolerWaitMillis === undefined
      ? "not known: its console does not let this user in, or there is none"
      : `${wait(observed.poolerWaitMillis)} on average`
  ],
  ...(observed.hidden > 0
    ? [
        [
          "not seen",
          `${many(observed.hidden, "session")} of other roles; GRANT pg_read_all_stats to the direct endpoint's role to count them`
        ]
      ]
    : [])
]

const boundRow = ({ bound, needed }: Sizing, { instances, limits }: Demand): string => {
  const each = instances === 1 ? "" : " for each instance"
  if (bound === undefined)
    return "not known; --max-connections and --cores, or --observe, let it bound the answer"
  const from =
    bound.by === "cores"
      ? `${many(limits.cores ?? 0, "core")} keep 2 × cores + 1 connections at work; more take turns`
      : `max_connections ${limits.maxConnections} less ${limits.reserve} in reserve`
  return `at most ${bound.size}${each}: ${from}${bound.size < needed ? `; the target asks for ${needed}` : ""}`
}

const percentileName = ({ target }: Demand): string => `p${Number((target.share * 100).toFixed(2))}`

const reasons = (report: SizeReport): ReadonlyArray<ReadonlyArray<Table.Cell>> => {
  const { demand, erlangC, expected, offeredLoad, ruleOfThumb, size } = report
  const each = demand.instances === 1 ? "" : " in each instance"
  return [
    [
      "Little's law",
      `${rate(expected.perSecond)} × ${Table.millis(demand.workload.queryMillis)} keep ${(expected.utilisation * size).toFixed(2)} connections busy${each}; ${offeredLoad.toFixed(2)} if no query had to wait`
    ],
    [
      `waits at ${size}`,
      `${percent(expected.waiting)} of queries wait; ${percentileName(demand)} ${wait(expected.percentileMillis)}, mean ${wait(expected.meanMillis)}; the target is ${percentileName(demand)} within ${Table.millis(demand.target.waitMillis)}`
    ],
    ["Erlang C", `${percent(erlangC)} would wait if there were users without number`],
    ["model", models[expected.model]],
    ["the database", boundRow(report, demand)],
    ...(ruleOfThumb === undefined
      ? []
      : [
          [
            "rule of thumb",
            `workers × connections each: ${ruleOfThumb.toLocaleString("en")}, as if every query came in the same instant`
          ]
        ])
  ]
}

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
    ...(observed === undefined ? [] : [Table.render("Observed", observedRows(observed))]),
    Table.render(
      demand.instances === 1 ? "Workload" : "Workload of all instances",
      workloadRows(demand.workload)
    ),
    Table.render("Why", reasons(report)),
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
