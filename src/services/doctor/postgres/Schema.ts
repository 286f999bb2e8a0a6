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

/** The changes that this database does not have. */
const missing = Effect.fnUntraced(function* (
  rows: Rows,
  { changes }: ExpectedSchema
): Effect.fn.Return<ReadonlyArray<string>, ProbeFailed> {
  const [found] = yield* rows<{ exists: boolean }>("SELECT to_regclass($1) IS NOT NULL AS exists", [
    `public.${MigrationBooks.table}`
  ])
  const applied = found?.exists === true ? yield* rows<Applied>(books) : []
  return changes
    .filter((change) => !applied.some((row) => isApplied(change, row)))
    .map(({ id, name }) => `${id}_${name}`)
})

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

/** Changes, and indexes once every change is there. */
const ofSchema = Effect.fnUntraced(function* (
  rows: Rows,
  schema: ExpectedSchema
): Effect.fn.Return<ReadonlyArray<Finding>, ProbeFailed> {
  const { changes, indexes: expected = [], migrate } = schema
  const absent = yield* missing(rows, schema)
  if (absent.length > 0) {
    const evidence = `${absent.length} of ${changes.length} changes are missing: ${listed(absent, 10)}`
    return [found(rules["migrations-missing"], evidence, migrate === undefined ? {} : { remedy: migrate })]
  }
  const present = yield* rows<Index>(indexes)
  const none = expected.flatMap((index) => lacking(present, index))
  return none.length === 0 ? [] : [found(rules["index-missing"], `no index on ${listed(none)}`)]
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
    const findings = yield* look(endpoint, (rows) =>
      Effect.all([schema === undefined ? Effect.succeed([]) : ofSchema(rows, schema), statistics(rows)])
    )
    return schema === undefined
      ? yield* new Unchecked({
          reason: "nobody said which changes the database should have; give the doctor its schema",
          findings: findings.flat()
        })
      : findings.flat()
  })
}
