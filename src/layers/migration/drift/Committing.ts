import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

/** What ends a transaction in PL/pgSQL. */
const ending = /\b(?:COMMIT|ROLLBACK)(?:\s+(?:WORK|TRANSACTION))?(?:\s+AND(?:\s+NO)?\s+CHAIN)?\s*;/gi

const procedures = `
SELECT pg_get_functiondef(p.oid) AS made FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
WHERE prokind = 'p' AND nspname IN (SELECT json_array_elements_text($1::json)) AND prosrc ~* '\\m(commit|rollback)\\M'`

const withoutEnd = (text: string): string => text.replaceAll(ending, "NULL;")

/**
 * Runs a CALL or a block that ends transactions where none may be ended, without that: what it makes is the same, and all
 * of it is to be rolled back. The procedures of these schemas are as they were afterwards.
 */
export const once = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  statement: string,
  schemas: ReadonlyArray<string>
): Effect.fn.Return<void, SqlError.SqlError> {
  const found = yield* sql.unsafe<{ made: string }>(procedures, [JSON.stringify(schemas)])
  for (const { made } of found) yield* sql.unsafe(withoutEnd(made))
  yield* sql.unsafe(withoutEnd(statement))
  for (const { made } of found) yield* sql.unsafe(made)
})
