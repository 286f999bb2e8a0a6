import { Effect, Option, Schema } from "effect"
import type { Rejected } from "../../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../../layers/failure/rejected.ts"
import type { Ordering } from "../model/RowOrder.ts"

/** Where a page ends, and the next one begins: a text that its reader hands back as it is. */
export const Cursor = Schema.String.pipe(Schema.brand("Cursor"))

/** Where a page ends, and the next one begins: a text that its reader hands back as it is. */
export type Cursor = typeof Cursor.Type

/** By what a page was ordered, and the last row's values in it as Postgres writes them, of which no digit is lost. */
const Place = Schema.fromJsonString(
  Schema.Struct({ by: Schema.Array(Schema.String), at: Schema.Array(Schema.String) })
)

const decode = Schema.decodeUnknownOption(Place)

export const encode = (place: typeof Place.Type): Cursor =>
  Cursor.make(Buffer.from(JSON.stringify(place)).toString("base64url"))

/** A cursor's values for an order; refused where it is of another one. */
export const placeOf = (
  by: ReadonlyArray<Ordering>,
  after: Cursor
): Effect.Effect<ReadonlyArray<string>, Rejected> => {
  const place = Option.getOrUndefined(decode(Buffer.from(after, "base64url").toString()))
  return place !== undefined && place.by.join() === by.map(({ field }) => field).join()
    ? Effect.succeed(place.at)
    : Effect.fail(rejected("after", "is no cursor of pages in this order; begin without one"))
}

/** Refuses what is no number of rows, before anybody is asked for them. */
export const counted = (field: "limit" | "size", rows: number | undefined): Effect.Effect<void, Rejected> =>
  rows === undefined || (Number.isSafeInteger(rows) && rows > 0)
    ? Effect.void
    : Effect.fail(rejected(field, "is no whole number of rows, of which one is the least"))

/** Refuses an order in which a row may have no place, behind which others would never come. */
export const withoutPlace = (
  by: ReadonlyArray<Ordering>,
  columns: ReadonlyArray<{ readonly field: string; readonly name: string; readonly isNullable: boolean }>
): Rejected | undefined => {
  const found = columns.find(
    ({ field, isNullable }) => isNullable && by.some((ordering) => ordering.field === field)
  )
  if (found === undefined) return undefined
  const others = columns.filter(({ isNullable }) => !isNullable).map(({ field }) => field)
  return rejected(
    "orderBy",
    `names the field ${found.field}, whose column ${found.name} may be NULL, and no page can begin behind a row that has no value there; make the column NOT NULL, or name a field whose column is (${others.join(", ")})`
  )
}
