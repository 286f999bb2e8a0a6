import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { bare, wordsOf } from "./Statements.ts"

/** A privilege that the migrating role has not, and how it gets it. */
export interface MissingPrivilege {
  /** Such as `CREATE on the schema public`. */
  readonly privilege: string
  /** Who may give it. */
  readonly giver: string
  /** The statements to run as them. */
  readonly sql: ReadonlyArray<string>
}

interface Standing {
  readonly called: string
  readonly makesRoles: boolean
  readonly database: string
  readonly databaseOwner: string
  readonly inDatabase: boolean
  readonly schema: string
  readonly schemaOwner: string
  readonly inSchema: boolean
}

/** The schema is what changes make their tables in: the first of the search_path that is there. */
const standing = `
SELECT quote_ident(r.rolname) AS called, r.rolsuper OR r.rolcreaterole AS "makesRoles",
  quote_ident(d.datname) AS database, quote_ident(pg_get_userbyid(d.datdba)) AS "databaseOwner",
  has_database_privilege(d.oid, 'CREATE') AS "inDatabase", quote_ident(n.nspname) AS schema,
  quote_ident(pg_get_userbyid(CASE WHEN n.nspowner = 'pg_database_owner'::regrole THEN d.datdba ELSE n.nspowner END)) AS "schemaOwner",
  has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE') AS "inSchema"
FROM pg_roles AS r, pg_database AS d, pg_namespace AS n
WHERE r.rolname = current_user AND d.datname = current_database() AND n.nspname = coalesce(current_schema(), 'public')`

/** Roles by name, and whether the migrating one is a member whose privileges it has. */
const roles = `
SELECT name, quote_ident(name) AS called, to_regrole(quote_ident(name)) IS NOT NULL AS there,
  coalesce(pg_has_role(to_regrole(quote_ident(name))::oid, 'USAGE'), false) AS ours
FROM json_array_elements_text($1::json) AS name ORDER BY 1`

/** Tables, views, functions and types of others, by name. */
const others = `
SELECT kind, called, quote_ident(pg_get_userbyid(owner)) AS owner FROM (
  SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
    oid::regclass::text AS called, relowner AS owner, relname AS name, relnamespace AS namespace
  FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  UNION ALL SELECT 'FUNCTION', oid::regprocedure::text, proowner, proname, pronamespace FROM pg_proc WHERE prokind = 'f'
  UNION ALL SELECT 'TYPE', oid::regtype::text, typowner, typname, typnamespace FROM pg_type WHERE typtype IN ('e', 'd', 'r')
) AS object
WHERE name IN (SELECT json_array_elements_text($1::json)) AND NOT pg_has_role(owner, 'USAGE')
  AND namespace IN (SELECT unnest(current_schemas(false))::regnamespace UNION SELECT to_regnamespace('public'))
ORDER BY 2`

/** Extensions by name that only a superuser may make. */
const untrusted = `
SELECT quote_ident(name) AS called FROM pg_available_extension_versions
WHERE name IN (SELECT json_array_elements_text($1::json)) GROUP BY name HAVING bool_and(superuser AND NOT trusted) ORDER BY 1`

const making = /\bCREATE\s+ROLE\s+("[^"]+"|\w+)/gi
const extension = /^CREATE\s+EXTENSION\b/i
const inDatabase = /^CREATE\s+(?:SCHEMA|EXTENSION|PUBLICATION)\b/i
const inSchema =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:UNLOGGED\s+|MATERIALIZED\s+|RECURSIVE\s+)*(?:TABLE|VIEW|SEQUENCE|FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN)\b/i
const ofOwner =
  /^(?:ALTER|DROP|COMMENT|CREATE\s+(?:UNIQUE\s+)?INDEX|CREATE\s+POLICY|CREATE\s+OR\s+REPLACE\b|CREATE\s+(?:RULE|TRIGGER))\b/i

const rolesMadeBy = (statements: ReadonlyArray<string>): ReadonlyArray<string> =>
  statements.flatMap((statement) => Array.from(statement.matchAll(making), ([, name = ""]) => name))

