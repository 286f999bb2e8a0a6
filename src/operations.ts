/**
 * For operators: what the pools, PgBouncer and Postgres are doing, how many connections a workload needs, and what is
 * wrong with a deployment.
 *
 * @module
 */

// What the pools, PgBouncer and Postgres are doing.
export {
  type ActivitySnapshot,
  DatabaseActivity,
  type Signalled,
  type SnapshotOptions,
  type Visibility
} from "./services/monitor/DatabaseActivity.ts"
export { DatabaseInsight, type InsightSnapshot } from "./services/monitor/DatabaseInsight.ts"
export type {
  IndexIssue,
  InsightSight,
  StatementUse,
  StatementUses,
  TableScans
} from "./services/monitor/insight/InsightRows.ts"
export type { Limits, Replication, TableVacuum, Vacuuming } from "./services/monitor/insight/UpkeepRows.ts"
export {
  Overview,
  type OverviewOptions,
  type OverviewSnapshot,
  type PoolerSnapshot,
  type Signal
} from "./services/monitor/Overview.ts"
export type { Panel } from "./services/monitor/Panel.ts"
export {
  type ConsoleSnapshot,
  type ConsoleStatus,
  PgBouncerConsole
} from "./services/monitor/PgBouncerConsole.ts"
export { ConsoleUnavailable } from "./layers/probe/AdminConsole.ts"
export type { ConsoleState } from "./services/monitor/pgbouncer/ConsoleAnswers.ts"
export type {
  ConsoleDatabase,
  ConsolePool,
  ConsoleSetting,
  ConsoleSocket,
  ConsoleStats
} from "./services/monitor/pgbouncer/ConsoleRows.ts"
export type { PoolerClients } from "./services/monitor/pgbouncer/PoolerClients.ts"
export type { WatchedPool } from "./services/monitor/pgbouncer/PoolerWaits.ts"
export type {
  ConnectionUse,
  DatabaseTotals,
  LockWait,
  Session,
  Sight,
  TableSize
} from "./services/monitor/postgres/ActivityRows.ts"
export type { Blocker } from "./services/monitor/postgres/BlockingTree.ts"
export { PoolMonitor, type PoolSnapshot, type PoolsSnapshot } from "./services/monitor/PoolMonitor.ts"
/** The pools' own figures as metrics of Effect's registry. */
export * as PoolMetrics from "./services/monitor/PoolMetrics.ts"
/** Postgres' and PgBouncer's figures as metrics of Effect's registry. */
export * as ServerMetrics from "./services/monitor/ServerMetrics.ts"

// How many connections a workload needs, and what a deployment bears.
export type { Histogram } from "./layers/measure/Histogram.ts"
/** Requests under a load, and what came back. */
export * as LoadTest from "./services/sizing/LoadTest.ts"
export type { Occupancy } from "./services/sizing/OccupancyLog.ts"
/** How a running deployment uses its connections, watched for a while. */
export * as PoolObservation from "./services/sizing/PoolObservation.ts"
/** How many connections a workload needs, and how long callers wait with fewer. */
export * as PoolSizing from "./services/sizing/PoolSizing.ts"

/** What is wrong with a deployment, and how to mend it. */
export * as Doctor from "./services/doctor/Doctor.ts"
export { type HostAddress, HostLookup, HostUnknown, type Lookup } from "./layers/probe/HostLookup.ts"

// What Effect's own modules keep in Postgres: their tables, made by the owner, and the cluster's storage on them.
/** The tables of Effect's own modules, made by their owner. */
export * as EffectTables from "./layers/migration/EffectTables.ts"
/** What Effect's cluster keeps in Postgres, as layers. */
export * as ClusterStorage from "./services/beside/ClusterStorage.ts"
