import { Schema } from "effect"

const { NullOr, Number, String } = Schema

/** A table with more dead rows than autovacuum leaves there. */
export const TableVacuum = Schema.Struct({
  schema: String,
  table: String,
  deadRows: Number,
  liveRows: Number,
  /** From how many dead rows on autovacuum is due; null where it is switched off for the table. */
  dueAt: NullOr(Number),
  /** When VACUUM last went over it, in milliseconds since 1970; null when it never did. */
  vacuumedAt: NullOr(Number),
  /** Whether one is at it now. */
  running: Schema.Boolean
})
export type TableVacuum = typeof TableVacuum.Type

/** Tables that wait for VACUUM, and what keeps it from taking away what is dead. */
export const Vacuuming = Schema.Struct({
  /** Whether the server vacuums by itself: `autovacuum` and `track_counts` are on. */
  on: Schema.Boolean,
  tables: Schema.Array(TableVacuum),
  /** Who holds on to old rows: a session by its process ID, a slot or prepared transaction by name. */
  holders: Schema.Array(Schema.Struct({ kind: String, name: String, transactions: Number }))
})
export type Vacuuming = typeof Vacuuming.Type

/** What runs out for good. */
export const Limits = Schema.Struct({
  /** Databases by how many transactions old their oldest row is, against the two thousand million that there may be. */
  wraparound: Schema.Array(
    Schema.Struct({
      database: String,
      transactions: Number,
      /** The same of row locks that several hold. */
      multixacts: Number,
      /** Of either, the worse, from 0 to 1. */
      share: Number,
      /** From which share on Postgres vacuums by itself, come what may (autovacuum_freeze_max_age). */
      freezesFrom: Number
    })
  ),
  /** Sequences whose numbers or whose columns end, and that have begun, by how far they are. */
  sequences: Schema.Array(
    Schema.Struct({
      schema: String,
      sequence: String,
      /** The column that it numbers. */
      column: NullOr(String),
      last: Number,
      max: Number,
      share: Number
    })
  ),
  /** Sequences of which this role may not see how far they are. */
  hiddenSequences: Number
})
export type Limits = typeof Limits.Type

/** Who follows this server, and what it keeps for them. */
export const Replication = Schema.Struct({
  /** Of a standby, how old what it has applied is; null on a primary, and where nothing was written. */
  replayMillis: NullOr(Number),
  standbys: Schema.Array(
    Schema.Struct({
      name: String,
      /** Null where the role may not see it. */
      state: NullOr(String),
      sync: NullOr(String),
      /** Bytes of the log that it does not have on disk, and that it has not applied. */
      unwrittenBytes: NullOr(Number),
      unappliedBytes: NullOr(Number),
      lagMillis: NullOr(Number)
    })
  ),
  slots: Schema.Array(
    Schema.Struct({
      name: String,
      kind: String,
      active: Schema.Boolean,
      /** Bytes of the log that are kept for it. */
      keptBytes: NullOr(Number),
      /** Such as "reserved", "extended" or "lost". */
      status: NullOr(String)
    })
  )
})
export type Replication = typeof Replication.Type
