import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as MigrationBooks from "../MigrationBooks.ts"
import * as DefaultPrivileges from "./DefaultPrivileges.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

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
