import { Schema } from "effect"

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

export const decodeCursor = (cursor: Cursor) => decode(Buffer.from(cursor, "base64url").toString())
