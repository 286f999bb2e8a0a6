import { family, first } from "../../../services/doctor/deployment/Finding.ts"
import * as Leaks from "../../../services/doctor/postgres/Leaks.ts"
import type { PoolerSnapshot } from "../../../services/monitor/Overview.ts"
import type { PoolSnapshot } from "../../../services/monitor/PoolMonitor.ts"
import * as Table from "../../terminal/Table.ts"
import * as HaltFindings from "./HaltFindings.ts"
import { type Look, seen, shown } from "./Sighting.ts"

/** Whoever waits for a connection. */
export const rules = family({
  "pool-waits": {
    severity: "warning",
    reason:
      "All connections of the pool are held, and it does no more work however much there is; who waits longer than POOL_TIMEOUT is turned away.",
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

/**
 * A pool with somebody in its queue for so much of a minute is full without a break, however short each wait. Ten
 * connections that are in use for nine tenths of the time have a queue for six tenths of it, and are merely busy.
 */
const fullShare = 0.9

const waits = (
  name: string,
  // What an earlier release serves has no share.
  {
    max,
    used,
    waiters,
    waiting,
    waitingShare = 0
  }: Omit<PoolSnapshot, "waitingShare"> & Partial<PoolSnapshot>
): ReadonlyArray<string> => {
  const longest = Math.max(0, ...waiters.map(({ longestMillis }) => longestMillis))
  const now = `${used} of ${max} connections are in use`
  if (longest >= waitMillis) {
    return [
      `${waiting.toLocaleString("en")} ${waiting === 1 ? "waits" : "wait"} for the pool "${name}", the first for ${Table.millis(longest)}; ${now}`
    ]
  }
  return waitingShare < fullShare
    ? []
    : [
        `the pool "${name}" is full without a break: somebody waited for it for ${Table.percent(waitingShare, 0)} of the last minute; ${waiting.toLocaleString("en")} wait, ${now}`
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

const waitsAt = ({
  clientsWaiting = 0,
  database = "?",
  longestWaitMillis = 0,
  user = "?",
  waitingShare = 0
}: PoolerSnapshot["pools"][number]): ReadonlyArray<string> => {
  const of = `of ${database} as ${user}`
  const who =
    clientsWaiting === 1
      ? `1 client ${of} waits`
      : `${clientsWaiting.toLocaleString("en")} clients ${of} wait`
  if (longestWaitMillis >= waitMillis) return [`${who}, the first for ${Table.millis(longestWaitMillis)}`]
  return waitingShare < fullShare
    ? []
    : [
        `${who}, and some did for ${Table.percent(waitingShare, 0)} of the last minute: the pool is full without a break`
      ]
}

/** What is wrong at PgBouncer's. Who waits because it is paused is told as that. */
export const pooler: Look = ({ pgbouncer }) => {
  const seenBy = shown(pgbouncer)
  if (seenBy === undefined) return []
  const pools = seenBy.pools.filter(({ database }) => !HaltFindings.isHeld(seenBy, database))
  return seen(
    rules["pooler-waits"],
    "pooler",
    first(pools.flatMap(waitsAt), (evidence) => evidence)
  )
}
