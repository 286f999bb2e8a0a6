import { PgTypes } from "@effect/sql-pg"
import { Result } from "effect"
import { unstorableStrings } from "../../support/strings.ts"

/** The most bytes that one value may have: the driver reads rows of up to 16 MiB. */
export const maxBytes = 16 * 1024 * 1024 - 64 * 1024

export const mebibyte = 1024 * 1024

export const int8 = 2n ** 63n

export const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

export const array = (values: ReadonlyArray<unknown>, oid: number): unknown =>
  Result.getOrThrow(PgTypes.array(values, oid))

/** What JavaScript callers can do, and the driver's types forbid. */
const makeUndefined = (oid: number): unknown => ({ ...PgTypes.text(null), oid, value: undefined })

export const clean = Array.from({ length: 20 }, (_, index) => `text ${index}`)

/** Parameters that are refused, with the field that is named and words of the message. */
export const refused: ReadonlyArray<
  readonly [what: string, parameters: ReadonlyArray<unknown>, field: string, says: string]
> = [
  ...unstorableStrings.map(
    ([text, says], index) => [`text ${index} of those that cannot be stored`, [text], "$1", says] as const
  ),
  ["the text that is the third parameter", ["a", null, "b\0"], "$3", "NUL"],
  ["typed text with a lone surrogate", [PgTypes.text("\udfff")], "$1", "lone surrogate"],
  ["undefined", [1, undefined], "$2", "pass null"],
  ["2^53", [2 ** 53], "$1", "pass a bigint"],
  ["-2^53", [-(2 ** 53)], "$1", "pass a bigint"],
  ["1e300", [1e300], "$1", "pass a bigint"],
  ["a bigint beyond int8", [int8], "$1", "what bigint holds"],
  ["a bigint below int8", [-int8 - 1n], "$1", "what bigint holds"],
  ["a typed int8 beyond its range", [PgTypes.int8(int8)], "$1", "what bigint holds"],
  ["an invalid date", [new Date(Number.NaN)], "$1", "no valid date"],
  ["a typed invalid date", [PgTypes.timestamptz(new Date(Infinity))], "$1", "no valid date"],
  ["text of 17 MiB", ["x".repeat(17 * mebibyte)], "$1", "longer than"],
  ["text of 300 MiB", ["x".repeat(300 * mebibyte)], "$1", "longer than"],
  ["bytes of 300 MiB", [new Uint8Array(300 * mebibyte)], "$1", "longer than"],
  ["an array of 20 × 1 MiB", ["a", Array.from({ length: 20 }, () => "x".repeat(mebibyte))], "$2", "longer"],
  [
    "a typed array of 20 × 1 MiB",
    [
      array(
        clean.map(() => "x".repeat(mebibyte)),
        PgTypes.OID.text
      )
    ],
    "$1",
    "longer"
  ],
  ["jsonb of 20 × 1 MiB", [PgTypes.jsonb(clean.map(() => "x".repeat(mebibyte)))], "$1", "longer"],
  [
    "jsonb one byte too long with its quotation marks",
    [PgTypes.jsonb("x".repeat(maxBytes - 1))],
    "$1",
    "longer"
  ],
  ["jsonb of large numbers", [PgTypes.jsonb(Array.from({ length: 60_000 }, () => 1e300))], "$1", "longer"],
  [
    "an array of jsonb of 20 × 1 MiB",
    [
      array(
        clean.map(() => "x".repeat(mebibyte)),
        PgTypes.OID.jsonb
      )
    ],
    "$1",
    "longer"
  ],
  ["two texts that are too long together", ["x".repeat(maxBytes), "x"], "parameters", "together"],
  ["twenty texts of 1 MiB", clean.map(() => "x".repeat(mebibyte)), "parameters", "together"],
  ["text one byte too long", ["x".repeat(maxBytes + 1)], "$1", "longer than"],
  ["text too long in UTF-8 alone", [`${"é".repeat(maxBytes / 2)}x`], "$1", "longer than"],
  ["bytes one too many", [new Uint8Array(maxBytes + 1)], "$1", "longer than"],
  ["one bad text in an array", ["a", 1, clean.with(17, "\ud800")], "$3[17]", "lone surrogate"],
  ["undefined in an array", [[1, undefined]], "$1[1]", "pass null"],
  ["a whole number beyond 2^53 in an array", [[1, 2 ** 60]], "$1[1]", "pass a bigint"],
  ["an invalid date in an array", [[new Date(0), new Date(Number.NaN)]], "$1[1]", "no valid date"],
  ["one bad text in a typed array", [array(["a", "b\0"], PgTypes.OID.text)], "$1[1]", "NUL"],
  ["a typed text with a lone surrogate in an array", [[PgTypes.text("\ud800")]], "$1[0]", "lone surrogate"],
  ["an array in an array", [[["a"]]], "$1[0]", "array in an array"],
  ["an array of nothing but nulls", [[null, null]], "$1", "PgTypes.array"],
  ["NaN in an array of jsonb", [array([1, { a: Number.NaN }], PgTypes.OID.jsonb)], "$1[1].a", "NaN"],
  ["signed bytes one too many", [new Int8Array(maxBytes + 1)], "$1", "longer than"],
  ["a date before Postgres' first", [new Date(Date.UTC(-4713, 10, 23))], "$1", "4714 BC"],
  ["typed text that is undefined", [makeUndefined(PgTypes.OID.text)], "$1", "pass null"],
  ["32,768 parameters", Array.from({ length: 32_768 }, () => 1), "parameters", "32,767"],
  ["jsonb with NaN inside", [PgTypes.jsonb({ a: [1, { b: Number.NaN }] })], "$1.a[1].b", "NaN"],
  ["json with NaN inside", [PgTypes.json({ a: Number.NaN })], "$1.a", "NaN"],
  ["jsonb with Infinity", [PgTypes.jsonb([-Infinity])], "$1[0]", "-Infinity"],
  ["jsonb with negative zero", [PgTypes.jsonb({ zero: -0 })], "$1.zero", "negative zero"],
  ["jsonb with undefined inside", [PgTypes.jsonb({ a: undefined })], "$1.a", "no JSON value"],
  ["jsonb of a sparse array", [PgTypes.jsonb([1, undefined, 3])], "$1[1]", "no JSON value"],
  ["jsonb that is undefined", [PgTypes.jsonb(undefined)], "$1", "no JSON value"],
  ["jsonb with a bigint", [PgTypes.jsonb({ n: 1n })], "$1.n", "no JSON value"],
  ["jsonb with a date", [PgTypes.jsonb({ at: new Date(0) })], "$1.at", "no JSON value"],
  ["jsonb with a map", [PgTypes.jsonb({ map: new Map() })], "$1.map", "no JSON value"],
  ["jsonb with NUL inside", [PgTypes.jsonb({ a: { b: "\0" } })], "$1.a.b", "NUL"],
  ["jsonb with a surrogate inside", [PgTypes.jsonb(["\ud83d"])], "$1[0]", "lone surrogate"],
  ["jsonb with NUL in a key", [PgTypes.jsonb({ a: { "b\0": 1 } })], "$1.a", "has a key that contains a NUL"],
  [
    "jsonb with a surrogate in a key",
    [PgTypes.jsonb({ "\udc00": 1 })],
    "$1",
    "has a key that contains a lone"
  ],
  ["jsonb with a text too long", [PgTypes.jsonb(["x".repeat(maxBytes + 1)])], "$1[0]", "longer than"],
  ["jsonb 10,000 levels deep", [PgTypes.jsonb(nested(10_000))], "$1[0][0][0]", "nested deeper than 1,000"],
  ["jsonb 1,001 levels deep", [PgTypes.jsonb(nested(1_001))], "$1[0][0][0]", "nested deeper than 1,000"]
]
