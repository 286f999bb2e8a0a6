import { Schema } from "effect"

const { NullOr, Number, String } = Schema

/** Which server answers, as whom, and what it keeps. */
export const InsightSight = Schema.Struct({
  /** The role that asks (`current_user`). */
  role: String,
  /** Superuser, or a member of pg_read_all_stats (which pg_monitor is). */
  everything: Schema.Boolean,
  /** The server's version as a number, such as 180004 (`server_version_num`). */
  version: Number,
  /** Whether it follows a primary (`pg_is_in_recovery()`). */
  standby: Schema.Boolean,
  /**
   * When this database's statistics were last reset (`stats_reset`), in milliseconds since 1970; null where they never
   * were, as nothing tells when they began: they outlive a clean restart, and not a crash.
   */
  since: NullOr(Number),
  /** The schema of pg_stat_statements in this database, quoted; null where it was not created. */
  statementsSchema: NullOr(String),
  /** Whether the role may read it: USAGE on its schema and SELECT on the view. */
  statementsGranted: Schema.Boolean,
  /** Whether the server was started with it (`shared_preload_libraries`). */
  statementsLoaded: Schema.Boolean,
  /** Whether it tells when it began to count (`pg_stat_statements_info`). */
  statementsInfo: Schema.Boolean,
  /** Whether the server has it to be created. */
  statementsAvailable: Schema.Boolean,
  /** The column that has the time: "total_exec_time", or "total_time" as it was called once. */
  statementsTime: String
})
export interface InsightSight extends Schema.Schema.Type<typeof InsightSight> {}

/** A statement, its values taken out, and what it has cost; all its users together. */
export const StatementUse = Schema.Struct({
  /** Its text (`query`) with `?` or a parameter for each value; of a longer one the first 2,000 characters and an ellipsis. */
  statement: String,
  /** How often it ran (`calls`). */
  calls: Number,
  /** Milliseconds that all its runs took together (`total_exec_time`, planning not counted). */
  totalMillis: Number,
  /** Milliseconds that a run of it took on average: `totalMillis` by `calls`. */
  meanMillis: Number,
  /** Of all the time that statements of this database took, from 0 to 1. */
  share: Number,
  /** Rows that all its runs returned or changed (`rows`). */
  rows: Number,
  /** Share of the blocks it asked for that it found in shared_buffers, from 0 to 1; null where it asked for none. */
  cacheHitRatio: NullOr(Number)
})
export interface StatementUse extends Schema.Schema.Type<typeof StatementUse> {}

/** The statements that took most time. */
export const StatementUses = Schema.Struct({
  /** Since when they are counted, in milliseconds since 1970; null where that is not known. */
  since: NullOr(Number),
  /** How many statements are of other roles, which this one may not see. */
  hidden: Number,
  /** Those that took most time, the slowest first; 20 at most. */
  statements: Schema.Array(StatementUse)
})
export interface StatementUses extends Schema.Schema.Type<typeof StatementUses> {}

/** An index that is missing, is not used, is there twice, or does not work. */
export const IndexIssue = Schema.Struct({
  /**
   * `invalid`: a build of it failed or goes on. `missing`: a foreign key of a table of 10,000 rows or more has none.
   * `duplicate`: another index does its work. `unused`: of 128 pages or more, and never read since the statistics count.
   */
  kind: Schema.Literals(["invalid", "missing", "duplicate", "unused"]),
  /** The schema that the table is in, not quoted. */
  schema: String,
  /** The table that has it or lacks it, not quoted. */
  table: String,
  /** The index by name, not quoted; null where it is missing. */
  index: NullOr(String),
  /** The foreign key that it is missing for, or the index that does its work; null where it is invalid or unused. */
  because: NullOr(String),
  /** Bytes of the index, or of the table that has none; as the last VACUUM or ANALYZE counted. */
  bytes: Number,
  /** How often it was read since the statistics count; null where it is missing. */
  scans: NullOr(Number),
  /** The statement that mends it, to be looked at first. */
  remedy: String
})
export interface IndexIssue extends Schema.Schema.Type<typeof IndexIssue> {}

/** A table of 10,000 rows or more that is read from its beginning to its end, since the statistics count. */
export const TableScans = Schema.Struct({
  /** The schema that it is in, not quoted. */
  schema: String,
  /** The table, without its schema and not quoted. */
  table: String,
  /** Bytes of its rows on disk, without indexes; as the last VACUUM or ANALYZE counted (`relpages`). */
  bytes: Number,
  /** Rows in it, as the planner believes (`reltuples`), or before the first ANALYZE as the statistics count. */
  rows: Number,
  /** How often it was read from beginning to end (`seq_scan`), even if a LIMIT ended it early. */
  sequentialScans: Number,
  /** Rows that these have read, all in all (`seq_tup_read`). */
  rowsRead: Number,
  /** How often one of its indexes was read instead (`idx_scan`); 0 where it has none. */
  indexScans: Number,
  /** When the last sequential scan was (`last_seq_scan`), in milliseconds since 1970; null before Postgres 16. */
  lastAt: NullOr(Number)
})
export interface TableScans extends Schema.Schema.Type<typeof TableScans> {}
