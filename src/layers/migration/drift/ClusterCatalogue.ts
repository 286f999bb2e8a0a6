import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

const books = `to_regclass($1::text || '.${MigrationBooks.table}')`

/**
 * Who may make things in the schema, and which publications send rows of its tables. Owners, superusers and whom the
 * cluster came with do not count, nor does the role that migrates, which has to. Publications belong to no schema: those
 * that a change makes are found again by the schema's name before their own, and others hold what the database alone has.
 * One that sends all tables, or all of the schema, is one thing, however many there are.
 */
const around = (wholeSchemas: string) => `
WITH schema AS (
  SELECT n.*, (SELECT relowner FROM pg_class WHERE oid = ${books}) AS migrator FROM pg_namespace AS n WHERE nspname = $1
), maker AS (
  SELECT a.grantee FROM schema, aclexplode(nspacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee
  WHERE a.privilege_type = 'CREATE' AND a.grantee <> nspowner AND NOT coalesce(r.rolsuper, false)
    AND a.grantee <> (SELECT datdba FROM pg_database WHERE datname = current_database())
    AND NOT EXISTS (SELECT FROM pg_init_privs AS i, aclexplode(i.initprivs) AS was
      WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = schema.oid AND was.grantee = a.grantee AND was.privilege_type = 'CREATE')
    AND NOT CASE WHEN a.grantee = 0 THEN false
      WHEN (SELECT rolsuper FROM pg_roles WHERE oid = migrator) THEN a.grantee = migrator
      -- Supabase's postgres is a member of them, and they are who comes from outside.
      WHEN r.rolname IN ('anon', 'authenticated', 'authenticator', 'service_role') THEN false
      ELSE pg_has_role(migrator, a.grantee, 'USAGE') END
), publication AS (
  SELECT pubname, concat_ws(' ', CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END,
      CASE WHEN pubdelete THEN 'delete' END, CASE WHEN pubtruncate THEN 'truncate' END) AS events,
    CASE WHEN puballtables THEN 'all tables' WHEN (p.oid, schema.oid) IN (${wholeSchemas}) THEN 'all tables of the schema' END AS whole
  FROM pg_publication AS p, schema WHERE $1 = 'public' OR NOT puballtables OR starts_with(pubname, $1 || '_')
)
SELECT 'privilege' AS kind, 'schema ' || $1::text AS name, '${MigrationBooks.table}' AS of,
  coalesce((SELECT string_agg('CREATE to ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END, ', '
    ORDER BY grantee = 0, pg_get_userbyid(grantee)) FROM maker), 'nobody') AS definition
UNION ALL
SELECT 'publication', regexp_replace(pubname, '^' || $1::text || '_', ''), '${MigrationBooks.table}', concat_ws(' ', whole, events)
FROM publication WHERE whole IS NOT NULL
UNION ALL
SELECT 'publication', format('%s.%s', t.tablename, regexp_replace(pubname, '^' || $1::text || '_', '')), t.tablename::text,
  concat_ws(' ', events, 'columns ' || NULLIF(
      (SELECT string_agg(sent, ', ' ORDER BY sent COLLATE "C") FROM jsonb_array_elements_text(to_jsonb(t) -> 'attnames') AS sent),
      (SELECT string_agg(attname, ', ' ORDER BY attname::text COLLATE "C") FROM pg_attribute AS a
        WHERE a.attrelid = format('%I.%I', t.schemaname, t.tablename)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '')),
    'where ' || (to_jsonb(t) ->> 'rowfilter'))
FROM publication AS p JOIN pg_publication_tables AS t USING (pubname)
WHERE t.schemaname = $1 AND whole IS NULL
ORDER BY 1, 2`

/** Since 15 there are publications of all tables of a schema, too. */
const wholeSchemas = {
  question: "SELECT FROM pg_class WHERE oid = to_regclass('pg_catalog.pg_publication_namespace')",
  some: "SELECT pnpubid, pnnspid FROM pg_publication_namespace",
  none: "SELECT 0::oid, 0::oid"
}

/** What is given on a schema, and goes out of it. */
export const read = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  schema: string
): Effect.fn.Return<ReadonlyArray<SchemaEntry>, SqlError.SqlError> {
  const { none, question, some } = wholeSchemas
  const has = yield* sql.unsafe(question)
  return yield* sql.unsafe<SchemaEntry>(around(has.length > 0 ? some : none), [schema])
})

/** A change's statement that leaves publications alone which the database has. */
export const ownPublications = (statement: string, schema: string): string =>
  statement.replace(/\b(CREATE\s+PUBLICATION\s+)("?)(?=\w)/gi, `$1$2${schema}_`)
