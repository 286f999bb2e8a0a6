import { Schema } from "effect"

const { NullOr, Number, String } = Schema

/** A table with more dead rows than autovacuum leaves there. */
export const TableVacuum = Schema.Struct({
  /** The schema that it is in, not quoted. */
  schema: String,
  /** The table, without its schema and not quoted. */
  table: String,
  /** Rows that are deleted or replaced and still take room (`n_dead_tup`, an estimate); 1,000 or more. */
  deadRows: Number,
  /** Rows that are not (`n_live_tup`, an estimate). */
  liveRows: Number,
  /** From how many dead rows on autovacuum is due; null where it is switched off for the table. */
  dueAt: NullOr(Number),
  /** When VACUUM last went over it, in milliseconds since 1970; null when it never did. */
  vacuumedAt: NullOr(Number),
  /** Whether one is at it now (`pg_stat_progress_vacuum`). */
  running: Schema.Boolean
})
export interface TableVacuum extends Schema.Schema.Type<typeof TableVacuum> {}

/** Tables that wait for VACUUM, and what keeps it from taking away what is dead. */
export const Vacuuming = Schema.Struct({
  /** Whether the server vacuums by itself: `autovacuum` and `track_counts` are on. */
  on: Schema.Boolean,
  /** Those furthest over what autovacuum leaves, by its own measure, first; 20 at most. */
  tables: Schema.Array(TableVacuum),
  /** Who holds on to old rows, the oldest first; 5 at most. */
  holders: Schema.Array(
    Schema.Struct({
      /** "session", "replication slot" or "prepared transaction". */
      kind: String,
      /** The session's process ID, the slot's name, or the prepared transaction's identifier (`gid`). */
      name: String,
      /**
       * How many transactions have begun since the one from which on it keeps what is dead (the age of its xmin, or of its
       * own transaction where that is older).
       */
      transactions: Number
    })
  )
})
export interface Vacuuming extends Schema.Schema.Type<typeof Vacuuming> {}

/** What runs out for good. */
export const Limits = Schema.Struct({
  /** Databases by how much of the two thousand million transactions that there may be is used, the worst first; 5 at most. */
  wraparound: Schema.Array(
    Schema.Struct({
      /** Its name (`datname`). */
      database: String,
      /** How many transactions old its oldest row that is not frozen may be (`age(datfrozenxid)`). */
      transactions: Number,
      /** The same of row locks that several hold (`mxid_age(datminmxid)`). */
      multixacts: Number,
      /** How much of 2^31 either has used, the worse of both, from 0 to 1. */
      share: Number,
      /** From which share on Postgres vacuums by itself, come what may (autovacuum_freeze_max_age). */
      freezesFrom: Number
    })
  ),
  /** Sequences whose numbers or whose columns end at four bytes, and that have begun, the furthest first; 20 at most. */
  sequences: Schema.Array(
    Schema.Struct({
      /** The schema that it is in, not quoted. */
      schema: String,
      /** The sequence, without its schema and not quoted. */
      sequence: String,
      /** The column that it numbers, as table.column, quoted where SQL needs it; null where it belongs to none. */
      column: NullOr(String),
      /** The number that it has given last (`pg_sequence_last_value`). */
      last: Number,
      /** The last number that it can give: its own end (`seqmax`) or that of the column's type, whichever is lower. */
      max: Number,
      /** How much of its numbers is used, from 0 to 1: `last` by `max`. */
      share: Number
    })
  ),
  /** Sequences of which this role may not see how far they are. */
  hiddenSequences: Number,
  /** The schemas that these are in, quoted where SQL needs it. */
  hiddenSchemas: Schema.Array(String)
})
export interface Limits extends Schema.Schema.Type<typeof Limits> {}

/** Who follows this server, and what it keeps for them. */
export const Replication = Schema.Struct({
  /**
   * Of a standby, how many milliseconds ago the last transaction that it has applied was committed; null on a primary, and
   * where all that it has received is applied.
   */
  replayMillis: NullOr(Number),
  /** Those that follow this server (`pg_stat_replication`), the one that has most to apply first; 50 at most. */
  standbys: Schema.Array(
    Schema.Struct({
      /** The standby's `application_name`. */
      name: String,
      /** Such as "streaming" or "catchup"; null where the role may not see it. */
      state: NullOr(String),
      /** Whether commits wait for it (`sync_state`): "async", "potential", "sync" or "quorum"; null like `state`. */
      sync: NullOr(String),
      /** Bytes of this server's log that it does not have on disk (from `flush_lsn` on); null like `state`. */
      unwrittenBytes: NullOr(Number),
      /** Bytes of this server's log that it has not applied (from `replay_lsn` on); null like `state`. */
      unappliedBytes: NullOr(Number),
      /** Milliseconds until it had applied what was written here (`replay_lag`); null like `state`, and when all is quiet. */
      lagMillis: NullOr(Number)
    })
  ),
  /** Replication slots (`pg_replication_slots`), the one for which most is kept first; 50 at most. */
  slots: Schema.Array(
    Schema.Struct({
      /** The slot's name (`slot_name`). */
      name: String,
      /** "physical" for a standby, "logical" for a subscription or another reader of changes (`slot_type`). */
      kind: String,
      /** Whether somebody reads from it now. */
      active: Schema.Boolean,
      /** Bytes of the log that are kept for it (from `restart_lsn` on); null where it has reserved none. */
      keptBytes: NullOr(Number),
      /** Such as "reserved", "extended" or "lost" (`wal_status`); null before Postgres 13, and where it has reserved none. */
      status: NullOr(String)
    })
  )
})
export interface Replication extends Schema.Schema.Type<typeof Replication> {}
