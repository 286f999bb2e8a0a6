import type { Durations } from "../../../layers/measure/Durations.ts"
import type { Holder } from "../../../layers/pool/PoolStats.ts"
import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { PoolSnapshot } from "../../../services/monitor/PoolMonitor.ts"
import * as Table from "../../terminal/Table.ts"
import type { Section } from "./Section.ts"
import { silence } from "./Silence.ts"

type Named = readonly [name: string, pool: PoolSnapshot]

/** The pools that a program has, by name. */
export const named = ({ pools }: OverviewSnapshot): ReadonlyArray<Named> =>
  pools._tag === "Missing"
    ? []
    : [
        ["pooled", pools.value.pooled],
        ...(pools.value.direct === undefined ? [] : [["direct", pools.value.direct] as const])
      ]

const durations = ({ maxMillis, p50Millis, p95Millis, p99Millis }: Durations): ReadonlyArray<string> =>
  [p50Millis, p95Millis, p99Millis, maxMillis].map(Table.millis)

const replaced = ({ replaced: { age, broken, dead, uses } }: PoolSnapshot): string => {
  const reasons = Object.entries({ uses, age, dead, broken }).filter(([, count]) => count > 0)
  return reasons.length === 0 ? "0" : reasons.map(([why, count]) => `${count} ${why}`).join(", ")
}

/** People who start the monitor usually want to see the pools of another program. */
const ownPools =
  "these are the monitor's own; to see those of a program, start it with --web and give its address to --attach"

const title = ({ program }: OverviewSnapshot): string => `Pools of ${program}`

/** The pools' gauges and totals. */
export const pools = (overview: OverviewSnapshot): Section => ({
  id: "pools",
  title: title(overview),
  notes: [
    ...(overview.pools._tag === "Missing" ? [overview.pools.reason] : []),
    ...silence("this program", overview.pools),
    ...(overview.program.startsWith("aquifer monitor") ? [ownPools] : [])
  ],
  head: [
    "pool",
    "size",
    "open",
    "free",
    "used",
    "waiting",
    "acquired",
    "timed out",
    "refused",
    "most used",
    "most waiting",
    "replaced"
  ],
  rows: named(overview).map(([name, pool]) => [
    name,
    pool.max,
    pool.size,
    pool.free,
    pool.used,
    pool.waiting,
    pool.acquired,
    pool.timedOut,
    pool.refused,
    pool.usedMax,
    pool.waitingMax,
    replaced(pool)
  ])
})

/** How long callers waited, connections were held, and opening them took. */
export const times = (overview: OverviewSnapshot): Section => ({
  id: "times",
  title: "Waits, holds and openings",
  notes: [],
  head: ["pool", "", "p50", "p95", "p99", "max"],
  rows: named(overview).flatMap(([name, { creations, holds, waits }]) =>
    waits.count === 0
      ? []
      : [
          [name, "wait", ...durations(waits)],
          [name, "hold", ...durations(holds)],
          [name, "open", ...durations(creations)]
        ]
  )
})

const holder = (name: string, { millis, site, span }: Holder): ReadonlyArray<Table.Cell> => [
  name,
  "holds",
  Table.millis(millis),
  1,
  site === undefined ? span : `${span} (${site})`
]

/** Who holds a connection, longest first, and who waits for one. */
export const callers = (overview: OverviewSnapshot): Section => ({
  id: "callers",
  title: "Who is at the pools",
  notes: [],
  head: ["pool", "", "for", "callers", "in"],
  rows: named(overview).flatMap(([name, { holders, waiters }]) => [
    ...holders.map((each) => holder(name, each)),
    ...waiters.map(({ count, longestMillis, span }) => [
      name,
      "waits",
      Table.millis(longestMillis),
      count,
      span
    ])
  ])
})
