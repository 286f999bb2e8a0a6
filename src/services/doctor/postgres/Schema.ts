import { Effect } from "effect"
import * as MigrationScript from "../../../layers/migration/MigrationScript.ts"
import type { ProbeFailed, ProbeSession } from "../../../layers/probe/PgProbe.ts"
import { researchSchema } from "../../research/schema/ResearchSchema.ts"
import { type Check, look } from "../deployment/Deployment.ts"
import { family, type Finding, found, listed } from "../deployment/Finding.ts"

/** What the research store's tables need to work and to be fast. */
export const rules = family({
  "migrations-missing": {
    severity: "error",
    reason: "The services expect tables, columns and functions that this database does not have.",
    remedy: "aquifer migrate"
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

/** The indexes that lookups, storing and expiry rely on, by their first columns. */
export const needed: ReadonlyArray<readonly [table: string, columns: string]> = [
  ["research_cache", "keyword"],
  ["research_cache", "expires_at"],
  ["research_lookups", "keyword,day"],
  ["research_documents", "keyword,url"],
  ["research_metadata", "keyword"],
  ["research_operations", "operation"],
  ["research_operations", "expires_at"],
  ["research_leases", "keyword"],
  ["research_staging", "batch,url"],
  ["research_staging", "staged_at"],
  ["research_changes", "xid"],
  ["research_changes", "changed_at"],
  ["research_listeners", "listener"]
]

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

const migrations = Effect.fnUntraced(function* (
  rows: Rows
): Effect.fn.Return<ReadonlyArray<string>, ProbeFailed> {
  const [found] = yield* rows<{ exists: boolean }>("SELECT to_regclass($1) IS NOT NULL AS exists", [
    `public.${MigrationScript.table}`
  ])
  const applied =
    found?.exists === true
      ? yield* rows<{ id: number }>(`SELECT migration_id::int4 AS id FROM public.${MigrationScript.table}`)
      : []
  const ids = new Set(applied.map(({ id }) => id))
  return researchSchema.filter(({ id }) => !ids.has(id)).map(({ id, name }) => `${id}_${name}`)
})

interface Index extends Record<string, unknown> {
  readonly table: string
  readonly columns: string
  readonly usable: boolean
}

const lacking = (present: ReadonlyArray<Index>): ReadonlyArray<string> =>
  needed
    .filter(
      ([table, columns]) =>
        !present.some(
          (index) => index.usable && index.table === table && `${index.columns},`.startsWith(`${columns},`)
        )
    )
    .map(([table, columns]) => {
      const invalid = present.some((index) => index.table === table && index.columns === columns)
      return `${table} (${columns.replace(",", ", ")})${invalid ? ", which is there and invalid" : ""}`
    })

/** Changes, indexes and statistics; indexes count only once the tables are there. */
export const check: Check = {
  name: "schema: migrations, indexes, statistics",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    return yield* look(direct, (ask) =>
      Effect.gen(function* () {
        const missing = yield* migrations(ask)
        const stale = yield* ask<{ table: string; rows: number }>(unanalyzed, [analyzeThreshold])
        const absent = missing.length > 0 ? [] : lacking(yield* ask<Index>(indexes))
        const findings: Array<Finding> = []
        if (missing.length > 0) {
          const evidence = `${missing.length} of ${researchSchema.length} changes are missing: ${listed(missing, 10)}`
          findings.push(found(rules["migrations-missing"], evidence))
        }
        if (absent.length > 0) findings.push(found(rules["index-missing"], `no index on ${listed(absent)}`))
        if (stale.length > 0) {
          const tables = stale.map(({ rows, table }) => `${table} (${rows} rows)`)
          findings.push(found(rules["statistics-missing"], `never analyzed: ${listed(tables)}`))
        }
        return findings
      })
    )
  })
}
