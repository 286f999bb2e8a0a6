import { family, first } from "../../../services/doctor/deployment/Finding.ts"
import * as Leaks from "../../../services/doctor/postgres/Leaks.ts"
import type { PoolSnapshot } from "../../../services/monitor/PoolMonitor.ts"
import * as Table from "../../terminal/Table.ts"
import { type Look, seen, shown } from "./Sighting.ts"

/** Whoever waits for a connection. */
export const rules = family({
  "pool-waits": {
    severity: "warning",
    reason: "All connections of the pool are held; who waits longer than POOL_TIMEOUT is turned away.",
    remedy:
      "Shorten what holds the connections longest, lower concurrency, or raise POOL_SIZE; `aquifer size` says what is needed."
  },
  "pooler-waits": {
    severity: "warning",
    reason:
      "All server connections of this pool of PgBouncer are held, by this program's statements or another's.",
    remedy:
      "Shorten transactions, or raise default_pool_size as far as Postgres has connections; a lane of its own for slow work."
  }
})

/** Ordinary waits are shorter than a second, and leases than POOL_LEAK_AFTER's default. */
const waitMillis = 1_000
const leaseMillis = 30_000

const waits = (name: string, { max, used, waiters, waiting }: PoolSnapshot): ReadonlyArray<string> => {
  const longest = Math.max(0, ...waiters.map(({ longestMillis }) => longestMillis))
  return longest < waitMillis
    ? []
    : [
        `${waiting.toLocaleString("en")} wait for the pool "${name}", the first for ${Table.millis(longest)}; ${used} of ${max} connections are in use`
      ]
}

/** What is wrong at this program's pools. What is held on the direct endpoint may be meant to last. */
export const pools: Look = ({ pools }) => {
  const { direct, pooled } = shown(pools) ?? {}
  if (pooled === undefined) return []
  const held = pooled.holders.filter(({ millis }) => millis >= leaseMillis)
  return [
    ...seen(rules["pool-waits"], "callers", [
      ...waits("pooled", pooled),
      ...(direct === undefined ? [] : waits("direct", direct))
    ]),
    ...seen(
      Leaks.rules["lease-held-long"],
      "callers",
      first(
        held,
        ({ millis, site, span }) =>
          `${span}${site === undefined ? "" : ` (${site})`} for ${Table.millis(millis)}`
      )
    )
  ]
}

/** What is wrong at PgBouncer's. */
export const pooler: Look = ({ pgbouncer }) => {
  const waiting = (shown(pgbouncer)?.pools ?? []).filter(
    ({ longestWaitMillis = 0 }) => longestWaitMillis >= waitMillis
  )
  return seen(
    rules["pooler-waits"],
    "pooler",
    first(
      waiting,
      ({ clientsWaiting = 0, database, longestWaitMillis = 0, user }) =>
        `${clientsWaiting} clients of ${database ?? "?"} as ${user ?? "?"} wait, the first for ${Table.millis(longestWaitMillis)}`
    )
  )
}
