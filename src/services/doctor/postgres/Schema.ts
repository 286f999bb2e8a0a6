import { Effect } from "effect"
import { type Change, setOf } from "../../../layers/migration/Change.ts"
import * as MigrationBooks from "../../../layers/migration/MigrationBooks.ts"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { type Check, look, Unchecked } from "../deployment/Deployment.ts"
import type { ExpectedIndex, ExpectedSchema } from "../deployment/ExpectedSchema.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** What tables need for the programs to work, and to be fast. */
export const rules = family({
  "migrations-missing": {
    severity: "error",
    reason: "The services expect tables, columns and functions that this database does not have.",
    remedy: "Bring them in over DATABASE_URL: Migration.run with the same changes."
  },
  "index-missing": {
    severity: "error",
    reason: "Each lookup reads the whole table, slower with every row, and ON CONFLICT fails.",
    remedy:
      "Create it again: CREATE [UNIQUE] INDEX CONCURRENTLY ON table (columns) over DATABASE_URL; one that is invalid is dropped first."
  },
  "statistics-missing": {
    severity: "warning",
    reason: "Without statistics the planner guesses, and chooses plans for tables that it takes for tiny.",
    remedy: "ANALYZE; and see that autovacuum is on."
  }
})

/** Postgres gathers statistics by itself once so many rows have changed. */
const analyzeThreshold = 50

const indexes = `SELECT c.relname::text AS table, string_agg(a.attname, ',' ORDER BY k.place) AS columns,
    i.indisvalid AND i.indisready AS usable
  FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
  CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.attnum
  WHERE c.relnamespace = to_regnamespace('public') AND i.indpred IS NULL AND k.place <= i.indnkeyatts
  GROUP BY c.relname, i.indexrelid, i.indisvalid, i.indisready`

const unanalyzed = `SELECT relname::text AS table, n_live_tup::float8 AS rows FROM pg_stat_user_tables
  WHERE schemaname = 'public' AND last_analyze IS NULL AND last_autoanalyze IS NULL AND n_live_tup >= $1::int4
  ORDER BY n_live_tup DESC`

type Rows = ProbeSession["rows"]

interface Applied extends Record<string, unknown> {
  readonly set: string
  readonly id: number
  readonly name: string
}

/** Changes that are wholly there, in books of today and of the time before sets. */
const books = `SELECT coalesce(to_jsonb(m) ->> 'set_name', '') AS set, migration_id::int4 AS id, name
  FROM public.${MigrationBooks.table} AS m WHERE to_jsonb(m) ->> 'statements_done' IS NULL`

const isApplied = (change: Change, { id, name, set }: Applied): boolean =>
  change.id === id && (set === "" ? change.name === name : set === setOf(change))

/** Whether there are books, and whether this role reads them; row security may show it none of their rows. */
const reading = `SELECT oid IS NOT NULL AS exists, coalesce(has_table_privilege(oid, 'SELECT'), false) AS granted,
    oid IS NOT NULL AND row_security_active(oid) AS bound
  FROM to_regclass($1) AS books (oid)`

/** What the database says that it has; undefined where the role may not see what it says. */
const recorded = Effect.fnUntraced(function* (
  rows: Rows
): Effect.fn.Return<ReadonlyArray<Applied> | undefined, ProbeFailed> {
  const name = `public.${MigrationBooks.table}`
  const [found] = yield* rows<{ exists: boolean; granted: boolean; bound: boolean }>(reading, [name])
  if (found?.exists !== true) return []
  if (!found.granted) return undefined
  const applied = yield* rows<Applied>(books)
  return applied.length === 0 && found.bound ? undefined : applied
})

