import { Effect } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import type * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import type { ColumnType } from "./ColumnValue.ts"
import * as TypeChain from "./TypeChain.ts"

/** A field of the rows, and the column that it is written to. */
export interface Column {
  readonly field: string
  /** As SQL writes it. */
  readonly name: string
  readonly type: ColumnType
  readonly isNullable: boolean
  /** What its values are when they come back. */
  readonly kind: ColumnKind.Kind
}

interface Found {
  readonly name: string
  readonly chain: TypeChain.TypeChain
  readonly isNullable: boolean
  readonly isDeterministic: boolean
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A table's name in SQL, behind its schema's if it has one. */
export const nameOf = (table: string): string => table.split(".").map(quoted).join(".")

const find = (sql: SqlClient.SqlClient, table: string) => sql<Found>`
  WITH RECURSIVE columns AS (
    SELECT * FROM pg_catalog.pg_attribute
    WHERE attrelid = to_regclass(${nameOf(table)}) AND attnum > 0 AND NOT attisdropped
  ), types AS (
    SELECT attnum, 1 AS place, atttypid AS type FROM columns
    UNION ALL
    SELECT s.attnum, s.place + 1, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END
    FROM types AS s JOIN pg_catalog.pg_type AS t ON t.oid = s.type
    WHERE t.typtype = 'd' OR t.typcategory = 'A'
  ), chains AS (
    SELECT s.attnum, json_agg(json_build_object(
      'name', format_type(t.oid, -1), 'own', CASE n.nspname WHEN 'pg_catalog' THEN t.typname END,
      'is_array', t.typtype <> 'd' AND t.typcategory = 'A', 'is_not_null', t.typnotnull, 'delimiter', t.typdelim
    ) ORDER BY s.place DESC) AS chain
    FROM types AS s JOIN pg_catalog.pg_type AS t ON t.oid = s.type
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    GROUP BY s.attnum
  )
  SELECT a.attname::text AS name, chains.chain, NOT a.attnotnull AS "isNullable",
    coalesce(c.collisdeterministic, true) AS "isDeterministic"
  FROM columns AS a JOIN chains USING (attnum) LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation`

/** Whether the table may have become another than it was. */
const isOfSchema = (error: unknown): boolean => {
  const failure = SqlError.isSqlError(error) ? PgFailure.classify(error) : error
  return PgFailure.isPgFailure(failure) && failure.sqlState?.startsWith("42") === true
}

/** Asks once which types a table's columns have, and again after something has failed, as a migration may be why. */
export class BulkTable {
  readonly #sql: SqlClient.SqlClient
  readonly #table: string
  readonly #fields: ReadonlyMap<string, string>
  #known: ReadonlyArray<Column> | undefined

  /** `fields` are the rows' fields and the columns that they are written to. */
  constructor(sql: SqlClient.SqlClient, table: string, fields: ReadonlyMap<string, string>) {
    this.#sql = sql
    this.#table = table
    this.#fields = fields
  }

  readonly columns: Effect.Effect<ReadonlyArray<Column>, SqlError.SqlError | PgFailure.Rejected> =
    Effect.suspend(() => (this.#known === undefined ? this.#ask : Effect.succeed(this.#known)))

  forget(): void {
    this.#known = undefined
  }

  /** Runs what stands on the columns; should it fail for another table than it was, they are asked for anew next time. */
  minding<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.tapError(work, (error) => Effect.sync(() => isOfSchema(error) && this.forget()))
  }

  readonly #ask = Effect.suspend(() => find(this.#sql, this.#table)).pipe(
    Effect.flatMap((found) => {
      const types = new Map(found.map(({ chain, name, ...column }) => [name, TypeChain.of(chain, column)]))
      if (types.size === 0) return Effect.fail(rejected("table", `${this.#table} is not there`))
      const columns: Array<Column> = []
      for (const [field, name] of this.#fields) {
        const column = types.get(name)
        if (column === undefined) return Effect.fail(this.#without(field, name, types.keys()))
        columns.push({ field, name: quoted(name), ...column })
      }
      this.#known = columns
      return Effect.succeed(columns)
    })
  )

  #without(field: string, name: string, columns: Iterable<string>): PgFailure.Rejected {
    const problem = `is written to ${name}, which ${this.#table} does not have; it has ${[...columns].join(", ")}; name its column with the option columns`
    return rejected(`row.${field}`, problem)
  }
}
