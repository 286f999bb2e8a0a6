import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as Table from "../../terminal/Table.ts"
import type { Section } from "./Section.ts"
import { silence } from "./Silence.ts"

const count = (value: number | undefined): Table.Cell => value ?? "-"
const millis = (value: number | undefined): string => Table.millis(value ?? null)
const amount = (value: number | undefined): Table.Cell => (value === undefined ? "-" : Math.round(value))

/** PgBouncer's own pools. */
export const pools = ({ pgbouncer }: OverviewSnapshot): Section => ({
  id: "pooler",
  title: pgbouncer._tag === "Shown" ? `PgBouncer ${pgbouncer.value.version}: pools` : "PgBouncer",
  notes: pgbouncer._tag === "Missing" ? [pgbouncer.reason] : silence("PgBouncer's console", pgbouncer),
  head: [
    "database",
    "user",
    "mode",
    "clients active",
    "waiting",
    "servers active",
    "idle",
    "used",
    "login",
    "longest wait"
  ],
  rows:
    pgbouncer._tag === "Missing"
      ? []
      : pgbouncer.value.pools.map((pool) => [
          pool.database ?? "-",
          pool.user ?? "-",
          pool.poolMode ?? "-",
          count(pool.clientsActive),
          count(pool.clientsWaiting),
          count(pool.serversActive),
          count(pool.serversIdle),
          count(pool.serversUsed),
          count(pool.serversLogin),
          millis(pool.longestWaitMillis)
        ])
})

/** Whose clients are at PgBouncer, by the name that programs give themselves. */
export const clients = ({ pgbouncer }: OverviewSnapshot): Section => ({
  id: "pooler-clients",
  title: "PgBouncer: clients by application",
  notes: [],
  head: ["clients", "waiting", "longest wait", "application"],
  rows:
    pgbouncer._tag === "Missing"
      ? []
      : pgbouncer.value.clients.map(({ application, clients, longestWaitMillis, waiting }) => [
          clients,
          waiting,
          millis(longestWaitMillis),
          application === "" ? "(no name)" : application
        ])
})

/** PgBouncer's averages over its last stats_period. */
export const stats = ({ pgbouncer }: OverviewSnapshot): Section => ({
  id: "pooler-stats",
  title: "PgBouncer: averages of its last stats_period",
  notes: [],
  head: [
    "database",
    "transactions/s",
    "queries/s",
    "in bytes/s",
    "out bytes/s",
    "transaction",
    "query",
    "wait"
  ],
  rows:
    pgbouncer._tag === "Missing"
      ? []
      : pgbouncer.value.stats.map((row) => [
          row.database ?? "-",
          amount(row.transactionsPerSecond),
          amount(row.queriesPerSecond),
          amount(row.receivedBytesPerSecond),
          amount(row.sentBytesPerSecond),
          millis(row.averageTransactionMillis),
          millis(row.averageQueryMillis),
          millis(row.averageWaitMillis)
        ])
})
