import type { SqlClient, Statement } from "effect/sql"
import type { Column } from "../../bulk/BulkTable.ts"
import { comparedBy } from "../../bulk/ColumnValue.ts"
import type { Ordering } from "../model/RowOrder.ts"

/** A column of an order, and its value in the place behind which rows are wanted. */
interface Part {
  readonly column: string
  readonly type: Parameters<typeof comparedBy>[0]
  readonly value: Statement.Fragment
}

/** Each column by operators of its own, which rows that are compared as a whole have not. */
const byEach = (
  sql: SqlClient.SqlClient,
  [{ column, type, value }, ...others]: readonly [Part, ...ReadonlyArray<Part>],
  operator: "<" | ">"
): Statement.Fragment => {
  const compared = (by: Parameters<typeof comparedBy>[1]) =>
    sql`${sql.literal(`${column} ${comparedBy(type, by)}`)} ${value}`
  const [second, ...rest] = others
  // What an index can find comes first.
  return second === undefined
    ? compared(operator)
    : sql`(${compared(`${operator}=`)} AND (${compared(operator)} OR ${byEach(sql, [second, ...rest], operator)}))`
}

/** Rows behind a place, compared as the server orders them. */
export const behind = (
  sql: SqlClient.SqlClient,
  by: ReadonlyArray<Ordering>,
  columns: ReadonlyArray<Pick<Column, "field" | "type">>,
  at: ReadonlyArray<string>
): Statement.Fragment => {
  const parts = by.map(({ column, field }, index): Part => {
    const type = columns.find((column) => column.field === field)?.type
    return {
      column,
      type: type ?? {},
      value: sql`${at[index] ?? ""}::text::${sql.literal(type?.name ?? "text")}`
    }
  })
  const operator = by[0]?.isDescending === true ? "<" : ">"
  const [first, ...others] = parts
  if (first !== undefined && parts.some(({ type }) => type.operators !== undefined))
    return byEach(sql, [first, ...others], operator)
  const names = by.map(({ column }) => column).join(", ")
  return sql`(${sql.literal(names)}) ${sql.literal(operator)} (${sql.csv(parts.map(({ value }) => value))})`
}
