import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { type Change, setOf } from "./Change.ts"

/** Where a database keeps which changes it has. */
export const table = "aquifer_migrations"

/** What the books say of a change. */
export interface Recorded {
  readonly set: string
  readonly id: number
  readonly name: string
  readonly at: Date
  /** Of a change that cannot run in a transaction and is under way: its statements that are done. Null once all are. */
  readonly done: number | null
}

/** Nobody but their owner, and whom a change lets, reads or writes the books; undoing such a change leaves them so. */
export const secure = `DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class WHERE oid = '${table}'::regclass AND NOT relrowsecurity AND pg_has_role(relowner, 'USAGE')
  ) THEN
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
  END IF;
END
$$`

/** The books as a schema has them. */
export const made: ReadonlyArray<string> = [
  `CREATE TABLE IF NOT EXISTS ${table} (
  set_name text not null default '',
  migration_id integer not null,
  created_at timestamp with time zone not null default now(),
  name text not null,
  statements_done integer,
  primary key (set_name, migration_id)
)`,
  secure
]

/**
 * The books, and books as they were before there were sets, brought over: their rows belong to no set until one comes
 * that has a change of this number and name.
 */
export const prepare: ReadonlyArray<string> = [
  ...made,
  `DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attname = 'set_name' AND NOT attisdropped
  ) THEN
    ALTER TABLE ${table} ADD COLUMN set_name text not null default '', ADD COLUMN statements_done integer,
      DROP CONSTRAINT ${table}_pkey, ADD PRIMARY KEY (set_name, migration_id);
  END IF;
END
$$`
]

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** Where a change stands in the books. */
const place = (change: Pick<Change, "id" | "set">): string =>
  `set_name = ${quoted(setOf(change))} AND migration_id = ${change.id}`

/** Gives a set its rows of the time before sets. */
export const adopt = (changes: ReadonlyArray<Change>): ReadonlyArray<string> =>
  changes.map(
    (change) =>
      `UPDATE ${table} SET set_name = ${quoted(setOf(change))} WHERE set_name = '' AND migration_id = ${change.id} AND name = ${quoted(change.name)}`
  )

/** Records a change, as one that is under way where `done` says how far. */
export const record = (change: Change, done?: number): string =>
  `INSERT INTO ${table} (set_name, migration_id, name, statements_done) VALUES (${quoted(setOf(change))}, ${change.id}, ${quoted(change.name)}, ${done ?? "NULL"})`

export const progress = (change: Change, done: number | null): string =>
  `UPDATE ${table} SET statements_done = ${done ?? "NULL"} WHERE ${place(change)}`

export const forget = (change: Pick<Change, "id" | "set">): string =>
  `DELETE FROM ${table} WHERE ${place(change)}`

const exists = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const [found] = yield* sql<{ exists: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS "exists"`
  return found?.exists === true
})

/** Books of today and of the time before sets. */
const rows = (sql: SqlClient.SqlClient) => sql<Recorded>`
  SELECT coalesce(to_jsonb(m) ->> 'set_name', '') AS set, m.migration_id AS id, m.name, m.created_at AS at,
    (to_jsonb(m) ->> 'statements_done')::int4 AS done
  FROM ${sql(table)} AS m ORDER BY m.migration_id`

/** All that the books say, of whichever sets. */
export const readAll = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient
): Effect.fn.Return<ReadonlyArray<Recorded>, SqlError.SqlError> {
  return (yield* exists(sql)) ? yield* rows(sql) : []
})

type Row = Pick<Recorded, "set" | "id" | "name">

/** Whether a row is of a change's set; one of the time before sets is of the set that has its change. */
const isOfSetOf =
  ({ id, name, set }: Row) =>
  (change: Change): boolean =>
    set === "" ? id === change.id && name === change.name : set === setOf(change)

/**
 * The changes up to the last set that a database has any change of: those before it are what it needs, and those after it are
 * of programs that do not work there.
 */
export const begun = (changes: ReadonlyArray<Change>, recorded: ReadonlyArray<Row>): ReadonlyArray<Change> =>
  changes.slice(0, changes.findLastIndex((change) => recorded.some((row) => isOfSetOf(row)(change))) + 1)

/** Sets that a database has changes of, and that none of these changes belongs to. */
export const strangers = (
  changes: ReadonlyArray<Change>,
  recorded: ReadonlyArray<Row>
): ReadonlyArray<string> => {
  const others = recorded.filter((row) => !changes.some(isOfSetOf(row)))
  return [...new Set(others.map(({ set }) => (set === "" ? "no set" : set)))]
}

/** What the books say of the sets that changes belong to. */
export const read = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<ReadonlyArray<Recorded>, SqlError.SqlError> {
  const sets = new Set(changes.map(setOf))
  const known = new Map(changes.map((change) => [`${change.id}_${change.name}`, setOf(change)]))
  return (yield* readAll(sql)).flatMap((row) => {
    const set = row.set === "" ? known.get(`${row.id}_${row.name}`) : row.set
    return set !== undefined && sets.has(set) ? [{ ...row, set }] : []
  })
})
