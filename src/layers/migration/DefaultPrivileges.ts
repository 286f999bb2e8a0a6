import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"

/** Those of who asks, as they hold for what is made in a schema; one statement each. */
const given = `
SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT %s ON %s TO %s%s', $1::text, a.privilege_type,
    CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END,
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
FROM pg_default_acl AS d, aclexplode(d.defaclacl) AS a
WHERE d.defaclnamespace = 'public'::regnamespace AND d.defaclrole = current_user::regrole`

/**
 * Lets what is made in a schema be granted what it would be in `public`: Supabase grants its roles all that is made there.
 * Those that hold for every schema are in force anyway.
 */
export const carryOver = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  schema: string
): Effect.fn.Return<void, SqlError.SqlError> {
  const statements = yield* sql.unsafe<{ readonly statement: string }>(given, [schema])
  for (const { statement } of statements) yield* sql.unsafe(statement)
})
