import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Change } from "./Change.ts"
import * as MigrationBooks from "./MigrationBooks.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"
import { wordsOf } from "./Statements.ts"

const books = `to_regclass($1::text || '.${MigrationBooks.table}')`

/**
 * Who may make things in the schema, and which publications send rows of its tables. Owners, superusers and whom the
 * cluster came with do not count, nor does the role that migrates, which has to. Publications belong to no schema: those
 * that a change makes are found again by the schema's name before their own, and others hold what the database alone has.
 */
const around = `
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
      ELSE pg_has_role(migrator, a.grantee, 'USAGE') END
)
SELECT 'privilege' AS kind, 'schema ' || $1::text AS name, '${MigrationBooks.table}' AS of,
  coalesce((SELECT string_agg('CREATE to ' || CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END, ', '
    ORDER BY grantee = 0, pg_get_userbyid(grantee)) FROM maker), 'nobody') AS definition
UNION ALL
SELECT 'publication', format('%s.%s', t.tablename, regexp_replace(p.pubname, '^' || $1::text || '_', '')), t.tablename::text,
  concat_ws(' ', CASE WHEN pubinsert THEN 'insert' END, CASE WHEN pubupdate THEN 'update' END, CASE WHEN pubdelete THEN 'delete' END,
    CASE WHEN pubtruncate THEN 'truncate' END, 'columns ' || NULLIF(
      (SELECT string_agg(sent, ', ' ORDER BY sent COLLATE "C") FROM jsonb_array_elements_text(to_jsonb(t) -> 'attnames') AS sent),
      (SELECT string_agg(attname, ', ' ORDER BY attname::text COLLATE "C") FROM pg_attribute AS a
        WHERE a.attrelid = format('%I.%I', t.schemaname, t.tablename)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '')),
    'where ' || (to_jsonb(t) ->> 'rowfilter'))
FROM pg_publication AS p JOIN pg_publication_tables AS t USING (pubname)
WHERE t.schemaname = $1 AND ($1 = 'public' OR NOT p.puballtables OR starts_with(p.pubname, $1 || '_'))
ORDER BY 1, 2`

/** What is given on a schema, and goes out of it. */
export const read = (
  sql: SqlClient.SqlClient,
  schema: string
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> => sql.unsafe<SchemaEntry>(around, [schema])

/** A change's statement that leaves publications alone which the database has. */
export const ownPublications = (statement: string, schema: string): string =>
  statement.replace(/\b(CREATE\s+PUBLICATION\s+)("?)(?=\w)/gi, `$1$2${schema}_`)

const powers = ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION", "LOGIN"]

/** A role that a login is a member of gives it what it may do, as an attribute does. */
const attributes = `
SELECT 'role' AS kind, rolname::text AS name, rolname::text AS of, concat_ws(' ',
  CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
  CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
  CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolcanlogin THEN 'LOGIN' END,
  'member of ' || (SELECT string_agg(DISTINCT pg_get_userbyid(m.roleid)::text, ', ' ORDER BY pg_get_userbyid(m.roleid)::text)
    FROM pg_auth_members AS m WHERE m.member = r.oid)) AS definition
FROM pg_roles AS r WHERE rolname IN (SELECT json_array_elements_text($1::json)) ORDER BY 1`

const defining = /\b(CREATE|ALTER)\s+(ROLE|USER)\s+("[^"]+"|\w+)([^;']*)/gi

const names = /(?:"[^"]+"|\w+)(?:\s*,\s*(?:"[^"]+"|\w+))*/.source
const joining = new RegExp(`\\bGRANT\\s+(${names})\\s+TO\\s+(${names})`, "gi")

/** Which roles changes make members of which others. */
const memberships = (changes: ReadonlyArray<Change>): ReadonlyMap<string, ReadonlySet<string>> => {
  const of = new Map<string, Set<string>>()
  for (const [, groups = "", members = ""] of changes.flatMap(({ up }) =>
    up.flatMap((statement) => Array.from(statement.matchAll(joining)))
  )) {
    for (const member of wordsOf(members)) {
      of.set(member, new Set([...(of.get(member) ?? []), ...wordsOf(groups)]))
    }
  }
  return of
}

/** The attributes that changes give to the roles that they make: a role is the cluster's, and cannot be made once more. */
const given = (changes: ReadonlyArray<Change>): ReadonlyMap<string, ReadonlySet<string>> => {
  const roles = new Map<string, Set<string>>()
  for (const [, verb = "", kind = "", called = "", options = ""] of changes.flatMap(({ up }) =>
    up.flatMap((statement) => Array.from(statement.matchAll(defining)))
  )) {
    const [name = ""] = wordsOf(called)
    if (verb.toUpperCase() === "CREATE")
      roles.set(name, new Set(kind.toUpperCase() === "USER" ? ["LOGIN"] : []))
    for (const word of options.toUpperCase().match(/\w+/g) ?? []) {
      if (powers.includes(word)) roles.get(name)?.add(word)
      if (word.startsWith("NO")) roles.get(name)?.delete(word.slice(2))
    }
  }
  return roles
}

const told = (entry: SchemaEntry): SchemaEntry => ({
  ...entry,
  definition: entry.definition || "no attributes"
})

/** The roles that changes make, as they make them and as they are. */
export const readRoles = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<Readonly<Record<"expected" | "actual", ReadonlyArray<SchemaEntry>>>, SqlError.SqlError> {
  const roles = given(changes)
  const joined = memberships(changes)
  const actual = yield* sql.unsafe<SchemaEntry>(attributes, [JSON.stringify([...roles.keys()])])
  const expected = [...roles].map(([name, has]): SchemaEntry => ({
    kind: "role",
    name,
    of: name,
    definition: [
      ...powers.filter((power) => has.has(power)),
      ...(joined.has(name) ? [`member of ${[...(joined.get(name) ?? [])].toSorted().join(", ")}`] : [])
    ].join(" ")
  }))
  return { expected: expected.map(told), actual: actual.map(told) }
})
