import { ForeignValue } from "../../../../layers/decode/ForeignValue.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import { answered, isSpoken, valueOf } from "../model/AnsweredValue.ts"
import type { Row, TableRows } from "../model/TableRows.ts"

/** Whether what a statement has written can be answered by itself, or has to be read again. */
export const isComplete = (columns: ReadonlyArray<Column>): boolean =>
  columns.every(({ type }) => isSpoken(type))

/** What a writing statement returns: rows by their fields' names, in values that JSON keeps. */
export const returned = (columns: ReadonlyArray<Column>): string =>
  columns
    .map(({ field, name, type }) => `${answered(`r.${name}`, type)} AS "${field.replaceAll('"', '""')}"`)
    .join(", ")

/** Makes what reads returned rows. */
export const reader =
  (columns: ReadonlyArray<Column>) =>
  (answer: Row): Row =>
    Object.fromEntries(columns.map(({ field, type }) => [field, valueOf(type, answer[field])]))

/** Whether an answer has all of a row: not where it is the id alone, nor where only the server can write a time as text. */
export const isWhole = (answer: Row, columns: number): boolean => {
  const values = Object.values(answer)
  return values.length === columns && !values.some((value) => value instanceof ForeignValue)
}

/** The columns of a row's id. */
export const idColumns = (rows: TableRows, columns: ReadonlyArray<Column>): ReadonlyArray<Column> =>
  columns.filter(({ field }) => rows.idFields.includes(field))
