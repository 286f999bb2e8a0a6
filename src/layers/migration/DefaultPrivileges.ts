import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { SchemaEntry } from "./SchemaEntry.ts"

const kind = `CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
  WHEN 'n' THEN 'SCHEMAS' ELSE 'TYPES' END`

const grantee = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"

/** Those of who asks, as they hold for what is made in a schema; one statement each. */
const given = `
SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT %s ON %s TO %s%s', $1::text, a.privilege_type, ${kind}, ${grantee},
    CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
FROM pg_default_acl AS d, aclexplode(d.defaclacl) AS a
WHERE d.defaclnamespace = 'public'::regnamespace AND d.defaclrole = current_user::regrole`

/** What makes those of who asks that hold for every schema what they are in a new cluster; what is taken comes first. */
const everywhere = `
WITH own AS (
  SELECT d.*, acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) AS built_in
  FROM pg_default_acl AS d
  WHERE d.defaclnamespace = 0 AND d.defaclrole = current_user::regrole AND d.defaclobjtype IN ('r', 'S', 'f', 'T', 'n')
)
SELECT 1 AS step, format('ALTER DEFAULT PRIVILEGES REVOKE %s ON %s FROM %s', a.privilege_type, ${kind}, ${grantee}) AS statement
FROM own AS d, aclexplode(d.defaclacl) AS a
WHERE NOT EXISTS (SELECT FROM aclexplode(d.built_in) AS b
  WHERE (b.grantee, b.privilege_type, b.is_grantable) = (a.grantee, a.privilege_type, a.is_grantable))
UNION ALL
SELECT 2, format('ALTER DEFAULT PRIVILEGES GRANT %s ON %s TO %s', a.privilege_type, ${kind}, ${grantee})
FROM own AS d, aclexplode(d.built_in) AS a
WHERE NOT EXISTS (SELECT FROM aclexplode(d.defaclacl) AS b
  WHERE (b.grantee, b.privilege_type, b.is_grantable) = (a.grantee, a.privilege_type, a.is_grantable))
ORDER BY step`

const run = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  question: string,
  parameters: ReadonlyArray<string>
): Effect.fn.Return<void, SqlError.SqlError> {
  const statements = yield* sql.unsafe<{ readonly statement: string }>(question, parameters)
  for (const { statement } of statements) yield* sql.unsafe(statement)
})

/** Whether who asks has any that hold for what is made in `public`. */
export const areThere = (sql: SqlClient.SqlClient): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(
    sql.unsafe(
      "SELECT FROM pg_default_acl WHERE defaclnamespace IN (0, 'public'::regnamespace) AND defaclrole = current_user::regrole"
    ),
    (rows) => rows.length > 0
  )

/**
 * Lets what is made in a schema be granted what it would be in `public`: Supabase grants its roles all that is made there.
 * Those that hold for every schema are in force anyway.
 */
export const carryOver = (sql: SqlClient.SqlClient, schema: string): Effect.Effect<void, SqlError.SqlError> =>
  run(sql, given, [schema])

/** Puts those that hold for every schema out of force, for the rest of a transaction that is rolled back. */
export const setAside = (sql: SqlClient.SqlClient): Effect.Effect<void, SqlError.SqlError> =>
  run(sql, everywhere, [])

/** Whose a thing is, where that is told, and each privilege on it. */
const read = (definition = ""): readonly [owner: string, grants: ReadonlyArray<string>] => {
  const [, owner = "", rest = ""] = /^(owned by .*?; )?(.*)$/s.exec(definition) ?? []
  return [owner, rest === "nobody" ? [] : rest.split(", ")]
}

/** The privileges on each thing. */
const byName = (entries: ReadonlyArray<SchemaEntry>): ReadonlyMap<string, string> =>
  new Map(entries.flatMap((entry) => (entry.kind === "privilege" ? [[entry.name, entry.definition]] : [])))

/**
 * What the changes make, where default privileges may have come or gone since: those hold for what is made afterwards, and
 * nothing says what was in force when a thing was made. So what they alone give or take is expected as it is found, and
 * what the changes give or take in either case as they do.
 */
export const settled = (
  made: Readonly<Record<"under" | "without", ReadonlyArray<SchemaEntry>>>,
  actual: ReadonlyArray<SchemaEntry>
): ReadonlyArray<SchemaEntry> => {
  const [without, there] = [byName(made.without), byName(actual)]
  return made.under.map((entry) => {
    if (entry.kind !== "privilege") return entry
    const [owner, under] = read(entry.definition)
    const [, bare] = read(without.get(entry.name) ?? entry.definition)
    const [, found] = read(there.get(entry.name))
    const either = new Set([...under, ...bare])
    const grants = found.filter((grant) => either.has(grant))
    const lacking = under.filter((grant) => bare.includes(grant) && !grants.includes(grant))
    return { ...entry, definition: `${owner}${[...grants, ...lacking].join(", ") || "nobody"}` }
  })
}
