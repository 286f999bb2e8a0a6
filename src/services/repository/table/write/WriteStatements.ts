import type { SqlClient, Statement } from "effect/sql"
import { ArrayRoom } from "../../../../layers/encode/BinaryArray.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import * as ColumnArray from "../../bulk/ColumnArray.ts"
import type { Row, TableRows } from "../model/TableRows.ts"

/** Rows of one shape on their way: the columns that they have values for, and what the statement returns. */
export interface Shape {
  readonly rows: TableRows
  readonly columns: ReadonlyArray<Column>
  readonly returned: string
}

type Values = ReadonlyArray<Row>

const listed = (columns: ReadonlyArray<Column>, prefix = ""): string =>
  columns.map(({ name }) => prefix + name).join(", ")

/** The rows as arrays, a column each, that the server takes apart. */
const given = (
  sql: SqlClient.SqlClient,
  columns: ReadonlyArray<Column>,
  values: Values
): Statement.Fragment => {
  const room = new ArrayRoom()
  const sources = columns.map(({ field, name, type }, index) => {
    const column = values.map((row) => row[field])
    // One of them has to say how many rows there are.
    return sql`${ColumnArray.source(sql, type, ColumnArray.travelling(type, column, index === 0, room))} AS ${sql.literal(name)}`
  })
  return columns.length === 0
    ? sql`SELECT FROM generate_series(1, ${values.length})`
    : sql`SELECT ${sql.csv(sources)}`
}

const isIdOf = (rows: TableRows) => (column: Column) => rows.idFields.includes(column.field)

const isSame = (rows: TableRows, columns: ReadonlyArray<Column>): string =>
  columns
    .filter(isIdOf(rows))
    .map(({ name }) => `r.${name} = d.${name}`)
    .join(" AND ")

/** The version of a row counts what has been done to it. */
const counted = (rows: TableRows): ReadonlyArray<string> =>
  rows.version === undefined ? [] : [`${rows.column(rows.version)} = r.${rows.column(rows.version)} + 1`]

/** What a row becomes that is there: all that was given, and one that had been removed is back. */
const replaced = ({ columns, rows }: Shape): string => {
  const ids = columns.filter(isIdOf(rows))
  const back = rows.softDelete === undefined ? [] : [`${rows.column(rows.softDelete)} = NULL`]
  const others = columns.filter(
    (column) => !isIdOf(rows)(column) && column.field !== rows.version && column.field !== rows.softDelete
  )
  const set = [...others.map(({ name }) => `${name} = excluded.${name}`), ...counted(rows), ...back]
  const [first] = ids
  // A row of nothing but its id is set to itself, or the statement would not return it.
  const all = set.length === 0 && first !== undefined ? [`${first.name} = excluded.${first.name}`] : set
  return `ON CONFLICT (${listed(ids)}) DO UPDATE SET ${all.join(", ")}`
}

/** Inserts rows; those that are there fail the statement, or are replaced. */
export const insert = (
  sql: SqlClient.SqlClient,
  shape: Shape,
  values: Values,
  replaces: boolean
): Statement.Fragment => {
  const { columns, returned, rows } = shape
  const into = columns.length === 0 ? "" : `(${listed(columns)})`
  return sql`
    INSERT INTO ${sql.literal(rows.table)} AS r ${sql.literal(into)}
    SELECT ${sql.literal(listed(columns, "d."))} FROM (${given(sql, columns, values)}) AS d
    ${sql.literal(replaces ? replaced(shape) : "")}
    RETURNING ${sql.literal(returned)}`
}

/** Updates rows by their ids, and by the version that each was read at. */
export const update = (
  sql: SqlClient.SqlClient,
  { columns, returned, rows }: Shape,
  values: Values
): Statement.Fragment => {
  const set = [
    ...columns
      .filter((column) => !isIdOf(rows)(column) && column.field !== rows.version)
      .map(({ name }) => `${name} = d.${name}`),
    ...counted(rows)
  ]
  const id = columns.find(isIdOf(rows))
  const all = set.length === 0 && id !== undefined ? [`${id.name} = d.${id.name}`] : set
  const read =
    rows.version === undefined ? "" : ` AND r.${rows.column(rows.version)} = d.${rows.column(rows.version)}`
  return sql`
    UPDATE ${sql.literal(rows.table)} AS r SET ${sql.literal(all.join(", "))}
    FROM (${given(sql, columns, values)}) AS d
    WHERE ${sql.literal(isSame(rows, columns) + read + rows.present("r."))}
    RETURNING ${sql.literal(returned)}`
}

/** Removes rows by their ids, or says when they were removed. */
export const remove = (
  sql: SqlClient.SqlClient,
  { columns, returned, rows }: Shape,
  values: Values
): Statement.Fragment => {
  const same = sql.literal(isSame(rows, columns) + rows.present("r."))
  const ids = given(sql, columns, values)
  if (rows.softDelete === undefined) {
    return sql`DELETE FROM ${sql.literal(rows.table)} AS r USING (${ids}) AS d WHERE ${same} RETURNING ${sql.literal(returned)}`
  }
  const set = [`${rows.column(rows.softDelete)} = now()`, ...counted(rows)].join(", ")
  return sql`
    UPDATE ${sql.literal(rows.table)} AS r SET ${sql.literal(set)} FROM (${ids}) AS d
    WHERE ${same} RETURNING ${sql.literal(returned)}`
}
