import { readDate, readTimestamptz } from "../../../../layers/decode/ColumnTypes.ts"
import { type ColumnType, holdsArrays, type Sort, textOf } from "../../bulk/ColumnValue.ts"

/** Types that the driver gives as something other than their text, and that JSON cannot say. */
const unspoken = /^(timestamp|timetz|time with|oid|reg|record)\b/

/** Sorts whose text depends on settings (`DateStyle`, `extra_float_digits`, `bytea_output`), so that they are sent in their bytes. */
const inBytes: ReadonlySet<Sort> = new Set<Sort>(["instant", "day", "fraction", "bytes"])

/** Sorts that the driver alone can read. */
const unread: ReadonlySet<Sort> = new Set<Sort>(["clock", "span"])

/** Whether a value of the type, sent as JSON, can be made what the driver would have given. */
export const isSpoken = ({ element, name, sort }: ColumnType): boolean =>
  sort === "array"
    ? element !== undefined && element.sort !== "array" && !inBytes.has(element.sort) && isSpoken(element)
    : !unread.has(sort) && (sort !== "other" || !unspoken.test(name))

/** As what JSON has all of: not the digits of long numbers. `inet` as text has a mask that it has nowhere else. */
const castOf = ({ bits, element, name, sort }: ColumnType): string | undefined => {
  switch (sort) {
    case "array": {
      const each = element && castOf(element)
      return each && `${each}[]`
    }
    case "whole":
      return bits === 64 ? "text" : undefined
    case "other":
      return name === "inet" ? undefined : "text"
    default:
      return undefined
  }
}

/** A value as JSON keeps it: in its bytes where a text of it depends on settings, or has more forms than `Date` reads. */
export const answered = (value: string, type: ColumnType): string => {
  switch (type.sort) {
    case "instant":
      return `encode(timestamptz_send(${value}), 'hex')`
    case "day":
      return `encode(date_send(${value}), 'hex')`
    case "fraction":
      return `encode(float8send(${value}::float8), 'hex')`
    case "bytes":
      return `encode(${value}, 'hex')`
    default: {
      const cast = castOf(type)
      return cast === undefined ? value : `${value}::${cast}`
    }
  }
}

/** A value out of JSON as the driver would have given it. */
export const valueOf = (type: ColumnType, value: unknown): unknown => {
  if (value === null) return null
  if (Array.isArray(value) && type.element !== undefined) {
    const { element } = type
    return value.map((item: unknown) =>
      valueOf(Array.isArray(item) && !holdsArrays(type) ? type : element, item)
    )
  }
  switch (type.sort) {
    case "whole":
      return type.bits === 64 ? BigInt(String(value)) : value
    case "fraction":
      return Buffer.from(String(value), "hex").readDoubleBE(0)
    case "bytes":
      return new Uint8Array(Buffer.from(String(value), "hex"))
    case "day":
      return readDate(Buffer.from(String(value), "hex"))
    case "instant":
      return readTimestamptz(Buffer.from(String(value), "hex"))
    default:
      return value
  }
}

/** A value as a text that settings do not change: what a page ends with. */
export const placed = (value: string, type: ColumnType | undefined): string =>
  type?.sort === "fraction" || type?.sort === "bytes" ? answered(value, type) : `${value}::text`

/** What `placed` gave, as Postgres reads it. */
export const placeOf = (value: unknown, type: ColumnType | undefined): string => {
  const isExact = type?.sort === "fraction" || type?.sort === "bytes"
  return isExact ? String(textOf(type, valueOf(type, value))) : String(value)
}
