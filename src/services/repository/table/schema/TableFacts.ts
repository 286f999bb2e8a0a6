import type { SqlClient } from "effect/sql"
import type { TableRows } from "../model/TableRows.ts"

/** Of which sort a relation is: a table, a view, or what rows of elsewhere are seen by. */
export type Sort = "table" | "view" | "materialized view" | "foreign table"

/** A column as far as the types of its values do not say it. */
export interface ColumnFacts {
  readonly name: string
  /** Whether an insert has to give a value. */
  readonly is_needed: boolean
  /** What an insert that gives none gets, as SQL writes it. */
  readonly default: string | null
  /** The digits that are kept of a second, where they were said. */
  readonly digits: number | null
}

/** An index that holds for all rows. */
export interface IndexFacts {
  /** In their order; nothing for an expression. */
  readonly columns: ReadonlyArray<string | null>
  readonly method: string
  readonly is_unique: boolean
  /** Whether it is unique by operators other than equality, as `WITHOUT OVERLAPS` is. */
  readonly is_exclusion: boolean
  readonly is_deferrable: boolean
  /** The constraint that it is of. */
  readonly constraint: string | null
  readonly is_primary: boolean
}

/** What the catalogue says of a table. */
export interface TableFacts {
  readonly sort: Sort | null
  /** All columns; nothing where there is no such table. */
  readonly columns: ReadonlyArray<ColumnFacts> | null
  readonly indexes: ReadonlyArray<IndexFacts> | null
  /** Whether this role may insert and update rows. */
  readonly is_writable: boolean | null
  readonly is_partitioned: boolean | null
  /** The rows that the planner supposes. */
  readonly rows: number | null
}

/** Of a table that is not there. */
export const unknown: TableFacts = {
  sort: null,
  columns: null,
  indexes: null,
  is_writable: null,
  is_partitioned: null,
  rows: null
}

/** Asks the catalogue. */
export const ask = (sql: SqlClient.SqlClient, { table }: TableRows) => sql<TableFacts>`
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END
      AS sort, (
    SELECT json_agg(json_build_object('name', a.attname, 'default', pg_get_expr(d.adbin, d.adrelid), 'is_needed',
      a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', 'digits',
      nullif(CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END, -1)))
    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS columns, (
    SELECT json_agg(json_build_object('columns', (
      SELECT json_agg(a.attname ORDER BY k.place)
      FROM unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (attnum, place)
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
    ), 'method', m.amname, 'is_unique', i.indisunique, 'is_exclusion', i.indisexclusion, 'is_deferrable', NOT i.indimmediate,
      'constraint', (SELECT min(o.conname) FROM pg_catalog.pg_constraint AS o
        WHERE o.conindid = i.indexrelid AND o.conrelid = i.indrelid), 'is_primary', i.indisprimary))
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
      JOIN pg_catalog.pg_am AS m ON m.oid = x.relam
    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
  ) AS indexes, has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') AS is_writable,
    c.relkind = 'p' AS is_partitioned, c.reltuples::float8 AS rows
  FROM pg_catalog.pg_class AS c WHERE c.oid = to_regclass(${table})`
