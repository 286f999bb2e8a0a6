import { readTimestamptz } from "../../../../layers/decode/ColumnTypes.ts"
import { ForeignValue } from "../../../../layers/decode/ForeignValue.ts"
import type { Column } from "../../bulk/BulkTable.ts"
import type { ColumnType } from "../../bulk/ColumnValue.ts"
import type { Row, TableRows } from "../model/TableRows.ts"

/** Types that the driver gives as something other than their text, and that JSON cannot say. */
const unspoken = /^(time|timestamp|interval|oid|reg|record)\b/

/** Whether a value of the type, sent as JSON, can be made what the driver would have given. */
const isSpoken = ({ element, name, sort }: ColumnType): boolean =>
  sort === "array"
    ? element !== undefined && element.sort !== "instant" && isSpoken(element)
    : sort !== "other" || !unspoken.test(name)

/** Whether what a statement has written can be answered by itself, or has to be read again. */
export const isComplete = (columns: ReadonlyArray<Column>): boolean =>
  columns.every(({ type }) => isSpoken(type))

/** As what JSON has all of: not the digits of long numbers, nor those of `real`, of which Postgres writes as few as tell it from others. */
const castOf = ({ bits, element, sort }: ColumnType): string | undefined => {
  switch (sort) {
    case "array": {
      const each = element && castOf(element)
      return each && `${each}[]`
    }
    case "whole":
      return bits === 64 ? "text" : undefined
    case "fraction":
      return bits === 32 ? "float8" : undefined
    case "day":
    case "other":
      return "text"
    default:
      return undefined
  }
}

/** A value as JSON keeps it: a time in its bytes, as a text of it depends on settings and has more forms than `Date` reads. */
const answered = (value: string, type: ColumnType): string => {
  if (type.sort === "instant") return `encode(timestamptz_send(${value}), 'hex')`
  const cast = castOf(type)
  return cast === undefined ? value : `${value}::${cast}`
}

/** What a writing statement returns: rows by their fields' names, in values that JSON keeps. */
export const returned = (columns: ReadonlyArray<Column>): string =>
  columns
    .map(({ field, name, type }) => `${answered(`r.${name}`, type)} AS "${field.replaceAll('"', '""')}"`)
    .join(", ")

/** A value out of JSON as the driver would have given it. */
const valueOf = (type: ColumnType, value: unknown): unknown => {
  if (value === null) return null
  if (Array.isArray(value) && type.element !== undefined) {
    const { element } = type
    return value.map((item: unknown) => valueOf(Array.isArray(item) ? type : element, item))
  }
  switch (type.sort) {
    case "whole":
      return type.bits === 64 ? BigInt(String(value)) : value
    case "fraction":
      return Number(value) // NaN and the infinities are texts in JSON
    case "bytes":
      return new Uint8Array(Buffer.from(String(value).slice(2), "hex"))
    case "instant":
      return readTimestamptz(Buffer.from(String(value), "hex"))
    default:
      return value
  }
}

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
