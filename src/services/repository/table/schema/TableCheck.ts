import { Effect, SchemaAST } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as ColumnKind from "../../../../layers/decode/ColumnKind.ts"
import { Misconfigured } from "../../../../layers/failure/PgFailure.ts"
import type { PgFailure } from "../../../../layers/failure/PgFailure.ts"
import type { BulkTable, Column } from "../../bulk/BulkTable.ts"
import * as NullableColumn from "../model/NullableColumn.ts"
import * as PostgresType from "../model/PostgresType.ts"
import type { AnyOptions } from "../model/RepositoryOptions.ts"
import type { TableRows } from "../model/TableRows.ts"

export interface TableCheckParts {
  readonly service: string
  readonly sql: SqlClient.SqlClient
  readonly options: AnyOptions
  readonly rows: TableRows
  readonly table: BulkTable
}

/** Of which sort a relation is: a table, a view, or what rows of elsewhere are seen by. */
type Sort = "table" | "view" | "materialized view" | "foreign table"

interface Facts {
  readonly sort: Sort | null
  /** All columns, and whether an insert has to give a value. */
  readonly columns: ReadonlyArray<{ readonly name: string; readonly is_needed: boolean }> | null
  /** The columns of each unique index that holds for all rows. */
  readonly unique: ReadonlyArray<ReadonlyArray<string>> | null
}

const facts = (sql: SqlClient.SqlClient, { table }: TableRows) => sql<Facts>`
  SELECT (
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END
    FROM pg_catalog.pg_class AS c WHERE c.oid = to_regclass(${table})
  ) AS sort, (
    SELECT json_agg(json_build_object('name', a.attname, 'is_needed',
      a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''))
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = to_regclass(${table}) AND a.attnum > 0 AND NOT a.attisdropped
  ) AS columns, (
    SELECT json_agg((
      SELECT json_agg(a.attname) FROM pg_catalog.pg_attribute AS a
      WHERE a.attrelid = i.indrelid AND a.attnum = ANY((i.indkey::smallint[])[0:i.indnkeyatts - 1])
    ))
    FROM pg_catalog.pg_index AS i
    WHERE i.indrelid = to_regclass(${table}) AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
  ) AS unique`

/** A field whose column gives what its schema does not take. */
const differing = ({ options, rows }: TableCheckParts, column: Column): ReadonlyArray<string> => {
  const { field, kind, type } = column
  const schema = options.model.fields[field]
  if (schema === undefined) return []
  const taken = SchemaAST.toEncoded(schema.ast)
  const at = `${rows.tableName}.${rows.columns.get(field) ?? field}`
  const problems: Array<string> = []
  if (!ColumnKind.accepts(taken, kind)) {
    const given = ColumnKind.show(kind)
    problems.push(
      `${at} is ${type.name}, which comes as ${given}, which the model's field ${field} does not take: give the field a schema of that, or change the column's type in a migration`
    )
  }
  const mayBeNull = NullableColumn.mayBeNull(options.model, column)
  if (mayBeNull && !NullableColumn.takesNull(options.model, field) && field !== options.softDeleteColumn) {
    problems.push(
      `${at} may be NULL, which the model's field ${field} does not take: ALTER TABLE ${rows.table} ALTER COLUMN ${rows.column(field)} SET NOT NULL, or Schema.NullOr in the model`
    )
  }
  return problems
}

const missing = (
  { options, rows }: TableCheckParts,
  sort: Facts["sort"],
  has: ReadonlySet<string>
): ReadonlyArray<string> =>
  [...rows.columns]
    .filter(([, column]) => !has.has(column))
    .map(([field, column]) => {
      const schema = options.model.fields[field]
      const type = (schema && PostgresType.of(schema)) ?? "…"
      const added = sort?.endsWith("view")
        ? `select it in the ${sort}'s definition`
        : `ALTER TABLE ${rows.table} ADD COLUMN ${rows.column(field)} ${type}`
      return `${rows.tableName} has no column ${column} for the model's field ${field}: ${added}, or name its column with the option columns`
    })

/** Columns that an insert would have to fill, and the model does not know. */
const unknown = ({ rows }: TableCheckParts, { columns }: Facts): ReadonlyArray<string> => {
  const known = new Set(rows.columns.values())
  return (columns ?? [])
    .filter(({ is_needed, name }) => is_needed && !known.has(name))
    .map(
      ({ name }) =>
        `${rows.tableName}.${name} has to be filled by each insert, and the model does not know it: add a field, or give the column a default`
    )
}

/** What makes sure that one row is found; neither a view nor a foreign table has indexes, and the model is believed. */
const makingUnique: Readonly<Record<Sort, ((table: string, columns: string) => string) | undefined>> = {
  table: (table, columns) => `ALTER TABLE ${table} ADD UNIQUE (${columns})`,
  "materialized view": (table, columns) => `CREATE UNIQUE INDEX ON ${table} (${columns})`,
  view: undefined,
  "foreign table": undefined
}

/** Fields by which one row is found, without an index that makes sure of it. */
const ambiguous = ({ options, rows }: TableCheckParts, { sort, unique }: Facts): ReadonlyArray<string> => {
  const making = makingUnique[sort ?? "table"]
  if (making === undefined) return []
  const lookups = Object.values(options.lookups ?? {}).filter(({ kind }) => kind === "unique")
  const wanted = [rows.idFields, ...lookups.map(({ field }) => [field])]
  const has = new Set((unique ?? []).map((names) => names.toSorted().join()))
  return wanted.flatMap((fields) => {
    const columns = fields.map((field) => rows.columns.get(field) ?? field)
    if (has.has(columns.toSorted().join())) return []
    const named = fields.map((field) => rows.column(field)).join(", ")
    return [
      `${rows.tableName} has no unique index on ${columns.join(", ")}, by which one row is found: ${making(rows.table, named)}`
    ]
  })
}

const problemsOf = Effect.fnUntraced(function* (
  parts: TableCheckParts
): Effect.fn.Return<ReadonlyArray<string>, SqlError.SqlError | PgFailure> {
  const { rows, sql, table } = parts
  const [found = { sort: null, columns: null, unique: null }] = yield* facts(sql, rows)
  if (found.columns === null) {
    return [
      `table ${rows.tableName} is not there: run the migrations that make it, or see whether search_path has its schema`
    ]
  }
  const absent = missing(parts, found.sort, new Set(found.columns.map(({ name }) => name)))
  const columns = absent.length > 0 ? [] : yield* table.columns
  return [
    ...absent,
    ...columns.flatMap((column) => differing(parts, column)),
    ...unknown(parts, found),
    ...ambiguous(parts, found)
  ]
})

/** Fails as `Misconfigured` where a table is not what its model says, with all that differs and what to write. */
export const check = (parts: TableCheckParts): Effect.Effect<void, SqlError.SqlError | PgFailure> =>
  Effect.flatMap(problemsOf(parts), (problems) =>
    problems.length === 0
      ? Effect.void
      : Effect.fail(
          new Misconfigured({
            statement: "did not run",
            retry: "never",
            message: `${parts.service} cannot work on ${parts.rows.tableName}: ${problems.join("; ")}`
          })
        )
  )
