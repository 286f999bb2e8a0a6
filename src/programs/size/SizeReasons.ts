import type { PoolObservation } from "../../services/sizing/PoolObservation.ts"
import type { Demand, ExpectedWaits, Sizing, Workload } from "../../services/sizing/PoolSizing.ts"
import * as Table from "../terminal/Table.ts"
import type { SizeReport } from "./SizeReport.ts"
import { many, percent, percentileName, rate, wait } from "./SizeWording.ts"

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

/** The load that a size is asked for. */
export const workloadRows = (workload: Workload): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
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

/** What was measured of a deployment at work. */
export const observedRows = (observed: PoolObservation): ReadonlyArray<ReadonlyArray<Table.Cell>> => [
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

/** Why the answer is the answer. */
export const reasons = (report: SizeReport): ReadonlyArray<ReadonlyArray<Table.Cell>> => {
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
