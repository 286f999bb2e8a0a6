import type { ActivitySnapshot } from "./DatabaseActivity.ts"
import type { InsightSnapshot } from "./DatabaseInsight.ts"
import type { Panel } from "./Panel.ts"
import type { PoolerClients } from "./pgbouncer/PoolerClients.ts"
import type { WatchedPool } from "./pgbouncer/PoolerWaits.ts"
import type { ConsoleSnapshot } from "./PgBouncerConsole.ts"
import type { PoolsSnapshot } from "./PoolMonitor.ts"
import type { TableSize } from "./postgres/ActivityRows.ts"

/** What a document says that is an overview of this version. */
export const format = "aquifer-overview-1"

/** PgBouncer, and whose clients are at it. */
export interface PoolerSnapshot extends ConsoleSnapshot {
  /** SHOW POOLS, and for how much of the last minute clients of each pool waited. */
  readonly pools: ReadonlyArray<WatchedPool>
  /** Its clients by the application that they say they are, most first. */
  readonly clients: ReadonlyArray<PoolerClients>
}

/** All that there is to see at one moment; as JSON it is what `aquifer monitor --json` prints. */
export interface OverviewSnapshot {
  /** Of which version this document is; another one has other fields. */
  readonly format: typeof format
  /** Milliseconds since 1970. */
  readonly at: number
  /** Whose pools these are. */
  readonly program: string
  /** The pools of this program; missing in one that has none. */
  readonly pools: Panel<PoolsSnapshot>
  /** PgBouncer, as its console tells; missing where there is none, or none that lets this user in. */
  readonly pgbouncer: Panel<PoolerSnapshot>
  /** Postgres' sessions, locks and totals; missing without a direct endpoint. */
  readonly postgres: Panel<ActivitySnapshot>
  /** The ten tables that take most room, the largest first; looked at once a minute. */
  readonly tables: Panel<ReadonlyArray<TableSize>>
  /** What makes the database slow, and what will stop it; looked at once a minute. */
  readonly insight: Panel<InsightSnapshot>
}
