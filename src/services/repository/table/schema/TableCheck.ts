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
import * as KeyPrecision from "./KeyPrecision.ts"
import * as TableFacts from "./TableFacts.ts"
import * as TableIndexes from "./TableIndexes.ts"

export interface TableCheckParts {
  readonly service: string
  readonly sql: SqlClient.SqlClient
  readonly options: AnyOptions
  readonly rows: TableRows
  readonly table: BulkTable
}

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
  sort: TableFacts.TableFacts["sort"],
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
const unknown = ({ rows }: TableCheckParts, { columns }: TableFacts.TableFacts): ReadonlyArray<string> => {
  const known = new Set(rows.columns.values())
  return (columns ?? [])
    .filter(({ is_needed, name }) => is_needed && !known.has(name))
    .map(
      ({ name }) =>
        `${rows.tableName}.${name} has to be filled by each insert, and the model does not know it: add a field, or give the column a default`
    )
}

/** What keeps a repository from its work, and what only makes that slower, or may be in its way. */
interface Compared {
  readonly problems: ReadonlyArray<string>
  readonly advice: ReadonlyArray<string>
}

const compared = Effect.fnUntraced(function* (
  parts: TableCheckParts
): Effect.fn.Return<Compared, SqlError.SqlError | PgFailure> {
  const { rows, sql, table } = parts
  const [facts = TableFacts.unknown] = yield* TableFacts.ask(sql, rows)
  if (facts.columns === null) {
    const problem = `table ${rows.tableName} is not there: run the migrations that make it, or see whether search_path has its schema`
    return { problems: [problem], advice: [] }
  }
  const absent = missing(parts, facts.sort, new Set(facts.columns.map(({ name }) => name)))
  const columns = absent.length > 0 ? [] : yield* table.columns
  const problems = [
    ...absent,
    ...columns.flatMap((column) => differing(parts, column)),
    ...unknown(parts, facts),
    ...TableIndexes.ambiguous(parts, facts),
    ...TableIndexes.irreplaceable(parts, facts),
    ...KeyPrecision.lost(parts, facts, columns)
  ]
  const found = problems.length > 0 ? [] : yield* KeyPrecision.found(parts, facts, columns)
  return { problems, advice: [...found, ...TableIndexes.slow(parts, facts)] }
})

/**
 * Fails as `Misconfigured` where a table is not what its model says, with all that differs and what to write; logs what is
 * no reason not to start.
 */
export const check = (parts: TableCheckParts): Effect.Effect<void, SqlError.SqlError | PgFailure> =>
  Effect.flatMap(compared(parts), ({ advice, problems }) =>
    problems.length === 0
      ? Effect.forEach(advice, (said) => Effect.logWarning(`${parts.service}: ${said}`), { discard: true })
      : Effect.fail(
          new Misconfigured({
            statement: "did not run",
            retry: "never",
            message: `${parts.service} cannot work on ${parts.rows.tableName}: ${problems.join("; ")}`
          })
        )
  )
