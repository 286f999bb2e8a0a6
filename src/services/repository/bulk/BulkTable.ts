import { Effect } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import type { ColumnType, Sort } from "./ColumnValue.ts"

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
  readonly type: string
  /** The name of the type that it stands on, if that is one of Postgres' own. */
  readonly base: string | null
  readonly is_array: boolean
  readonly is_nullable: boolean
  readonly is_deterministic: boolean
}

const sorts: Readonly<Record<string, readonly [sort: Sort, bits?: number]>> = {
  text: ["text"],
  varchar: ["text"],
  bpchar: ["text"],
  name: ["text"],
  bytea: ["bytes"],
  bool: ["boolean"],
  int2: ["whole", 16],
  int4: ["whole", 32],
  int8: ["whole", 64],
  float4: ["fraction", 32],
  float8: ["fraction", 64],
  json: ["json"],
  jsonb: ["json"],
  timestamptz: ["instant"],
  date: ["day"],
  time: ["clock"],
  interval: ["span"]
}

/** Types whose values have one text each, unless a collation takes several for the same. */
const texts = new Set(["text", "varchar"])

const ownFormOf = ({ base = "", is_deterministic }: Found): ColumnType["ownForm"] => {
  if (base === "uuid") return "uuid"
  return texts.has(base ?? "") && is_deterministic ? "text" : undefined
}

const typeOf = (found: Found): ColumnType => {
  const { base, is_array, is_nullable, type } = found
  const [sort, bits = 0] = sorts[base ?? ""] ?? ["other"]
  const scalar: ColumnType = { name: type, sort, bits, element: undefined }
  if (is_array) return { name: type, sort: "array", bits: 0, element: scalar }
  return { ...scalar, ownForm: ownFormOf(found), holdsNull: sort === "json" && !is_nullable }
}

const kindOf = ({ base, is_array }: Found): ColumnKind.Kind => {
  const kind = ColumnKind.of(base ?? "")
  return is_array ? { each: kind } : kind
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A table's name in SQL, behind its schema's if it has one. */
export const nameOf = (table: string): string => table.split(".").map(quoted).join(".")

const find = (sql: SqlClient.SqlClient, table: string) => sql<Found>`
  SELECT a.attname::text AS name, format_type(a.atttypid, -1) AS type, b.typcategory = 'A' AS is_array,
    NOT a.attnotnull AS is_nullable, coalesce(c.collisdeterministic, true) AS is_deterministic,
    CASE WHEN n.nspname = 'pg_catalog' THEN coalesce(e.typname, b.typname)::text END AS base
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  JOIN pg_catalog.pg_type AS b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
  LEFT JOIN pg_catalog.pg_type AS e ON e.oid = b.typelem AND b.typcategory = 'A'
  LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation
  JOIN pg_catalog.pg_namespace AS n ON n.oid = coalesce(e.typnamespace, b.typnamespace)
  WHERE a.attrelid = to_regclass(${nameOf(table)}) AND a.attnum > 0 AND NOT a.attisdropped`

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
      const types = new Map(
        found.map((column) => [
          column.name,
          { type: typeOf(column), kind: kindOf(column), isNullable: column.is_nullable }
        ])
      )
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
