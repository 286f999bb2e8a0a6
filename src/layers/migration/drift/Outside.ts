import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Change } from "../Change.ts"
import { bare } from "../Statements.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/** What has a name of its own in a database, in no schema, and can be renamed. */
type Kind = "SCHEMA" | "PUBLICATION" | "SERVER" | "EVENT TRIGGER"

/** Names of such things. */
export type Names = Readonly<Record<Kind, ReadonlyArray<string>>>

const ofEach = (of: (kind: Kind) => ReadonlyArray<string>): Names => ({
  SCHEMA: of("SCHEMA"),
  PUBLICATION: of("PUBLICATION"),
  SERVER: of("SERVER"),
  "EVENT TRIGGER": of("EVENT TRIGGER")
})

const one = /"(?:[^"]|"")+"|[A-Za-z_][\w$]*/.source
const making = new RegExp(
  `\\bCREATE\\s+(SCHEMA|PUBLICATION|SERVER|EVENT\\s+TRIGGER)\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(${one})`,
  "gi"
)
const extending = new RegExp(
  `^(CREATE|DROP)\\s+(EXTENSION|ACCESS\\s+METHOD)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?(${one}(?:\\s*,\\s*${one})*)`,
  "i"
)

/** A name as it is stored. */
const stored = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase()

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const statementsOf = (changes: ReadonlyArray<Change>): ReadonlyArray<string> =>
  changes.flatMap(({ up }) => up)

/** What changes make of it. */
export const madeBy = (changes: ReadonlyArray<Change>): Names => {
  const found = statementsOf(changes).flatMap((statement) =>
    Array.from(statement.matchAll(making), ([, kind = "", name = ""]) => ({
      kind: kind.toUpperCase().replaceAll(/\s+/g, " "),
      name: stored(name)
    }))
  )
  const of = (kind: Kind) => [
    ...new Set(
      found.flatMap((each) =>
        each.kind === kind && !(kind === "SCHEMA" && ["public", "authorization"].includes(each.name))
          ? [each.name]
          : []
      )
    )
  ]
  return ofEach(of)
}

/** Those that are there, and whether who asks may rename them: of schemas only those that hold no extension. */
const there = `
SELECT kind, name, (owner IS NOT NULL AND pg_has_role(owner, 'USAGE')) AS movable FROM (
  SELECT 'SCHEMA' AS kind, nspname::text AS name, CASE WHEN NOT EXISTS (SELECT FROM pg_extension WHERE extnamespace = n.oid)
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = n.oid AND deptype = 'e') THEN nspowner END AS owner
  FROM pg_namespace AS n
  UNION ALL SELECT 'PUBLICATION', pubname, pubowner FROM pg_publication
  UNION ALL SELECT 'SERVER', srvname, srvowner FROM pg_foreign_server
  UNION ALL SELECT 'EVENT TRIGGER', evtname, evtowner FROM pg_event_trigger
) AS thing WHERE name IN (SELECT json_array_elements_text($1::json -> kind))`

const findThere = (sql: SqlClient.SqlClient, names: Names) =>
  sql.unsafe<{ kind: Kind; name: string; movable: boolean }>(there, [JSON.stringify(names)])

/**
 * Takes what is there out of the way of what is made once more, for the rest of a transaction that is rolled back: a name
 * is nobody else's concern until it is committed, and locks no table. What is of others stays where it is.
 */
export const setAside = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  names: Names,
  prefix: string
): Effect.fn.Return<void, SqlError.SqlError> {
  const found = yield* findThere(sql, names)
  for (const [place, { kind, movable, name }] of found.entries()) {
    if (movable) yield* sql.unsafe(`ALTER ${kind} ${quoted(name)} RENAME TO ${prefix}_${place}`)
  }
})

/** Those that changes make and that can be compared: what is of others is left alone. */
export const comparable = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  names: Names
): Effect.fn.Return<Names, SqlError.SqlError> {
  const found = yield* findThere(sql, names)
  const of = (kind: Kind) =>
    names[kind].filter(
      (name) => !found.some((each) => each.kind === kind && each.name === name && !each.movable)
    )
  return ofEach(of)
})

/** What a database has but one of, so that it cannot be made once more. */
interface Single extends Record<string, unknown> {
  readonly kind: "extension" | "access method"
  readonly name: string
}

const installed = ({ kind, name }: Single): SchemaEntry => ({
  kind,
  name,
  of: name,
  definition: "installed"
})

const singles = `
SELECT * FROM (SELECT 'extension' AS kind, extname::text AS name FROM pg_extension
  UNION ALL SELECT 'access method', amname::text FROM pg_am) AS single
WHERE name IN (SELECT json_array_elements_text($1::json -> kind)) ORDER BY kind DESC, name`

/** The extensions and access methods that changes make without a condition, and those of them that are there. */
export const extensions = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  changes: ReadonlyArray<Change>
): Effect.fn.Return<Readonly<Record<"expected" | "actual", ReadonlyArray<SchemaEntry>>>, SqlError.SqlError> {
  const names = { extension: new Set<string>(), "access method": new Set<string>() }
  for (const statement of statementsOf(changes)) {
    const [, verb = "", kind = "", listed = ""] = extending.exec(bare(statement)) ?? []
    const those = names[/^EXT/i.test(kind) ? "extension" : "access method"]
    for (const [written] of listed.matchAll(new RegExp(one, "g"))) {
      if (verb.toUpperCase() === "CREATE") those.add(stored(written))
      else those.delete(stored(written))
    }
  }
  const made = (["extension", "access method"] as const).flatMap((kind) =>
    [...names[kind]].toSorted().map((name) => ({ kind, name }))
  )
  const asked = { extension: [...names.extension], "access method": [...names["access method"]] }
  const found = yield* sql.unsafe<Single>(singles, [JSON.stringify(asked)])
  return { expected: made.map(installed), actual: found.map(installed) }
})
