import { Schema } from "effect"

const { NullOr, Number, String } = Schema

/** Which server answers, as whom, and what it keeps. */
export const InsightSight = Schema.Struct({
  role: String,
  /** Superuser, or a member of pg_read_all_stats (which pg_monitor is). */
  everything: Schema.Boolean,
  /** Such as 180004. */
  version: Number,
  standby: Schema.Boolean,
  /** Since when this database's statistics count, in milliseconds since 1970. */
  since: Number,
  /** The schema of pg_stat_statements in this database, quoted; null where it was not created. */
  statementsSchema: NullOr(String),
  /** Whether the role may read it, and whether the server was started with it. */
  statementsGranted: Schema.Boolean,
  statementsLoaded: Schema.Boolean,
  /** Whether it tells when it began to count. */
  statementsInfo: Schema.Boolean,
  /** Whether the server has it to be created. */
  statementsAvailable: Schema.Boolean,
  /** The column that has the time. */
  statementsTime: String
})
export type InsightSight = typeof InsightSight.Type

/** A statement, its values taken out, and what it has cost; all its users together. */
export const StatementUse = Schema.Struct({
  statement: String,
  calls: Number,
  totalMillis: Number,
  meanMillis: Number,
  /** Of all the time that statements of this database took, from 0 to 1. */
  share: Number,
  rows: Number,
  /** Blocks that it found in shared_buffers, from 0 to 1; null where it asked for none. */
  cacheHitRatio: NullOr(Number)
})
export type StatementUse = typeof StatementUse.Type

/** The statements that took most time. */
export const StatementUses = Schema.Struct({
  /** Since when they are counted, in milliseconds since 1970; null where that is not known. */
  since: NullOr(Number),
  /** Statements of other roles, which this one may not see. */
  hidden: Number,
  statements: Schema.Array(StatementUse)
})
export type StatementUses = typeof StatementUses.Type

/** An index that is missing, is not used, is there twice, or does not work. */
export const IndexIssue = Schema.Struct({
  kind: Schema.Literals(["invalid", "missing", "duplicate", "unused"]),
  schema: String,
  table: String,
  /** Null where it is missing. */
  index: NullOr(String),
  /** The foreign key that it is missing for, or the index that does its work. */
  because: NullOr(String),
  /** Of the index, or of the table that has none; as the last VACUUM or ANALYZE counted. */
  bytes: Number,
  /** How often it was read; null where it is missing. */
  scans: NullOr(Number),
  /** The statement that mends it, to be looked at first. */
  remedy: String
})
export type IndexIssue = typeof IndexIssue.Type

/** A large table that is read from its beginning to its end. */
export const TableScans = Schema.Struct({
  schema: String,
  table: String,
  bytes: Number,
  /** As the statistics estimate. */
  rows: Number,
  sequentialScans: Number,
  /** Rows that these have read, all in all. */
  rowsRead: Number,
  indexScans: Number,
  /** When the last of them was, in milliseconds since 1970; null before Postgres 16. */
  lastAt: NullOr(Number)
})
export type TableScans = typeof TableScans.Type
