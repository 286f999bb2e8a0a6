import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Change } from "../Change.ts"
import * as MigrationBooks from "../MigrationBooks.ts"
import { wordsOf } from "../Statements.ts"
import * as DefaultPrivileges from "./DefaultPrivileges.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

const powers = ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION", "LOGIN"]

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

const one = /(?:"[^"]+"|\w+)/.source
const names = `${one}(?:\\s*,\\s*${one})*`
const defining = new RegExp(`\\b(CREATE|ALTER)\\s+(ROLE|USER)\\s+(${one})([^;']*)`, "gi")
const dropping = new RegExp(`\\bDROP\\s+(?:ROLE|USER)\\s+(?:IF\\s+EXISTS\\s+)?(${names})`, "gi")
const joining = new RegExp(`\\b(GRANT|REVOKE)\\s+(${names})\\s+(?:TO|FROM)\\s+(${names})`, "gi")
const setting = new RegExp(
  `\\bALTER\\s+(?:ROLE|USER)\\s+(${one})\\s+(IN\\s+DATABASE\\s+${one}\\s+)?(SET|RESET)\\s+([\\w.]+)(?:\\s*(?:TO\\b|=)\\s*([^;]+))?`,
  "gi"
)

/** A setting as it is compared: quotes and spaces are written in one way by a change, and in another by the server. */
const plain = (text: string): string =>
  text
    .replaceAll(/["']/g, "")
    .replaceAll(/\s*([,=])\s*/g, "$1")
    .trim()

/** A role as changes make it. */
interface Made {
  readonly powers: Set<string>
  readonly settings: Map<string, string>
}

const define = (roles: Map<string, Made>, statement: string): void => {
  for (const [, verb = "", kind = "", called = "", options = ""] of statement.matchAll(defining)) {
    const [name = ""] = wordsOf(called)
    if (verb.toUpperCase() === "CREATE") {
      roles.set(name, {
        powers: new Set(kind.toUpperCase() === "USER" ? ["LOGIN"] : []),
        settings: new Map()
      })
    }
    for (const word of options.toUpperCase().match(/\w+/g) ?? []) {
      if (powers.includes(word)) roles.get(name)?.powers.add(word)
      if (word.startsWith("NO")) roles.get(name)?.powers.delete(word.slice(2))
    }
  }
}

const here = "in this database "

const configure = (roles: Map<string, Made>, statement: string): void => {
  for (const [, called = "", database, verb = "", key = "", value = ""] of statement.matchAll(setting)) {
    const settings = roles.get(wordsOf(called)[0] ?? "")?.settings ?? new Map<string, string>()
    const place = database === undefined ? "" : here
    const isReset = verb.toUpperCase() === "RESET" || /^DEFAULT\b/i.test(value)
    if (!isReset) settings.set(place + key.toLowerCase(), plain(value))
    for (const name of isReset ? [...settings.keys()] : []) {
      const isHere = name.startsWith(here) === (place === here)
      if (isHere && [name, `${place}all`].includes(place + key.toLowerCase())) settings.delete(name)
    }
  }
}

/** Which groups each member is let into. */
type Joined = Map<string, Set<string>>

const join = (joined: Joined, statement: string): void => {
  for (const [, verb = "", groups = "", members = ""] of statement.matchAll(joining)) {
    for (const member of wordsOf(members)) {
      const of = joined.get(member) ?? new Set()
      joined.set(member, of)
      for (const group of wordsOf(groups)) {
        if (verb.toUpperCase() === "GRANT") of.add(group)
        else of.delete(group)
      }
    }
  }
}

/** What changes make of the roles that they make: a role is the cluster's, and cannot be made once more. */
const given = (changes: ReadonlyArray<Change>) => {
  const roles = new Map<string, Made>()
  const joined: Joined = new Map()
  for (const statement of changes.flatMap(({ up }) => up)) {
    define(roles, statement)
    configure(roles, statement)
    join(joined, statement)
    for (const [, dropped = ""] of statement.matchAll(dropping)) {
      for (const name of wordsOf(dropped)) roles.delete(name)
    }
  }
  return { joined, roles }
}

/** The members of a role, by way of others too. */
const membersOf = (joined: Joined, role: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const [member, groups] of joined) {
    if (!groups.has(role) || seen.has(member)) continue
    seen.add(member)
    membersOf(joined, member, seen)
  }
  return seen
}

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

/** Roles that were made after the books, to which changes that grant something where there is such a role could grant nothing. */
const younger = `SELECT rolname::text AS name FROM pg_roles WHERE oid > to_regclass('public.${MigrationBooks.table}')::oid`

const quoted = (name: string): string => (/^[a-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** What would grant a privilege, such as `SELECT`, on what it is told of. */
const granting = (
  privilege: string,
  { name, of }: SchemaEntry,
  role: string,
  kinds: ReadonlyMap<string, string>
) => {
  const kind = kinds.get(name)
  const what =
    kind === "function" || kind === "sequence" || kind === "type"
      ? `${privilege} ON ${kind.toUpperCase()} public.${kind === "function" ? name : quoted(name)}`
      : kind === "column"
        ? `${privilege} (${quoted(name.slice(of.length + 1))}) ON public.${quoted(of)}`
        : `${privilege} ON public.${quoted(name)}`
  return `GRANT ${what} TO ${quoted(role)};`
}

/**
 * What the changes make, where a role that they grant something to came after them and has none of it: that is one thing to
 * tell, and not one for each that it lacks.
 */
export const settled = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  expected: ReadonlyArray<SchemaEntry>,
  actual: ReadonlyArray<SchemaEntry>
): Effect.fn.Return<Readonly<Record<"expected" | "actual", ReadonlyArray<SchemaEntry>>>, SqlError.SqlError> {
  const kinds = new Map(
    expected.flatMap(({ kind, name }) => (kind === "privilege" ? [] : [[name, kind] as const]))
  )
  const late: Array<Readonly<Record<"expected" | "actual", SchemaEntry>>> = []
  let rest = expected
  for (const { name: role } of yield* sql.unsafe<{ name: string }>(younger)) {
    const isTo = (grant: string) => grant.endsWith(` to ${role}`)
    const given = ({ definition, kind }: SchemaEntry) =>
      kind === "privilege" ? DefaultPrivileges.parted(definition)[1].filter(isTo) : []
    const lacks = rest.filter((entry) => given(entry).length > 0)
    if (lacks.length === 0 || actual.some((entry) => given(entry).length > 0)) continue
    const each = lacks.flatMap((entry) =>
      given(entry).map((grant) => [grant.slice(0, -` to ${role}`.length), entry] as const)
    )
    const entry = { kind: "role", name: role, of: role } as const
    const sum = each.map(([privilege, { name }]) => `${privilege} on ${name}`).join(", ")
    const grants = each.map(([privilege, of]) => granting(privilege, of, role, kinds)).join(" ")
    const none = `granted nothing, as it was made after the changes ran; to grant it, run ${grants}`
    late.push({
      expected: { ...entry, definition: `granted ${sum}` },
      actual: { ...entry, definition: none }
    })
    rest = rest.map((of) => {
      if (!lacks.includes(of)) return of
      const [owner, grants] = DefaultPrivileges.parted(of.definition)
      return { ...of, definition: `${owner}${grants.filter((grant) => !isTo(grant)).join(", ") || "nobody"}` }
    })
  }
  return {
    expected: [...rest, ...late.map((each) => each.expected)],
    actual: [...actual, ...late.map((each) => each.actual)]
  }
})
