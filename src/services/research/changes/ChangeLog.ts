import { Duration, Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import * as Deadline from "../../../layers/deadline/Deadline.ts"
import type * as PgFailure from "../../../layers/failure/PgFailure.ts"

/** More changes than this in one look are too many to tell one by one. */
const most = 1_000

/** A look that takes longer has failed, so that entries held in memory are not trusted for longer either. */
export const lookWithin = Duration.seconds(2)

/** A program that ends waits no longer than this; writers find out by themselves that the listener is gone. */
const leaveWithin = Duration.millis(500)

/** The keywords that have changed, unless there were too many to tell. */
export type Changes = ReadonlyArray<string> | "many"

type LookFailure = SqlError.SqlError | PgFailure.DeadlineExceeded | PgFailure.OutcomeUnknown

/**
 * Reads the log of changes from where it was read before.
 *
 * Writers commit in any order, so where it was read to is not a number but a snapshot: what is visible now and was not
 * in that snapshot is new.
 */
export class ChangeLog {
  readonly #sql: SqlClient.SqlClient
  readonly #listener: string | undefined
  #snapshot: string | undefined

  /** With a `listener`, a UUID, each look tells the writers that somebody listens. */
  constructor(sql: SqlClient.SqlClient, listener?: string) {
    this.#sql = sql
    this.#listener = listener
  }

  /** What has changed since the last look; at the first one nothing. Says besides that somebody listens. */
  readonly look: Effect.Effect<Changes, LookFailure> = Effect.suspend(() => this.#looked(this.#seen)).pipe(
    Deadline.within(lookWithin, "ChangeFeed")
  )

  /** The same, and says nothing. */
  readonly glance: Effect.Effect<Changes, LookFailure> = Effect.suspend(() => this.#looked(this.#sql``)).pipe(
    Deadline.within(lookWithin, "ChangeFeed")
  )

  /** Writers notify as long as somebody was seen in the last fifteen seconds. */
  get #seen(): Statement.Fragment {
    const sql = this.#sql
    return this.#listener === undefined
      ? sql``
      : sql`
        WITH seen AS (
          INSERT INTO research_listeners (listener) VALUES (${this.#listener}::uuid)
          ON CONFLICT (listener) DO UPDATE SET seen_at = now()
        )`
  }

  #looked(first: Statement.Fragment): Effect.Effect<Changes, SqlError.SqlError> {
    const since = this.#snapshot ?? null
    const sql = this.#sql
    const rows = sql<{ readonly snapshot: string; readonly keywords: ReadonlyArray<string> }>`
      ${first}
      SELECT pg_current_snapshot()::text AS snapshot, ARRAY(
        SELECT DISTINCT coalesce(keyword, '') FROM research_changes
        WHERE xid >= pg_snapshot_xmin(${since}::text::pg_snapshot)
          AND NOT pg_visible_in_snapshot(xid, ${since}::text::pg_snapshot)
        LIMIT ${most + 1}::int
      ) AS keywords`
    return Effect.map(rows, ([row]) => {
      this.#snapshot = row?.snapshot
      const keywords = row?.keywords ?? []
      return keywords.length > most ? "many" : keywords
    })
  }

  /** Tells the writers that this listener is gone; one that was killed before it could say so is deleted by {@link prune}. */
  get leave(): Effect.Effect<void> {
    const sql = this.#sql
    return this.#listener === undefined
      ? Effect.void
      : sql`DELETE FROM research_listeners WHERE listener = ${this.#listener}::uuid`.pipe(
          Deadline.within(leaveWithin, "ChangeFeed"),
          Effect.ignore
        )
  }
}

/** Deletes listeners that are gone, and changes that nobody can still be waiting for. */
export const prune = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError.SqlError> =>
  Effect.all(
    [
      sql`DELETE FROM research_listeners WHERE seen_at < now() - interval '1 hour'`,
      sql`DELETE FROM research_changes WHERE changed_at < now() - interval '1 hour'`
    ],
    { discard: true }
  )
