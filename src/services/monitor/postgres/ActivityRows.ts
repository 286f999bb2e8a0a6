import { Schema, SchemaTransformation } from "effect"
import { normalized } from "../../../layers/measure/statement/StatementFingerprint.ts"

/** How many connections there are of one sort. */
export const NamedCount = Schema.Struct({
  /** Which sort: the state, the application's name or the role's; empty where they have none. */
  name: Schema.String,
  /** Connections of clients that have it in common. */
  count: Schema.Number
})
export interface NamedCount extends Schema.Schema.Type<typeof NamedCount> {}

/** Postgres' connections against its limit. */
export const ConnectionUse = Schema.Struct({
  /** All rows of `pg_stat_activity`, the server's own processes among them. */
  processes: Schema.Number,
  /** Connections of clients, which are what the limit counts. */
  total: Schema.Number,
  /** `max_connections`. */
  max: Schema.Number,
  /** How many of these are kept for superusers and for members of pg_use_reserved_connections. */
  reserved: Schema.Number,
  /** How many more an ordinary role can open; 0 when all are taken. */
  free: Schema.Number,
  /** Connections of clients by their `state`, most first; those whose state this role may not see are "not visible". */
  byState: Schema.Array(NamedCount),
  /** Connections of clients by the `application_name` that they gave themselves, most first. */
  byApplication: Schema.Array(NamedCount),
  /** Connections of clients by the role that they logged in as (`usename`), most first. */
  byUser: Schema.Array(NamedCount)
})
export interface ConnectionUse extends Schema.Schema.Type<typeof ConnectionUse> {}

/** A session of Postgres, as `pg_stat_activity` has it. What this role may not see is null. */
export const Session = Schema.Struct({
  /** The process ID of its backend, by which it can be cancelled or terminated. */
  pid: Schema.Number,
  /** The role that it logged in as (`usename`); null of a process that belongs to none. */
  user: Schema.NullOr(Schema.String),
  /** The database that it is connected to (`datname`); null of a process that is in none. */
  database: Schema.NullOr(Schema.String),
  /** The `application_name` that the client gave itself; empty where it gave none. */
  application: Schema.NullOr(Schema.String),
  /** Its `backend_type`, such as "client backend" or "autovacuum worker". */
  kind: Schema.NullOr(Schema.String),
  /** Such as "active", "idle" or "idle in transaction"; null of most processes that serve no client. */
  state: Schema.NullOr(Schema.String),
  /** The sort of event that it waits for (`wait_event_type`), such as "Lock" or "Client"; null while it waits for none. */
  waitEventType: Schema.NullOr(Schema.String),
  /** The event by name (`wait_event`), such as "transactionid" or "ClientRead"; null while it waits for none. */
  waitEvent: Schema.NullOr(Schema.String),
  /** Milliseconds since its statement began (`query_start`), which may have ended since; null before its first. */
  queryMillis: Schema.NullOr(Schema.Number),
  /** Milliseconds since its transaction began (`xact_start`); null while it is in none. */
  transactionMillis: Schema.NullOr(Schema.Number),
  /** Milliseconds since its state changed (`state_change`): how long it has been active, or idle, by now. */
  stateMillis: Schema.NullOr(Schema.Number),
  /**
   * The statement that runs or ran last, as far as Postgres keeps it (track_activity_query_size), without its values: one
   * may be a role's password.
   */
  query: Schema.NullOr(
    Schema.String.pipe(
      Schema.decodeTo(
        Schema.String,
        SchemaTransformation.transform({ decode: normalized, encode: (statement: string) => statement })
      )
    )
  )
})
export interface Session extends Schema.Schema.Type<typeof Session> {}

/** A session that waits for a lock, and the process IDs that are in its way; 0 is a prepared transaction. */
export const LockWait = Schema.Struct({
  ...Session.fields,
  /** Process IDs of those in its way (`pg_blocking_pids`), 0 for a prepared transaction; empty where it does not wait. */
  blockers: Schema.Array(Schema.Number),
  /** What it waits for, such as "AccessExclusiveLock on research_cache"; null where it does not wait. */
  lock: Schema.NullOr(Schema.String),
  /** For how many milliseconds (`pg_locks.waitstart`); null where it does not wait, before Postgres 14, and at first. */
  waitMillis: Schema.NullOr(Schema.Number)
})
export interface LockWait extends Schema.Schema.Type<typeof LockWait> {}