/** A block makes a role only where it is missing, so that it may be made before; any other statement has to make it. */
const ofRoles = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { called: us, makesRoles }: Standing,
  pending: ReadonlyArray<string>
) {
  const blocks = pending.filter((statement) => /^DO\b/i.test(statement))
  const plain = rolesMadeBy(pending.filter((statement) => !blocks.includes(statement)))
  const missing: Array<MissingPrivilege> = []
  const asked = JSON.stringify(wordsOf(rolesMadeBy(blocks).join(" ")))
  const found = yield* sql.unsafe<{ called: string; there: boolean; ours: boolean }>(roles, [asked])
  for (const { called, ours, there } of found) {
    if (ours || (makesRoles && !there)) continue
    missing.push({
      privilege: there ? `membership in the role ${called}` : `CREATEROLE, to make the role ${called}`,
      giver: "a superuser, or a role with CREATEROLE",
      sql: [
        ...(there ? [] : [`CREATE ROLE ${called} NOLOGIN;`]),
        `GRANT ${called} TO ${us} WITH ADMIN OPTION;`
      ]
    })
  }
  if (plain.length > 0 && !makesRoles) {
    missing.push({
      privilege: `CREATEROLE, to make the role ${plain.join(", ")}`,
      giver: "a superuser",
      sql: [`ALTER ROLE ${us} CREATEROLE;`]
    })
  }
  return missing
})

const ofPlaces = (us: Standing, pending: ReadonlyArray<string>): ReadonlyArray<MissingPrivilege> => [
  ...(us.inDatabase || !pending.some((statement) => inDatabase.test(statement))
    ? []
    : [
        {
          privilege: `CREATE on the database ${us.database}`,
          giver: `${us.databaseOwner}, its owner, or a superuser`,
          sql: [`GRANT CREATE ON DATABASE ${us.database} TO ${us.called};`]
        }
      ]),
  ...(us.inSchema || !pending.some((statement) => inSchema.test(statement))
    ? []
    : [
        {
          privilege: `USAGE and CREATE on the schema ${us.schema}`,
          giver: `${us.schemaOwner}, its owner, or a superuser`,
          sql: [`GRANT USAGE, CREATE ON SCHEMA ${us.schema} TO ${us.called};`]
        }
      ])
]

/** Of an extension that is not trusted no grant is enough. */
const ofExtension = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, refused: string) {
  if (!extension.test(refused)) return []
  const found = yield* sql.unsafe<{ called: string }>(untrusted, [JSON.stringify(wordsOf(refused))])
  return found.map(({ called }): MissingPrivilege => ({
    privilege: `superuser, to make the extension ${called}`,
    giver: "a superuser, with IF NOT EXISTS in the change",
    sql: [`CREATE EXTENSION IF NOT EXISTS ${called};`]
  }))
})

const ofObjects = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { called: us }: Standing,
  refused: string
) {
  if (!ofOwner.test(refused)) return []
  const found = yield* sql.unsafe<{ kind: string; called: string; owner: string }>(others, [
    JSON.stringify(wordsOf(refused))
  ])
  return found.map(({ called, kind, owner }): MissingPrivilege => ({
    privilege: `ownership of ${called}, which is ${owner}'s`,
    giver: `a superuser, unless you migrate as ${owner}`,
    sql: [`ALTER ${kind} ${called} OWNER TO ${us};`]
  }))
})

/**
 * What the migrating role lacks of what the statements take, by what the server says that it has: whatever is missing
 * to make roles, tables and functions at all, and the ownership of what the statement that was refused changes.
 */
export const find = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  statements: ReadonlyArray<string>,
  refused: string
): Effect.fn.Return<ReadonlyArray<MissingPrivilege>, SqlError.SqlError> {
  const [us] = yield* sql.unsafe<Standing & Record<string, unknown>>(standing)
  if (us === undefined) return []
  const statement = bare(refused)
  const superuser = yield* ofExtension(sql, statement)
  const pending = statements.map(bare).filter((each) => superuser.length === 0 || each !== statement)
  return [
    ...superuser,
    ...ofPlaces(us, pending),
    ...(yield* ofRoles(sql, us, pending)),
    ...(yield* ofObjects(sql, us, statement))
  ]
})

/** For people: who runs which statements to give what is missing. */
export const told = (missing: ReadonlyArray<MissingPrivilege>): string =>
  missing.length === 0
    ? "\nMigrate as the owner of what it names, or as a superuser, or let one of them run this statement"
    : missing
        .map(({ giver, privilege, sql }) =>
          [`\nMissing: ${privilege}. As ${giver}, run`, ...sql.map((statement) => `  ${statement}`)].join(
            "\n"
          )
        )
        .join("")
