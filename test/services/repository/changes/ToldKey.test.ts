import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import * as ToldKey from "../../../../src/services/repository/changes/ToldKey.ts"

const utc = (text: string) => new Date(text)

/** A field's schema, what Postgres casts a value to, and the value as the driver gives it. */
const told: ReadonlyArray<readonly [Schema.Codec<unknown, unknown>, text: string, value: unknown]> = [
  [Schema.Date, "2024-11-03 05:30:00+00", utc("2024-11-03T05:30:00Z")],
  [Schema.Date, "2024-11-03 05:30:00.123456+00", utc("2024-11-03T05:30:00.123Z")],
  [Schema.Date, "2024-11-03 05:30:00", utc("2024-11-03T05:30:00Z")],
  [Schema.Date, "2024-11-03 11:15:00+05:45", utc("2024-11-03T05:30:00Z")],
  [Schema.Date, "2024-11-03 01:30:00-04", utc("2024-11-03T05:30:00Z")],
  [Schema.Date, "0001-01-01 00:00:00+00", utc("0001-01-01T00:00:00Z")],
  [Schema.Date, "0050-06-01 00:00:00", utc("0050-06-01T00:00:00Z")],
  [Schema.Date, "12345-01-01 00:00:00+00", utc("+012345-01-01T00:00:00Z")],
  [Schema.Date, "0001-01-01 00:00:00+00 BC", utc("0000-01-01T00:00:00Z")],
  [Schema.Date, "0044-03-15 00:00:00+00 BC", utc("-000043-03-15T00:00:00Z")],
  [Schema.Date, "294276-12-31 00:00:00+00", undefined],
  [Schema.Date, "infinity", undefined],
  [Schema.Date, "03/11/2024 05:30:00 UTC", utc("2024-03-11T05:30:00Z")], // as it has always been
  [Schema.Uint8Array, "\\x5cff", Uint8Array.of(0x5c, 0xff)],
  [Schema.Uint8Array, "\\x", Uint8Array.of()],
  [Schema.Uint8Array, "abcd", undefined], // as a setting has it, of other bytes
  [Schema.BigInt, "-9007199254740993", -9007199254740993n],
  [Schema.BigInt, "05:30:00", 19_800_000_000n],
  [Schema.BigInt, "24:00:00", 86_400_000_000n],
  [Schema.BigInt, "00:00:00.00012", 120n],
  [Schema.Number, "1e+20", 1e20],
  [Schema.Boolean, "true", true],
  [Schema.String, "2024-11-03 05:30:00", "2024-11-03 05:30:00"],
  [Schema.String, "05:30:00", "05:30:00"],
  [Schema.String, "\\x5cff", "\\x5cff"],
  [Schema.Union([Schema.String, Schema.Date]), "2024-11-03 05:30:00", "2024-11-03 05:30:00"]
]

describe("A key that a feed tells", () => {
  it.each(told)("is read as the driver reads its column: %s", (schema, text, value) => {
    expect(ToldKey.decoder(schema)(text)).toEqual(value)
  })

  it("of several columns is read column by column", () => {
    const decode = ToldKey.decoder(
      Schema.Struct({ placed: Schema.Date, name: Schema.String, opens: Schema.BigInt }).pipe(
        Schema.encodeKeys({ placed: "placed_at" })
      )
    )
    const texts = { placed_at: "0050-01-01 00:00:00", name: "05:30:00", opens: "05:30:00" }
    const key = { placed: utc("0050-01-01T00:00:00Z"), name: "05:30:00", opens: 19_800_000_000n }
    expect(decode(texts)).toEqual(key)
    expect(decode({ ...texts, opens: null })).toBeUndefined()
    expect(decode("tea")).toBeUndefined()
  })
})
