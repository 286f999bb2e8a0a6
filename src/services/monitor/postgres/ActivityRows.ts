import { Schema } from "effect"

/** How many connections there are of one sort. */
export const NamedCount = Schema.Struct({ name: Schema.String, count: Schema.Number })
export type NamedCount = typeof NamedCount.Type

/** Postgres' connections against its limit. */
export const ConnectionUse = Schema.Struct({
  /** All rows of pg_stat_activity, the server's own processes among them. */
  processes: Schema.Number,
  /** Connections of clients, which are what the limit counts. */
  total: Schema.Number,
  /** `max_connections`. */
  max: Schema.Number,
  /** How many of these are kept for superusers and for members of pg_use_reserved_connections. */
  reserved: Schema.Number,
  /** How many more an ordinary role can open; 0 when all are taken. */
  free: Schema.Number,
  /** Connections whose state this role may not see are "not visible". */
  byState: Schema.Array(NamedCount),
  byApplication: Schema.Array(NamedCount),
  byUser: Schema.Array(NamedCount)
})
export type ConnectionUse = typeof ConnectionUse.Type

/** A session of Postgres. What this role may not see is null. */
export const Session = Schema.Struct({
  pid: Schema.Number,
  user: Schema.NullOr(Schema.String),
  database: Schema.NullOr(Schema.String),
  application: Schema.NullOr(Schema.String),
  /** Such as "client backend" or "autovacuum worker". */
  kind: Schema.NullOr(Schema.String),
  state: Schema.NullOr(Schema.String),
  waitEventType: Schema.NullOr(Schema.String),
  waitEvent: Schema.NullOr(Schema.String),
  /** Since its statement began, its transaction began, and its state changed. */
  queryMillis: Schema.NullOr(Schema.Number),
  transactionMillis: Schema.NullOr(Schema.Number),
  stateMillis: Schema.NullOr(Schema.Number),
  /** The statement that runs or ran last, as far as Postgres keeps it (track_activity_query_size). */
  query: Schema.NullOr(Schema.String)
})
export type Session = typeof Session.Type

/** A session that waits for a lock, and the process IDs that are in its way; 0 is a prepared transaction. */
export const LockWait = Schema.Struct({
  ...Session.fields,
  blockers: Schema.Array(Schema.Number),
  /** What it waits for, such as "AccessExclusiveLock on research_cache"; null where it does not wait. */
  lock: Schema.NullOr(Schema.String),
  /** For how long; null before Postgres 14, and in the first moment. */
  waitMillis: Schema.NullOr(Schema.Number)
})
export type LockWait = typeof LockWait.Type

/** What Postgres has counted in this database since its statistics were last reset. */
export const DatabaseTotals = Schema.Struct({
  name: Schema.String,
  commits: Schema.Number,
  rollbacks: Schema.Number,
  deadlocks: Schema.Number,
  blocksHit: Schema.Number,
  blocksRead: Schema.Number,
  tempBytes: Schema.Number,
  /** Share of blocks found in shared_buffers, from 0 to 1; null before the first was asked for. */
  cacheHitRatio: Schema.NullOr(Schema.Number)
})
export type DatabaseTotals = typeof DatabaseTotals.Type

/** What grows unseen until it hurts. */
export const Risks = Schema.Struct({
  /** Of the transaction of a client that runs longest; 0 while none runs, or none may be seen. */
  longestTransactionMillis: Schema.Number,
  /** Share of transaction numbers, or of multixacts, that is used up in the database that is worst off, from 0 to 1. */
  wraparound: Schema.Number,
  /**
   * Those that follow this server and may be seen: how old what they showed last was, and how much of the log they have
   * yet to apply. The age of one that applies nothing does not grow, as Postgres counts it, but the log does.
   */
  standbys: Schema.Array(
    Schema.Struct({ name: Schema.String, lagMillis: Schema.Number, unappliedBytes: Schema.Number })
  )
})
export type Risks = typeof Risks.Type

/** How much room a table takes. */
export const TableSize = Schema.Struct({
  schema: Schema.String,
  table: Schema.String,
  /**
   * With its indexes and what is stored out of line; of a table that somebody has to himself, as it was at its last VACUUM or
   * ANALYZE.
   */
  totalBytes: Schema.Number,
  indexBytes: Schema.Number,
  /** As the planner believes; null before the table was first analyzed. */
  rows: Schema.NullOr(Schema.Number),
  deadRows: Schema.NullOr(Schema.Number)
})
export type TableSize = typeof TableSize.Type

/** The role that asks, and whether it sees other roles' sessions. */
export const Sight = Schema.Struct({
  role: Schema.String,
  /** Superuser, or a member of pg_read_all_stats (which pg_monitor is). */
  everything: Schema.Boolean,
  /** Sessions of which it sees no more than that they exist. */
  hidden: Schema.Number
})
export type Sight = typeof Sight.Type

/** All but the tables, at one moment. */
export const Everything = Schema.Struct({
  connections: ConnectionUse,
  longRunning: Schema.Array(Session),
  idleInTransaction: Schema.Array(Session),
  lockWaits: Schema.Array(LockWait),
  totals: DatabaseTotals,
  risks: Risks,
  sight: Sight
})
export type Everything = typeof Everything.Type
