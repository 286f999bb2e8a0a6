import type { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/**
 * To whom something is granted in the schema that was made, and who may not use `public`, by way of PUBLIC or of a group
 * either. Who may beside them is not the changes' to say: some take it from PUBLIC beforehand and grant it role by role.
 */
const lacking = `
WITH schema AS (SELECT oid FROM pg_namespace WHERE nspname = $1), granted AS (
  SELECT a.grantee FROM pg_class, schema, aclexplode(relacl) AS a WHERE relnamespace = schema.oid
  UNION SELECT a.grantee FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, schema, aclexplode(attacl) AS a WHERE relnamespace = schema.oid
  UNION SELECT a.grantee FROM pg_proc, schema, aclexplode(proacl) AS a WHERE pronamespace = schema.oid
  UNION SELECT a.grantee FROM pg_type, schema, aclexplode(typacl) AS a WHERE typnamespace = schema.oid
  UNION SELECT a.grantee FROM pg_namespace, aclexplode(nspacl) AS a WHERE nspname = $1 AND privilege_type = 'USAGE'
)
SELECT 'privilege' AS kind, 'use of schema public' AS name, '${MigrationBooks.table}' AS of,
  coalesce(string_agg('USAGE to ' || rolname, ', ' ORDER BY rolname), 'nobody') AS definition
FROM granted JOIN pg_roles ON pg_roles.oid = grantee
WHERE NOT has_schema_privilege(grantee, 'public', 'USAGE')`

/** What those lack who cannot reach what the changes grant them. */
export const read = (
  sql: SqlClient.SqlClient,
  stage: string
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> => sql.unsafe<SchemaEntry>(lacking, [stage])

/** Whether all can, once what default privileges alone give is left out. */
export const isUseless = ({ definition, name }: SchemaEntry): boolean =>
  name === "use of schema public" && definition === "nobody"
