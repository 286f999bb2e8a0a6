import { Duration, Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import * as Deadline from "../../../layers/deadline/Deadline.ts"
import type * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as KeySettings from "../schema/KeySettings.ts"
import { Changes, changesOf, mostChanges, type StatementKeys, Unmigrated } from "./Changes.ts"
import { sqlName, triggerNames } from "./ChangeTriggers.ts"

/** A look that takes longer has failed, so that what is held in memory is not trusted for longer either. */
export const lookWithin = Duration.seconds(2)

/** A program that ends waits no longer than this; writers find out by themselves that the listener is gone. */
const leaveWithin = Duration.millis(500)

export type LookFailure = SqlError.SqlError | PgFailure.PgFailure

/** What a look reads. */
interface Look {
  readonly snapshot: string
  readonly relation: string
  readonly missing: ReadonlyArray<string>
  /** What writes keys by each writer's settings: a function that was made before functions had their own. */
  readonly unsettled: string | null
  /** Of which types the columns are that are a key, as one text. */
  readonly keyed: string | null
  readonly rewound: boolean
  readonly changes: ReadonlyArray<StatementKeys>
}

export interface ChangeLogOptions<Key> {
  readonly sql: SqlClient.SqlClient
  readonly table: string
  /** A key from its texts; `undefined` for what is none. */
  readonly decode: (key: unknown) => Key | undefined
  /** A UUID, by which each look tells the writers that somebody listens. */
  readonly listener?: string
}

/**
 * Reads the log of a table's changes from where it was read before.
 *
 * Writers commit in any order, so where it was read to is not a number but a snapshot: what is visible now and was not
 * in that snapshot is new.
 */
export class ChangeLog<Key> {
  readonly #options: ChangeLogOptions<Key>
  #last: Look | undefined

  constructor(options: ChangeLogOptions<Key>) {
    this.#options = options
  }

  /** What has changed since the last look; at the first one nothing. Says besides that somebody listens. */
  readonly look: Effect.Effect<Changes<Key>, LookFailure> = Effect.suspend(() => this.#look(this.#seen))

  /** The same, and says nothing. */
  readonly glance: Effect.Effect<Changes<Key>, LookFailure> = Effect.suspend(() =>
    this.#look(this.#options.sql``)
  )

  /** Whether a notification may be of this table. */
  concerns(payload: string): boolean {
    return this.#last === undefined || this.#last.relation === payload
  }

  /** The function that tells keys by each writer's settings, if the table's does, as the last look saw it. */
  get unsettled(): string | undefined {
    return this.#last?.unsettled ?? undefined
  }

  /** Tells the writers that this listener is gone; those that were killed before they could say so are deleted too. */
  get leave(): Effect.Effect<void> {
    const { listener, sql } = this.#options
    return listener === undefined
      ? Effect.void
      : sql`DELETE FROM aquifer_listeners
          WHERE listener = ${listener}::uuid OR seen_at < now() - interval '1 hour'`.pipe(
          Deadline.within(leaveWithin, "ChangeFeed"),
          Effect.ignore
        )
  }

  get #seen(): Statement.Fragment {
    const { listener, sql } = this.#options
    return listener === undefined
      ? sql``
      : sql`, seen AS (
          INSERT INTO aquifer_listeners (listener, relation) SELECT ${listener}::uuid, oid FROM watched WHERE oid IS NOT NULL
          ON CONFLICT (listener) DO UPDATE SET seen_at = excluded.seen_at, relation = excluded.relation
        )`
  }

  #look(seen: Statement.Fragment): Effect.Effect<Changes<Key>, LookFailure> {
    const { sql, table } = this.#options
    const last = this.#last
    const since = last?.snapshot ?? null
    const rows = sql<Look>`
      WITH watched AS (SELECT to_regclass(${sqlName(table)})::oid AS oid)${seen}
      SELECT pg_current_snapshot()::text AS snapshot, watched.oid::text AS relation,
        coalesce(pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(${since}::text::pg_snapshot), false) AS rewound,
        ARRAY(
          SELECT name FROM unnest(${triggerNames}::text[]) AS name WHERE NOT EXISTS (
            SELECT FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = watched.oid AND t.tgname = name AND t.tgenabled <> 'D'
          )
        ) AS missing,
        (
          SELECT min(t.tgfoid::regprocedure::text) FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
          WHERE t.tgrelid = watched.oid AND t.tgname = ANY (${triggerNames}::text[])
            AND NOT coalesce(p.proconfig, '{}') @> ${KeySettings.kept}::text[]
        ) AS unsettled,
        (
          SELECT string_agg(concat_ws(' ', a.attname, a.atttypid, a.atttypmod, a.attcollation), ', ' ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = watched.oid AND EXISTS (
            SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = watched.oid AND i.indisunique AND a.attnum = ANY (i.indkey)
          )
        ) AS keyed,
        coalesce((
          SELECT jsonb_agg(keys) FROM (
            SELECT keys FROM aquifer_changes
            WHERE relation = watched.oid AND xid >= pg_snapshot_xmin(${since}::text::pg_snapshot)
              AND NOT pg_visible_in_snapshot(xid, ${since}::text::pg_snapshot)
            LIMIT ${mostChanges + 1}::int
          ) AS few
        ), '[]') AS changes
      FROM watched WHERE watched.oid IS NOT NULL`
    return Effect.flatMap(rows, ([look]) => this.#read(look, last)).pipe(
      Deadline.within(lookWithin, "ChangeFeed")
    )
  }

  #read(
    look: Look | undefined,
    last: Look | undefined
  ): Effect.Effect<Changes<Key>, PgFailure.Misconfigured> {
    const { table } = this.#options
    if (look === undefined)
      return Effect.fail(
        new Unmigrated(`there is no table ${table} in this database, so nothing of it can be told`)
      )
    if (look.missing.length > 0) {
      return Effect.fail(
        new Unmigrated(
          `table ${table} does not tell what changes in it: ${look.missing.join(", ")} is missing or disabled`,
          `put its triggers there in a migration: ChangeFeed.changesFor({ table: "${table}", idColumn: … })`
        )
      )
    }
    this.#last = { ...look, changes: [] }
    if (last !== undefined && last.relation !== look.relation)
      return Effect.succeed(Changes.Anew({ reason: "the table was made anew" }))
    if (last !== undefined && last.keyed !== look.keyed)
      return Effect.succeed(Changes.Anew({ reason: "a column of the table's keys was altered" }))
    if (look.rewound) return Effect.succeed(Changes.Untold({ reason: "the database is as it was before" }))
    return Effect.sync(() => changesOf(look.changes, this.#options.decode))
  }
}
