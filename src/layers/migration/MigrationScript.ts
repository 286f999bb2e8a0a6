import { Duration } from "effect"
import type { Change } from "./Change.ts"

/** Where a database keeps which changes it has. */
export const table = "aquifer_migrations"

/** Longer than any healthy migration of another process keeps us waiting, short enough to notice one that hangs. */
export const migratorTimeout = Duration.seconds(60)

/** A lookup that queues behind a change waiting for its table is still answered within its two seconds. */
export const defaultLockTimeout = Duration.seconds(1)

export const setLockTimeout = (timeout: Duration.Input): string =>
  `SET LOCAL lock_timeout = ${Math.max(1, Math.round(Duration.toMillis(Duration.fromInputUnsafe(timeout))))}`

/** Taken by a migrator until its transaction ends. */
export const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${table}', 0))`

/** As the migrator of `effect/sql` writes it. */
export const createTable = `CREATE TABLE IF NOT EXISTS ${table} (
  migration_id integer primary key,
  created_at timestamp with time zone not null default now(),
  name text not null
)`

interface Script {
  readonly apply: ReadonlyArray<Change>
  readonly undo: ReadonlyArray<Change>
  readonly lockTimeout: Duration.Input
  readonly to: number
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

const title = ({ id, name }: Change): string => `${id}_${name}`.replaceAll(/[\r\n]/g, " ")

const applied = (change: Change): ReadonlyArray<string> => [
  `-- ${title(change)}`,
  `INSERT INTO ${table} (migration_id, name) VALUES (${change.id}, ${quoted(change.name)});`,
  ...change.up.map((statement) => `${statement};`)
]

const undone = (change: Change): ReadonlyArray<string> => [
  `-- undo ${title(change)}`,
  ...(change.down ?? []).map((statement) => `${statement};`)
]

/** The script for `psql` that does what the migrator would do, and leaves the same books. */
export const render = ({ apply, lockTimeout, to, undo }: Script): string => {
  if (apply.length === 0 && undo.length === 0) return "-- Schema: up to date, nothing to do"
  return [
    "BEGIN;",
    `${setLockTimeout(migratorTimeout)};`,
    `${lock};`,
    ...(apply.length === 0 ? [] : [`${createTable};`]),
    `${setLockTimeout(lockTimeout)};`,
    ...undo.flatMap(undone),
    ...(undo.length === 0 ? [] : [`DELETE FROM ${table} WHERE migration_id > ${to};`]),
    ...apply.flatMap(applied),
    "COMMIT;"
  ].join("\n")
}
