import { Effect, Result, type Schema, SchemaParser } from "effect"
import { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/failure/rejected.ts"
import * as SchemaRefusal from "../../../layers/failure/SchemaRefusal.ts"
import type { Column } from "./BulkTable.ts"
import { problemOf } from "./ColumnValue.ts"

/** A row as its Schema encodes it. */
export type Encoded = Readonly<Record<string, unknown>>

/** What describes a row: a struct, or a model's variant, that needs nothing but the row to encode it. */
export type RowSchema = Schema.ConstraintEncoder<Encoded> & { readonly fields: Schema.Struct.Fields }

/** Rows checked without a pause for others. */
const slice = 1_000

/** Applies a check to all rows, or fails with what it refuses first; others get a turn while many are checked. */
const each = Effect.fnUntraced(function* <A, B>(
  rows: ReadonlyArray<A>,
  check: (row: A, index: number) => B | Rejected
): Effect.fn.Return<ReadonlyArray<B>, Rejected> {
  const checked: Array<B> = []
  for (const [index, row] of rows.entries()) {
    const found = check(row, index)
    if (found instanceof Rejected) return yield* Effect.fail(found)
    checked.push(found)
    if (index % slice === slice - 1) yield* Effect.yieldNow
  }
  return checked
})

/** Makes the check of rows by their Schema, which gives them as they are written; `before` rows came before these. */
export const encoding = (schema: RowSchema) => {
  const encode = SchemaParser.encodeUnknownResult(schema)
  return (rows: ReadonlyArray<unknown>, before = 0): Effect.Effect<ReadonlyArray<Encoded>, Rejected> =>
    each(rows, (row, index) => {
      const found = encode(row)
      return Result.isSuccess(found)
        ? found.success
        : SchemaRefusal.refusal(found.failure, `rows[${before + index}]`)
    })
}

/** Checks that each value's column would give it back as it is; `before` rows came before these. */
export const fitting = (
  columns: ReadonlyArray<Pick<Column, "field" | "type">>,
  rows: ReadonlyArray<Encoded>,
  before = 0
): Effect.Effect<ReadonlyArray<Encoded>, Rejected> =>
  each(rows, (row, index) => {
    for (const { field, type } of columns) {
      const problem = problemOf(type, row[field])
      if (problem !== undefined) return rejected(`rows[${before + index}].${field}`, problem)
    }
    return row
  })

const ofBigInt = (_: string, value: unknown): unknown => (typeof value === "bigint" ? String(value) : value)

const keyText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex")
  return typeof value === "object" ? JSON.stringify(value, ofBigInt) : String(value)
}

/** A row's key as text; none where a part of it is NULL, which is never equal to another. */
const keyOf = (row: Encoded, fields: ReadonlyArray<string>): string | undefined => {
  let key = ""
  for (const field of fields) {
    const value = row[field]
    if (value === null) return undefined
    key += key === "" ? keyText(value) : `\0${keyText(value)}`
  }
  return key
}

/** The rows by their keys, so that of two who write the same ones each waits for the other never; of a key the last counts. */
export const byKey = (
  rows: ReadonlyArray<Encoded>,
  fields: ReadonlyArray<string>
): ReadonlyArray<Encoded> => {
  const keys = rows.map((row) => keyOf(row, fields))
  const isInOrder = keys.every((key, index) => {
    const before = keys[index - 1]
    return key !== undefined && (index === 0 || (before !== undefined && before < key))
  })
  if (isInOrder) return rows
  const keyed = new Map<string, Encoded>()
  const others: Array<Encoded> = []
  for (const [index, row] of rows.entries()) {
    const key = keys[index]
    if (key === undefined) others.push(row)
    else keyed.set(key, row)
  }
  const inOrder = [...keyed].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  return [...inOrder, ...others]
}