/** What Postgres has counted in this database since its statistics were last reset (`pg_stat_database`). */
export const DatabaseTotals = Schema.Struct({
  /** The database that this session is connected to (`datname`). */
  name: Schema.String,
  /** Transactions that were committed (`xact_commit`), those of single statements among them. */
  commits: Schema.Number,
  /** Transactions that were rolled back (`xact_rollback`). */
  rollbacks: Schema.Number,
  /** Deadlocks that Postgres found and ended (`deadlocks`). */
  deadlocks: Schema.Number,
  /** Reads of a block that found it in shared_buffers (`blks_hit`). */
  blocksHit: Schema.Number,
  /** Reads of a block that had to ask the operating system for it (`blks_read`). */
  blocksRead: Schema.Number,
  /** Bytes that statements have written to temporary files (`temp_bytes`), mostly as work_mem was too small. */
  tempBytes: Schema.Number,
  /** Share of blocks found in shared_buffers, from 0 to 1: `blocksHit` of both; null before the first was asked for. */
  cacheHitRatio: Schema.NullOr(Schema.Number)
})
export interface DatabaseTotals extends Schema.Schema.Type<typeof DatabaseTotals> {}

/** What grows unseen until it hurts. */
export const Risks = Schema.Struct({
  /** Milliseconds since the oldest transaction of a client began (`xact_start`); 0 while there is none, or none to be seen. */
  longestTransactionMillis: Schema.Number,
  /** Share of transaction numbers, or of multixacts, that is used up in the database that is worst off, from 0 to 1. */
  wraparound: Schema.Number,
  /** Those that follow this server and may be seen, by name (`pg_stat_replication`); logical replication is left out. */
  standbys: Schema.Array(
    Schema.Struct({
      /** The standby's `application_name`. */
      name: Schema.String,
      /**
       * Milliseconds by which what it showed last was old (`replay_lag`); 0 where it has applied all that it was sent, or
       * Postgres tells none. Of one that applies nothing it does not grow, as Postgres counts it, but `unappliedBytes` does.
       */
      lagMillis: Schema.Number,
      /** Bytes of the log that it was sent and has yet to apply (`sent_lsn` less `replay_lsn`). */
      unappliedBytes: Schema.Number
    })
  )
})
export interface Risks extends Schema.Schema.Type<typeof Risks> {}

/** How much room a table takes. */
export const TableSize = Schema.Struct({
  /** The schema that it is in, as it was created: not quoted. */
  schema: Schema.String,
  /** The table, or materialized view, without its schema and not quoted. */
  table: Schema.String,
  /**
   * Bytes on disk, with its indexes and what is stored out of line (`pg_total_relation_size`); of a table that somebody has
   * to himself, as it was at its last VACUUM or ANALYZE.
   */
  totalBytes: Schema.Number,
  /** Of these, the bytes of its indexes (`pg_indexes_size`). */
  indexBytes: Schema.Number,
  /** Rows, as the planner believes (`reltuples`); null before the table was first analyzed. */
  rows: Schema.NullOr(Schema.Number),
  /** Rows that are deleted or replaced, and not yet vacuumed away (`n_dead_tup`, an estimate); null where none are counted. */
  deadRows: Schema.NullOr(Schema.Number)
})
export interface TableSize extends Schema.Schema.Type<typeof TableSize> {}

/** The role that asks, and whether it sees other roles' sessions. */
export const Sight = Schema.Struct({
  /** The role that is connected (`current_user`). */
  role: Schema.String,
  /** Superuser, or a member of pg_read_all_stats (which pg_monitor is). */
  everything: Schema.Boolean,
  /** Sessions of which it sees no more than that they exist. */
  hidden: Schema.Number
})
export interface Sight extends Schema.Schema.Type<typeof Sight> {}

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
export interface Everything extends Schema.Schema.Type<typeof Everything> {}
