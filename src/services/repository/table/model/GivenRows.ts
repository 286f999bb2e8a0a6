import type { SqlClient, Statement } from "effect/sql"
import * as WireArrays from "../../../../layers/encode/arrays/WireArrays.ts"
import { ArrayRoom } from "../../../../layers/encode/BinaryArray.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import * as ColumnArray from "../../bulk/ColumnArray.ts"
import { type ColumnType, comparedBy } from "../../bulk/ColumnValue.ts"
import type { Row } from "./TableRows.ts"

/** The name of a given row's place, in what is given and in what is answered; no field of a model is called so. */
export const place = "given place"

/**
 * The select list of rows that a statement is given, as an array for each column that the server takes apart, with their
 * places from 1.
 *
 * What is answered says the place of the row that it answers: only Postgres knows whether two values are the same to a
 * column, as a `uuid` in capitals and a `numeric` of other digits are, and it gives them back in its own form.
 */
export const given = (
  sql: SqlClient.SqlClient,
  columns: ReadonlyArray<Pick<Column, "field" | "name" | "type">>,
  values: ReadonlyArray<Row>
): Statement.Fragment => {
  const room = new ArrayRoom()
  const one = values.length === 1 // the server plans it as a plain condition, for a third less
  const sources = columns.map(({ field, name, type }, index) => {
    const column = values.map((row) => row[field])
    return sql`${ColumnArray.source(sql, type, ColumnArray.travelling(type, column, !one && index === 0, room))} AS ${sql.literal(name)}`
  })
  // Of an array a plan that is kept supposes few rows; of a series it supposes a thousand, and reads all the table.
  const places = WireArrays.int4s(values.map((_, index) => index + 1))
  const placed = sql`${one ? sql.literal("1") : sql`unnest(${places}::int4[])`} AS ${sql.literal(`"${place}"`)}`
  return sql.csv([...sources, placed])
}

/** The condition that a row `r` of the table has the values of a given row `d`, as their columns compare them. */
export const isSame = (columns: ReadonlyArray<Pick<Column, "name" | "type">>): string =>
  columns.map(({ name, type }) => `r.${name} ${comparedBy(type, "=")} d.${name}`).join(" AND ")

const int8: Omit<ColumnType, "name"> = { sort: "whole", bits: 64, element: undefined }

/** Columns that rows are looked for by: a whole number beyond its column is no error there, but the key of no row. */
export const asKeys = (columns: ReadonlyArray<Column>): ReadonlyArray<Column> =>
  columns.map((column) =>
    column.type.sort === "whole" ? { ...column, type: { ...int8, name: "bigint" } } : column
  )

/** What answers with places say of the given rows, by what these are told apart by, in their order. */
export const byKey = <K, A>(
  keys: ReadonlyArray<K>,
  answers: ReadonlyArray<Row>,
  read: (answer: Row) => A
): ReadonlyMap<K, A> => {
  const answered = new Map<K, A>()
  for (const answer of answers) {
    const key = keys[Number(answer[place]) - 1]
    if (key !== undefined) answered.set(key, read(answer))
  }
  return answered
}
