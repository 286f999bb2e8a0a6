import { Context, Effect } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import * as Deadline from "../../../layers/deadline/Deadline.ts"
import type * as ColumnKind from "../../../layers/decode/ColumnKind.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import { SingleFlight } from "../../../layers/resilience/SingleFlight.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"
import type { ColumnType } from "./ColumnValue.ts"
import * as TypeChain from "./TypeChain.ts"

/** A field of the rows, and the column that it is written to. */
export interface Column {
  readonly field: string
  /** As SQL writes it. */
  readonly name: string
  readonly type: ColumnType
  readonly isNullable: boolean
  /** Whether its table keeps no rows itself, but has partitions or is a view: then a row that was written has no system columns. */
  readonly isRouted: boolean
  /** Whether it is a view's, of which nobody can declare what is never NULL and what is unique. */
  readonly isDerived: boolean
  /** What its values are when they come back. */
  readonly kind: ColumnKind.Kind
}

interface Found {
  readonly name: string
  readonly chain: TypeChain.TypeChain
  readonly isNullable: boolean
  readonly isDeterministic: boolean
  readonly isRouted: boolean
  readonly isDerived: boolean
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
      'is_array', t.typtype <> 'd' AND t.typcategory = 'A', 'is_enum', t.typtype = 'e', 'is_not_null', t.typnotnull, 'delimiter', t.typdelim, 'operators', (
        SELECT quote_ident(s.nspname) FROM pg_catalog.pg_opclass AS c
        JOIN pg_catalog.pg_amop AS m ON m.amopfamily = c.opcfamily AND m.amoplefttype = c.opcintype
          AND m.amoprighttype = c.opcintype AND m.amopstrategy = 3
        JOIN pg_catalog.pg_operator AS o ON o.oid = m.amopopr JOIN pg_catalog.pg_namespace AS s ON s.oid = o.oprnamespace
        WHERE c.opcintype = t.oid AND c.opcdefault AND m.amopmethod = 403 AND NOT pg_operator_is_visible(o.oid)
      )
    ) ORDER BY s.place DESC) AS chain
    FROM types AS s JOIN pg_catalog.pg_type AS t ON t.oid = s.type
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
    GROUP BY s.attnum
  )
  SELECT a.attname::text AS name, chains.chain, NOT a.attnotnull AS "isNullable",
    coalesce(c.collisdeterministic, true) AS "isDeterministic", t.relkind <> 'r' AS "isRouted",
    t.relkind IN ('v', 'm') AS "isDerived"
  FROM columns AS a JOIN pg_catalog.pg_class AS t ON t.oid = a.attrelid JOIN chains USING (attnum)
    LEFT JOIN pg_catalog.pg_collation AS c ON c.oid = a.attcollation
  ORDER BY a.attnum`

const privilege = "42501"

/** Whether the table may have become another than it was; who lacks a privilege says nothing of it, and row security says so daily. */
const isOfSchema = (error: unknown): boolean => {
  const { sqlState } =
    (SqlError.isSqlError(error)
      ? PgFailure.classify(error)
      : PgFailure.isPgFailure(error)
        ? error
        : undefined) ?? {}
  return sqlState?.startsWith("42") === true && sqlState !== privilege
}

type Asked = Effect.Effect<ReadonlyArray<Column>, SqlError.SqlError | PgFailure.PgFailure>

/**
 * Asks once which types a table's columns have, and again after something has failed, as a migration may be why.
 *
 * All who want to know meanwhile share the question, and where the answer is the same they are given the very columns that
 * they had, by which writes that go together are known.
 */
export class BulkTable {
  readonly #sql: SqlClient.SqlClient
  readonly #table: string
  readonly #fields: ReadonlyMap<string, string>
  readonly #flights = new SingleFlight<ReadonlyArray<Column>>()
  #last: { readonly told: string; readonly columns: ReadonlyArray<Column> } | undefined
  #isKnown = false

  /** `fields` are the rows' fields and the columns that they are written to. */
  constructor(sql: SqlClient.SqlClient, table: string, fields: ReadonlyMap<string, string>) {
    this.#sql = sql
    this.#table = table
    this.#fields = fields
  }

  /** The columns, where nobody has to be asked. */
  get known(): ReadonlyArray<Column> | undefined {
    return this.#isKnown ? this.#last?.columns : undefined
  }

  readonly columns: Asked = Effect.suspend(() => {
    const { known } = this
    return known === undefined ? this.#asked : Effect.succeed(known)
  })

  forget(): void {
    this.#isKnown = false
  }

  /** Runs what stands on the columns; should it fail for another table than it was, they are asked for anew next time. */
  minding<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.tapError(work, (error) => Effect.sync(() => isOfSchema(error) && this.forget()))
  }

  /** Shared by those of one identity; who is in a transaction asks there, where the table may be another. */
  readonly #asked: Asked = Effect.contextWith((context: Context.Context<never>) => {
    const { transactionService } = this.#sql
    const isApart =
      Operation.inTransaction(this.#sql, context) ||
      AskedTransaction.refusal(context, transactionService) !== undefined
    if (isApart) return this.#ask
    const within = Deadline.within(Operation.timeFor("read"), "columns of a table")
    return this.#flights.run(Context.get(context, CurrentIdentity.Partition), within(this.#ask))
  })

  readonly #ask: Asked = Effect.suspend(() => find(this.#sql, this.#table)).pipe(
    Effect.flatMap((found) => {
      const told = JSON.stringify(found)
      if (told !== this.#last?.told) {
        const types = new Map(
          found.map(({ chain, isDerived, isRouted, name, ...column }) => [
            name,
            { ...TypeChain.of(chain, column), isDerived, isRouted }
          ])
        )
        if (types.size === 0) return Effect.fail(rejected("table", `${this.#table} is not there`))
        const columns: Array<Column> = []
        for (const [field, name] of this.#fields) {
          const column = types.get(name)
          if (column === undefined) return Effect.fail(this.#without(field, name, types.keys()))
          columns.push({ field, name: quoted(name), ...column })
        }
        this.#last = { told, columns }
      }
      this.#isKnown = true
      return Effect.succeed(this.#last?.columns ?? [])
    })
  )

  #without(field: string, name: string, columns: Iterable<string>): PgFailure.Rejected {
    const problem = `is written to ${name}, which ${this.#table} does not have; it has ${[...columns].join(", ")}; name its column with the option columns`
    return rejected(`row.${field}`, problem)
  }
}
