import { Predicate } from "effect"
import { Statement } from "effect/sql"
import { Rejected } from "../failure/PgFailure.ts"
import { rejected } from "../failure/rejected.ts"
import { isFraction } from "./ScalarValue.ts"
import { OfColumn } from "./Undecided.ts"

type Row = Readonly<Record<string, unknown>>
type Helper = Statement.RecordInsertHelper | Statement.RecordUpdateHelper | Statement.RecordUpdateHelperSingle

/** Rows as a helper got them. */
const rowsOf = (helper: Helper): ReadonlyArray<unknown> =>
  helper._tag === "RecordUpdateHelperSingle" ? [helper.value] : helper.value

const place = (index: number, key: string): string => `rows[${index}].${key}`

const refuseKeys = (row: Row, index: number, first: ReadonlyArray<string>): Rejected | undefined => {
  const missing = first.find((key) => !Object.hasOwn(row, key))
  if (missing !== undefined) {
    return rejected(
      place(index, missing),
      "is missing, and rows[0] has it; give all rows the same keys, with null for NULL"
    )
  }
  const keys = Object.keys(row)
  if (keys.length === first.length) return undefined
  const more = keys.find((key) => !first.includes(key)) ?? ""
  return rejected(
    place(index, more),
    "is of no key that rows[0] has; give all rows the same keys, with null for NULL"
  )
}

const keysOf = (row: unknown, omit: ReadonlyArray<string>): ReadonlyArray<string> | undefined =>
  Predicate.isObjectOrArray(row) ? Object.keys(row).filter((key) => !omit.includes(key)) : undefined

const isDoubtful = (value: unknown): boolean =>
  (typeof value === "number" && isFraction(value)) || value instanceof Date || Array.isArray(value)

/** Marks the values of a column that the server has to be asked for in one row, so that it is asked once for all. */
const marked = (
  rows: ReadonlyArray<Row>,
  keys: ReadonlyArray<string>,
  helper: number
): ReadonlyArray<Row> => {
  const doubtful = keys.filter((key) => rows.some((row) => isDoubtful(row[key])))
  if (doubtful.length === 0) return rows
  return rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      doubtful.map((key) => [
        key,
        Statement.isFragment(row[key]) ? row[key] : new OfColumn(row[key], `${helper} ${key}`)
      ])
    )
  }))
}

/** Why the helper would write NULL for a value that is none: it knows a fragment of one parameter alone. */
const problemOf = (value: unknown): string | undefined => {
  if (value === undefined) return "is undefined; pass null for NULL, or leave the key out of all rows"
  if (!Statement.isFragment(value)) return undefined
  const [head, ...more] = value.segments
  return more.length === 0 && (head?._tag === "Parameter" || head?._tag === "Custom")
    ? undefined
    : "is a piece of SQL, and rows hold values; write the statement out, with the piece in its place"
}

/** The same rows, each read once, with every value of the keys of the first; or what row and key is wrong. */
const checked = (
  given: ReadonlyArray<unknown>,
  omit: ReadonlyArray<string>
): ReadonlyArray<Row> | Rejected => {
  const [first] = given
  if (given.length === 0)
    return rejected("rows", "are none; look whether there are any before the statement is made")
  const keys = keysOf(first, omit)
  if (keys?.length === 0) return rejected("rows[0]", "has no keys, so that no column would be written")
  const rows: Array<Row> = []
  for (const [index, row] of given.entries()) {
    if (keys === undefined || !Predicate.isObjectOrArray(row))
      return rejected(`rows[${index}]`, "is no object")
    // An object, as was just seen; the guard's own type has no keys.
    const refusal = omit.length > 0 ? undefined : refuseKeys(row as Row, index, keys)
    if (refusal !== undefined) return refusal
    const read: Record<string, unknown> = {}
    for (const key of keys) {
      const value = (row as Row)[key]
      const problem = problemOf(value)
      if (problem !== undefined) return rejected(place(index, key), problem)
      Object.defineProperty(read, key, { value, enumerable: true, configurable: true, writable: true })
    }
    rows.push(read)
  }
  return rows
}

/**
 * A helper whose rows are stored as they are, or why not: they have the same keys, and no value is `undefined`, which
 * the helper itself would write as NULL. `number` tells it from the statement's other helpers.
 */
export const helper = <H extends Helper>(segment: H, number: number): H | Rejected => {
  const omit = segment._tag === "RecordUpdateHelperSingle" ? segment.omit : []
  let value: unknown
  try {
    const rows = checked(rowsOf(segment), omit)
    if (rows instanceof Rejected) return rows
    value =
      segment._tag === "RecordUpdateHelperSingle" ? rows[0] : marked(rows, Object.keys(rows[0] ?? {}), number)
  } catch {
    return rejected("rows", "cannot be read: a getter, or a proxy, throws")
  }
  // A copy of the segment but for its value; segments are immutable, and their classes have no constructor for this.
  return Object.assign(Object.create(Object.getPrototypeOf(segment) as object) as H, segment, { value })
}
