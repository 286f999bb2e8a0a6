import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"
import { type Change, setOf } from "./Change.ts"
import * as MigrationBooks from "./MigrationBooks.ts"
import { execute, located, type StatementRefused } from "./Statements.ts"

/** The names in a statement, as far as they may be those of indexes. */
const wordsOf = (statement: string): ReadonlySet<string> => new Set(statement.match(/\w+/g))

/** CREATE INDEX CONCURRENTLY leaves an index that nobody can use when it is cut off. */
const dropInvalid = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, statement: string) {
  const invalid = yield* sql<{ name: string; full: string }>`
    SELECT c.relname AS name, i.indexrelid::regclass::text AS full
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE NOT i.indisvalid`
  const named = wordsOf(statement)
  for (const { full, name } of invalid) {
    if (named.has(name)) yield* sql.unsafe(`DROP INDEX CONCURRENTLY ${full}`)
  }
})

/** What was cut off after it was done and before that was recorded is there already. */
const isThere = (error: SqlError.SqlError): boolean => PgFailure.classify(error).sqlState === "42P07"

/**
 * Carries out a change that cannot run in a transaction and was recorded as under way, behind the statements that are
 * done; false when somebody else has done it meanwhile.
 */
export const apply = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  change: Change,
  resumed: boolean
): Effect.fn.Return<boolean, SqlError.SqlError | StatementRefused> {
  const recorded = yield* MigrationBooks.read(sql, [change])
  const done = recorded.find(({ id, set }) => id === change.id && set === setOf(change))?.done ?? null
  if (done === null) return false
  for (const [place, statement] of change.up.entries()) {
    if (place < done) continue
    const again = resumed && place === done
    if (again) yield* dropInvalid(sql, statement)
    yield* Effect.catch(sql.unsafe(statement), (error) =>
      again && isThere(error) ? Effect.void : Effect.fail(error)
    ).pipe(located(change, change.up, place))
    yield* sql.unsafe(MigrationBooks.progress(change, place + 1))
  }
  yield* sql.unsafe(MigrationBooks.progress(change, null))
  return true
})

/** Undoes one. */
export const undo = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  change: Change
): Effect.fn.Return<void, SqlError.SqlError | StatementRefused> {
  yield* execute(sql, change, change.down ?? [])
  yield* sql.unsafe(MigrationBooks.forget(change))
})
