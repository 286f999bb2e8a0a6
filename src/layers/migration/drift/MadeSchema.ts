import { randomBytes } from "node:crypto"
import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Change } from "../Change.ts"
import * as MigrationBooks from "../MigrationBooks.ts"
import { books, execute } from "../Statements.ts"
import * as ClusterCatalogue from "./ClusterCatalogue.ts"
import * as DefaultPrivileges from "./DefaultPrivileges.ts"
import * as Outside from "./Outside.ts"
import * as Rehearsal from "./Rehearsal.ts"
import * as SchemaCatalogue from "./SchemaCatalogue.ts"
import type { SchemaEntry } from "./SchemaEntry.ts"

/** The catalogue of `public`, or what was made in its place, and of the schemas that changes make beside it. */
export const readAll = (
  sql: SqlClient.SqlClient,
  home: string,
  names: Outside.Names
): Effect.Effect<ReadonlyArray<SchemaEntry>, SqlError.SqlError> =>
  Effect.map(
    Effect.forEach([home, ...names.SCHEMA], (schema) =>
      SchemaCatalogue.read(sql, { schema, home, names, isStage: home !== "public" })
    ),
    (entries) => entries.flat()
  )

/** What extensions have put into `public`, by its names there. */
const membersOfExtensions = `
SELECT array_to_json(array(
  SELECT DISTINCT name::text FROM pg_depend AS d JOIN (
    SELECT 'pg_type'::regclass AS class, oid, typname AS name, typnamespace AS namespace FROM pg_type
    UNION ALL SELECT 'pg_proc'::regclass, oid, proname, pronamespace FROM pg_proc
    UNION ALL SELECT 'pg_opclass'::regclass, oid, opcname, opcnamespace FROM pg_opclass
    UNION ALL SELECT 'pg_class'::regclass, oid, relname, relnamespace FROM pg_class
  ) AS member ON (class, oid) = (d.classid, d.objid)
  WHERE deptype = 'e' AND namespace = to_regnamespace('public') AND name ~ '^\\w+$' AND name NOT LIKE '\\_%')) AS members`

/** What is made once more, to compare it with what is there. */
export interface Making {
  readonly changes: ReadonlyArray<Change>
  /** What of it is in no schema and is compared. */
  readonly names: Outside.Names
  /** Where migrations look for names, as SQL. */
  readonly path: string
}

/** An empty schema in place of `public`, that nobody else ever sees. */
const stageOf = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  schema: string,
  { names, path: usual }: Making
) {
  const [{ members } = { members: [] }] = yield* sql.unsafe<{ members: ReadonlyArray<string> }>(
    membersOfExtensions
  )
  const but = members.length === 0 ? "" : `(?!\\s*\\.\\s*"?(?:${members.join("|")})\\b)`
  const own = new RegExp(`\\bpublic\\b${but}`, "g")
  const others = usual.split(",").filter((each) => !["", "public", '""'].includes(each.trim()))
  const path = [schema, ...others].join(", ")
  return {
    sql,
    path,
    widePath: members.length === 0 ? path : `${path}, public`,
    schemas: [schema, ...names.SCHEMA],
    within: (statement: string) => statement.replaceAll(own, schema)
  }
})

/** The catalogue as the changes make it under default privileges. */
const madeUnder = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  making: Making,
  privileges: (schema: string) => Effect.Effect<void, SqlError.SqlError>
) {
  const schema = `aquifer_drift_${randomBytes(6).toString("hex")}`
  const stage = yield* stageOf(sql, schema, making)
  yield* execute(sql, "a schema to compare with", [`CREATE SCHEMA ${schema}`])
  yield* privileges(schema)
  yield* Outside.setAside(sql, Outside.madeBy(making.changes), `${schema}_was`)
  yield* sql.unsafe(`SET LOCAL search_path = ${stage.path}`)
  yield* execute(sql, books, MigrationBooks.made.map(stage.within))
  for (const change of making.changes) yield* Rehearsal.run(stage, change)
  return [...(yield* readAll(sql, schema, making.names)), ...(yield* ClusterCatalogue.readUse(sql, schema))]
})

/** What was read in a transaction, which is rolled back with it. */
class Read {
  readonly entries: ReadonlyArray<SchemaEntry>
  constructor(entries: ReadonlyArray<SchemaEntry>) {
    this.entries = entries
  }
}

/** The catalogue as the changes make it, whatever default privileges there were when they ran here. */
export const make = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  making: Making,
  actual: ReadonlyArray<SchemaEntry>
) {
  const without = (yield* DefaultPrivileges.areThere(sql))
    ? yield* DefaultPrivileges.setAside(sql).pipe(
        Effect.andThen(madeUnder(sql, making, () => Effect.void)),
        Effect.flatMap((entries) => Effect.fail(new Read(entries))),
        sql.withTransaction,
        Effect.catch((outcome) =>
          outcome instanceof Read ? Effect.succeed(outcome.entries) : Effect.fail(outcome)
        )
      )
    : []
  const places = yield* DefaultPrivileges.readPlaces(sql)
  const under = yield* madeUnder(sql, making, (schema) => DefaultPrivileges.carryOver(sql, schema))
  const settled = DefaultPrivileges.settled({ under, without }, actual, places)
  return settled.filter((entry) => !ClusterCatalogue.isUseless(entry))
})
