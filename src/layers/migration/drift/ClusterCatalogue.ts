import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import { options } from "./ObjectCatalogue.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"
import type { SchemaReading } from "./SchemaReading.ts"

const books = `to_regclass($2::text || '.${MigrationBooks.table}')`

const called = (grantee: string): string =>
  `CASE ${grantee} WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(${grantee})::text END`

/**
 * Who may make things in the schema, and of one that changes make who may use it, and which publications send rows of its
 * tables. Owners, superusers and whom the cluster came with do not count, nor does the role that migrates, which has to.
 * Publications belong to no schema: beside what was made to compare with, those of all tables count that the changes made.
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
  FROM pg_publication AS p, schema WHERE NOT puballtables
    OR $1 = $2 AND (NOT $4::bool OR pubname IN (SELECT json_array_elements_text($3::json -> 'PUBLICATION')))
)
SELECT 'privilege' AS kind, 'schema ' || $1::text AS name, '${MigrationBooks.table}' AS of,
  CASE WHEN $1 <> $2 THEN (SELECT coalesce(string_agg(concat(a.privilege_type, ' to ', ${called("a.grantee")}), ', '
      ORDER BY a.grantee = 0, pg_get_userbyid(a.grantee), a.privilege_type), 'nobody')
    FROM schema, aclexplode(nspacl) AS a WHERE a.grantee <> nspowner)
  ELSE coalesce((SELECT string_agg('CREATE to ' || ${called("grantee")}, ', ' ORDER BY grantee = 0, pg_get_userbyid(grantee)) FROM maker), 'nobody')
  END AS definition
UNION ALL
SELECT 'publication', pubname::text, '${MigrationBooks.table}', concat_ws(' ', whole, events)
FROM publication WHERE whole IS NOT NULL
UNION ALL
SELECT 'event trigger', evtname::text, evtname::text, concat_ws(' ', 'on', evtevent, 'of ' || array_to_string(evttags, ', '),
  'calls', evtfoid::regproc, CASE evtenabled WHEN 'O' THEN NULL ELSE 'disabled or for replicas' END)
FROM pg_event_trigger WHERE $1 = $2 AND evtname IN (SELECT json_array_elements_text($3::json -> 'EVENT TRIGGER'))
UNION ALL
SELECT 'server', srvname::text, srvname::text, concat_ws(' ', 'of', fdwname, srvtype, srvversion, ${options("srvoptions")})
FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = srvfdw
WHERE $1 = $2 AND srvname IN (SELECT json_array_elements_text($3::json -> 'SERVER'))
UNION ALL
SELECT 'publication', format('%s.%s', t.tablename, pubname), t.tablename::text,
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
  { home, isStage, names, schema }: SchemaReading
): Effect.fn.Return<ReadonlyArray<SchemaEntry>, SqlError.SqlError> {
  const { none, question, some } = wholeSchemas
  const has = yield* sql.unsafe(question)
  const asked = [schema, home, JSON.stringify(names), isStage]
  return yield* sql.unsafe<SchemaEntry>(around(has.length > 0 ? some : none), asked)
})

/**
 * To whom something is granted in the schema that was made, and who may not use `public`, by way of PUBLIC or of a group
 * either. Who may beside them is not the changes' to say: some take it from PUBLIC beforehand and grant it role by role.
 * A `public` that was dropped and made again has no list of who may, so nobody took it from anyone.
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
WHERE NOT has_schema_privilege(grantee, 'public', 'USAGE')
  AND EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public' AND nspacl IS NOT NULL)`

/** What those lack who cannot reach what the changes grant them. */
export const readUse = (
  sql: SqlClient.SqlClient,
  stage: string
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> => sql.unsafe<SchemaEntry>(lacking, [stage])

/** Whether all can, once what default privileges alone give is left out. */
export const isUseless = ({ definition, name }: SchemaEntry): boolean =>
  name === "use of schema public" && definition === "nobody"