/** What is to be looked for in a database with these books, and why that is not all there is to look for. */
const expectedOf = (schema: ExpectedSchema, applied: ReadonlyArray<Applied>) => {
  const { changes: all, indexes = [], migrate = "Migration.run", sets = "all" } = schema
  if (sets === "all") return { changes: all, indexes, reason: undefined }
  const changes = MigrationBooks.begun(all, applied)
  const own = MigrationBooks.strangers(all, applied)
  const isTheirs = ({ table }: ExpectedIndex) =>
    changes.some(({ up }) => up.some((statement) => statement.includes(table)))
  const none = `no changes were ever migrated here; ${migrate} brings them in`
  const theirs = `the database has changes of ${listed(own)}, which nobody named: aquifer doctor --from FILE`
  const reason = own.length > 0 ? theirs : changes.length === 0 ? none : undefined
  return { changes, indexes: indexes.filter(isTheirs), reason }
}

interface Looked {
  readonly findings: ReadonlyArray<Finding>
  /** Why there was more to look for. */
  readonly reason: string | undefined
}

const unnamed: Looked = {
  findings: [],
  reason: "nobody said which changes the database should have; give the doctor its schema"
}

const unread: Looked = {
  findings: [],
  reason: `this role may not read public.${MigrationBooks.table}, where it is written which changes the database has; give DATABASE_URL the role that migrates, or GRANT aquifer_app, which reads it, to this one`
}

interface Index extends Record<string, unknown> {
  readonly table: string
  readonly columns: string
  readonly usable: boolean
}

/** An index that begins with the columns serves as well; one that is there and invalid does not. */
const lacking = (present: ReadonlyArray<Index>, { columns, table }: ExpectedIndex): ReadonlyArray<string> => {
  const key = columns.join(",")
  const same = present.filter((index) => index.table === table)
  if (same.some((index) => index.usable && `${index.columns},`.startsWith(`${key},`))) return []
  const invalid = same.some((index) => index.columns === key)
  return [`${table} (${columns.join(", ")})${invalid ? ", which is there and invalid" : ""}`]
}

/** Changes, and indexes once every change is there; and what could not be looked for. */
const ofSchema = Effect.fnUntraced(function* (
  rows: Rows,
  schema: ExpectedSchema
): Effect.fn.Return<Looked, ProbeFailed> {
  const applied = yield* recorded(rows)
  if (applied === undefined) return unread
  const { changes, indexes: expected, reason } = expectedOf(schema, applied)
  const absent = changes
    .filter((change) => !applied.some((row) => isApplied(change, row)))
    .map(({ id, name }) => `${id}_${name}`)
  if (absent.length > 0) {
    const evidence = `${absent.length} of ${changes.length} changes ${absent.length === 1 ? "is" : "are"} missing: ${listed(absent, 10)}`
    const { migrate } = schema
    const finding = found(
      rules["migrations-missing"],
      evidence,
      migrate === undefined ? {} : { remedy: migrate }
    )
    return { findings: [finding], reason }
  }
  const present = yield* rows<Index>(indexes)
  const none = expected.flatMap((index) => lacking(present, index))
  const findings = none.length === 0 ? [] : [found(rules["index-missing"], `no index on ${listed(none)}`)]
  return { findings, reason }
})

const statistics = Effect.fnUntraced(function* (
  rows: Rows
): Effect.fn.Return<ReadonlyArray<Finding>, ProbeFailed> {
  const stale = yield* rows<{ table: string; rows: number }>(unanalyzed, [analyzeThreshold])
  const tables = stale.map(({ rows, table }) => `${table} (${rows} rows)`)
  return tables.length === 0 ? [] : [found(rules["statistics-missing"], `never analyzed: ${listed(tables)}`)]
})

/** Whether the database has what it was said to need, and statistics of what it holds. */
export const check: Check = {
  name: "schema: migrations, indexes, statistics",
  run: Effect.fnUntraced(function* ({ direct, schema }) {
    const endpoint = yield* direct
    const [{ findings, reason }, stale] = yield* look(endpoint, (rows) =>
      Effect.all([schema === undefined ? Effect.succeed(unnamed) : ofSchema(rows, schema), statistics(rows)])
    )
    const all = [...findings, ...stale]
    return reason === undefined ? all : yield* new Unchecked({ reason, findings: all })
  })
}
