import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Change } from "../Change.ts"
import { given, membersOf, plain, powers } from "./GivenRoles.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/** Supabase's: as these come requests from outside, so that what one of them joins is open to whoever sends one. */
const api = ["anon", "authenticated", "authenticator", "service_role"]

/** A role as it is told. */
interface Role extends Record<string, unknown> {
  readonly name: string
  readonly powers: ReadonlyArray<string>
  readonly groups: ReadonlyArray<string>
  /** Of the roles asked about, those that are members, by way of others too. */
  readonly members: ReadonlyArray<string>
  /** Such as `search_path=a`, and `in this database search_path=a`. */
  readonly settings: ReadonlyArray<string>
}

/**
 * A role that a login is a member of gives it what it may do, as an attribute does. Of the members those count that were
 * asked about: letting logins of programs join is not the changes' to do.
 */
const standing = `
SELECT rolname::text AS name,
  array_to_json(array_remove(ARRAY[CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
    CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END,
    CASE WHEN rolreplication THEN 'REPLICATION' END, CASE WHEN rolcanlogin THEN 'LOGIN' END], NULL)) AS powers,
  array_to_json(array(SELECT DISTINCT pg_get_userbyid(m.roleid)::text FROM pg_auth_members AS m WHERE m.member = r.oid)) AS groups,
  array_to_json(array(SELECT rolname::text FROM pg_roles AS m WHERE m.oid <> r.oid AND pg_has_role(m.oid, r.oid, 'MEMBER')
    AND rolname IN (SELECT json_array_elements_text($1::json -> r.rolname)))) AS members,
  array_to_json(array(SELECT CASE WHEN setdatabase <> 0 THEN 'in this database ' ELSE '' END || setting
    FROM pg_db_role_setting, unnest(setconfig) AS setting WHERE setrole = r.oid
      AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database())))) AS settings
FROM pg_roles AS r WHERE rolname IN (SELECT json_object_keys($1::json)) ORDER BY 1`

const clause = (title: string, items: Iterable<string>, between = ", "): ReadonlyArray<string> => {
  const sorted = [...items].toSorted()
  return sorted.length === 0 ? [] : [`${title} ${sorted.join(between)}`]
}

const told = ({ groups, members, name, powers: has, settings }: Role): SchemaEntry => ({
  kind: "role",
  name,
  of: name,
  definition:
    [
      ...powers.filter((power) => has.includes(power)),
      ...clause("member of", groups),
      ...clause("joined by", members),
      ...clause("set", settings.map(plain))
    ].join(" ") || "no attributes"
})

/** The roles that changes make, as they make them and as they are. */
export const read = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<Readonly<Record<"expected" | "actual", ReadonlyArray<SchemaEntry>>>, SqlError.SqlError> {
  const { joined, roles } = given(changes)
  const members = new Map([...roles.keys()].map((name) => [name, membersOf(joined, name)]))
  const asked = [...members].map(([name, of]) => [name, [...new Set([...of, ...api])]] as const)
  const actual = yield* sql.unsafe<Role>(standing, [JSON.stringify(Object.fromEntries(asked))])
  const there = yield* sql.unsafe<{ name: string }>(
    "SELECT rolname::text AS name FROM pg_roles WHERE rolname IN (SELECT json_array_elements_text($1::json))",
    [JSON.stringify([...joined.keys()])]
  )
  const expected = [...roles].map(([name, made]) =>
    told({
      name,
      powers: [...made.powers],
      groups: [...(joined.get(name) ?? [])],
      members: [...(members.get(name) ?? [])].filter((member) => there.some(({ name }) => name === member)),
      settings: Array.from(made.settings, ([key, value]) => `${key}=${value}`)
    })
  )
  return { expected, actual: actual.map(told) }
})
