import type { SqlClient, Statement } from "effect/sql"
import type { Column } from "../../bulk/BulkTable.ts"
import { given, isSame, place } from "../model/GivenRows.ts"
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

const isIdOf = (rows: TableRows) => (column: Column) => rows.idFields.includes(column.field)

const ids = ({ columns, rows }: Pick<Shape, "columns" | "rows">): ReadonlyArray<Column> =>
  columns.filter(isIdOf(rows))

/** The place of a given row among what is returned. */
const placed = ({ returned }: Shape): string => `${returned}, d."${place}"`

/**
 * An INSERT returns nothing of the rows that it was given. So each leaves its place in a setting of the transaction as
 * it comes up: the server takes the next row when the one before is written and returned, or was left out by a trigger.
 */
const setting = "aquifer.place"

/** The version of a row counts what has been done to it. */
const counted = (rows: TableRows): ReadonlyArray<string> =>
  rows.version === undefined ? [] : [`${rows.column(rows.version)} = r.${rows.column(rows.version)} + 1`]

/** What a row becomes that is there: all that was given, and one that had been removed is back. */
const replaced = ({ columns, rows }: Shape): string => {
  const key = ids({ columns, rows })
  const back = rows.softDelete === undefined ? [] : [`${rows.column(rows.softDelete)} = NULL`]
  const others = columns.filter(
    (column) => !isIdOf(rows)(column) && column.field !== rows.version && column.field !== rows.softDelete
  )
  const set = [...others.map(({ name }) => `${name} = excluded.${name}`), ...counted(rows), ...back]
  const [first] = key
  // A row of nothing but its id is set to itself, or the statement would not return it.
  const all = set.length === 0 && first !== undefined ? [`${first.name} = excluded.${first.name}`] : set
  return `ON CONFLICT (${listed(key)}) DO UPDATE SET ${all.join(", ")}`
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
    SELECT ${sql.literal(listed(columns, "d."))} FROM (SELECT ${given(sql, columns, values)}) AS d
    WHERE ${sql.literal(`set_config('${setting}', d."${place}"::text, true) <> ''`)}
    ${sql.literal(replaces ? replaced(shape) : "")}
    RETURNING ${sql.literal(`${returned}, current_setting('${setting}')::integer AS "${place}"`)}`
}

/** Updates rows by their ids, and by the version that each was read at. */
export const update = (sql: SqlClient.SqlClient, shape: Shape, values: Values): Statement.Fragment => {
  const { columns, rows } = shape
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
    FROM (SELECT ${given(sql, columns, values)}) AS d
    WHERE ${sql.literal(isSame(ids(shape)) + read + rows.present("r."))}
    RETURNING ${sql.literal(placed(shape))}`
}

/** Removes rows by their ids, or says when they were removed. */
export const remove = (sql: SqlClient.SqlClient, shape: Shape, values: Values): Statement.Fragment => {
  const { columns, rows } = shape
  const returned = placed(shape)
  const same = sql.literal(isSame(ids(shape)) + rows.present("r."))
  const keys = given(sql, columns, values)
  if (rows.softDelete === undefined) {
    return sql`DELETE FROM ${sql.literal(rows.table)} AS r USING (SELECT ${keys}) AS d WHERE ${same} RETURNING ${sql.literal(returned)}`
  }
  const set = [`${rows.column(rows.softDelete)} = now()`, ...counted(rows)].join(", ")
  return sql`
    UPDATE ${sql.literal(rows.table)} AS r SET ${sql.literal(set)} FROM (SELECT ${keys}) AS d
    WHERE ${same} RETURNING ${sql.literal(returned)}`
}
