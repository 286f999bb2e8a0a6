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
export const parted = (definition = ""): readonly [owner: string, grants: ReadonlyArray<string>] => {
  const [, owner = "", rest = ""] = /^(owned by .*?; )?(.*)$/s.exec(definition) ?? []
  return [owner, rest === "nobody" ? [] : rest.split(", ")]
}

/** The privileges on each thing. */
const byName = (entries: ReadonlyArray<SchemaEntry>): ReadonlyMap<string, string> =>
  new Map(entries.flatMap((entry) => (entry.kind === "privilege" ? [[entry.name, entry.definition]] : [])))

/** A privilege on a thing, and how many there are before those of whom it was given to; the owner's too. */
interface Placed extends Record<string, unknown> {
  /** As default privileges call what the thing is, such as `TABLES`. */
  readonly kind: string
  readonly name: string
  readonly grantee: string
  readonly grant: string
  readonly place: number
  readonly own: boolean
}

const placed = `
SELECT kind, name, grantee, format('%s to %s%s', privilege_type, grantee, CASE WHEN is_grantable THEN ' with grant option' ELSE '' END) AS grant,
  (min(place) OVER (PARTITION BY kind, name, grantee))::int4 AS place, own
FROM (
  SELECT 'TABLES' AS kind, relname::text AS name, relowner AS owner, relacl AS acl FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
  UNION ALL SELECT 'SEQUENCES', relname, relowner, relacl FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
  UNION ALL SELECT 'FUNCTIONS', format('%s(%s)', proname, pg_get_function_identity_arguments(oid)), proowner, proacl
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'TYPES', typname, typowner, typacl FROM pg_type WHERE typnamespace = 'public'::regnamespace
) AS thing, aclexplode(acl) WITH ORDINALITY AS a (grantor, to_whom, privilege_type, is_grantable, place), LATERAL (
  SELECT CASE to_whom WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(to_whom)::text END AS grantee, to_whom = owner AS own
) AS whom`

/** Each privilege on a thing of `public`, in the order in which Postgres keeps them. */
export const readPlaces = (
  sql: SqlClient.SqlClient
): Effect.Effect<ReadonlyArray<Placed>, SqlError.SqlError> => sql.unsafe<Placed>(placed)

/** Postgres itself lets everybody call functions and use types. */
const isBuiltIn = ({ grantee, kind }: Placed): boolean =>
  grantee === "PUBLIC" && ["FUNCTIONS", "TYPES"].includes(kind)

type Dated = Readonly<Record<"early" | "late" | "undated", ReadonlyArray<Placed>>>

/** Which of the privileges on a thing came with it, and which later, beside those of changes; of some nothing says. */
const dated = (of: ReadonlyArray<Placed>, changes: ReadonlyArray<string>): Dated => {
  const anchors = of.filter(({ grant, grantee }) => grantee !== "PUBLIC" && changes.includes(grant))
  const first = Math.min(...anchors.map(({ place }) => place))
  const owner = Math.min(...of.filter(({ own }) => own).map(({ place }) => place))
  const others = of.filter((each) => !each.own && !isBuiltIn(each))
  const isEarly = ({ place }: Placed) => place < owner || (anchors.length > 0 && place < first)
  const rest = others.filter((each) => !isEarly(each) && !changes.includes(each.grant))
  return {
    early: others.filter(isEarly),
    late: anchors.length > 0 ? rest : [],
    undated: anchors.length > 0 ? [] : rest
  }
}

const isOn = ({ grant, kind }: Placed): string => `${kind} ${grant}`

const things = (rows: ReadonlyArray<Placed>): ReadonlyArray<ReadonlyArray<Placed>> => [
  ...Map.groupBy(rows, ({ kind, name }) => `${kind} ${name}`).values()
]

/** What is on every thing that there is something on. */
const common = (rows: ReadonlyArray<Placed>): ReadonlySet<string> => {
  const all = things(rows).map((of) => new Set(of.map(isOn)))
  return new Set(rows.map(isOn).filter((on) => all.every((of) => of.has(on))))
}

/**
 * What default privileges gave that have been withdrawn since. What came with a thing stands before its owner, or before
 * whom a change has given something afterwards, and what somebody gives by hand behind them; where neither says, it came with
 * the thing if just as much did elsewhere. Given by hand to whom something was given before, it stands with that, and is not on
 * each thing of the kind as that is.
 */
const withdrawn = (
  places: ReadonlyArray<Placed>,
  bare: ReadonlyMap<string, string>
): ReadonlyArray<Placed> => {
  const all = things(places).map((of) => dated(of, parted(bare.get(of[0]?.name ?? ""))[1]))
  const early = new Set(all.flatMap((each) => each.early))
  const late = new Set(all.flatMap((each) => each.late.map(isOn)))
  const known = new Set(Array.from(early, ({ grantee }) => grantee))
  const undated = all.flatMap((each) => each.undated.filter(({ grantee }) => known.has(grantee)))
  const theirs = Map.groupBy([...early, ...undated], ({ grantee, kind }) => `${kind} ${grantee}`)
  return [...theirs.values()].flatMap((rows) => {
    const sure = rows.filter((row) => early.has(row))
    const shared = common(sure.length > 0 ? sure : rows)
    const even = things(rows).filter((of) => of.some((row) => early.has(row)) || of.length === shared.size)
    return even.flat().filter((row) => shared.has(isOn(row)) && !late.has(isOn(row)))
  })
}

/**
 * What the changes make, where default privileges may have come or gone since: those hold for what is made afterwards, and
 * nothing says what was in force when a thing was made. So what they alone give or take is expected as it is found, and
 * what the changes give or take in either case as they do.
 */
export const settled = (
  made: Readonly<Record<"under" | "without", ReadonlyArray<SchemaEntry>>>,
  actual: ReadonlyArray<SchemaEntry>,
  places: ReadonlyArray<Placed>
): ReadonlyArray<SchemaEntry> => {
  const [without, there] = [byName(made.without), byName(actual)]
  const gone = withdrawn(places, new Map([...byName(made.under), ...without]))
  const kept = Map.groupBy(gone, ({ name }) => name)
  return made.under.map((entry) => {
    if (entry.kind !== "privilege") return entry
    const [owner, under] = parted(entry.definition)
    const [, bare] = parted(without.get(entry.name) ?? entry.definition)
    const [, found] = parted(there.get(entry.name))
    const either = new Set([...under, ...bare, ...(kept.get(entry.name) ?? []).map(({ grant }) => grant)])
    const grants = found.filter((grant) => either.has(grant))
    const lacking = under.filter((grant) => bare.includes(grant) && !grants.includes(grant))
    return { ...entry, definition: `${owner}${[...grants, ...lacking].join(", ") || "nobody"}` }
  })
}
