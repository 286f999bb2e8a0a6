import { PgTypes } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import * as WireArrays from "../../../../src/layers/encode/arrays/WireArrays.ts"

/** As the driver would write it. */
const written = ({ oid, value }: PgTypes.Parameter) => Result.getOrThrow(PgTypes.encode(value, oid))

/** As many as are not left to the driver, with nulls between them. */
const many = <A>(values: ReadonlyArray<A>): ReadonlyArray<A | null> =>
  Array.from({ length: 20_000 }, (_, index) =>
    index % 3 === 2 ? null : (values[index % values.length] ?? null)
  )

describe("An array for the wire has the bytes that the driver would write", () => {
  it.each([
    ["texts", WireArrays.texts(many(["", "ü", "a longer text"]))],
    ["whole numbers", WireArrays.int4s(many([0, -1, 2 ** 31 - 1, -(2 ** 31)]))],
    [
      "long whole numbers",
      WireArrays.int8s(
        many([0, -1, 2 ** 32, -(2 ** 32) - 1, Number.MIN_SAFE_INTEGER, 2n ** 63n - 1n, -(2n ** 63n)])
      )
    ],
    ["fractions", WireArrays.float8s(many([0.1, -0, Infinity, 1e-300]))],
    ["booleans", WireArrays.booleans(many([true, false]))],
    [
      "points in time",
      WireArrays.instants(many([0, -1, 1_700_000_000_001, -62_135_596_800].map((at) => new Date(at))))
    ],
    ["byte strings", WireArrays.byteStrings(many([new Uint8Array(0), Uint8Array.of(0, 255)]))]
  ])("for %s", (_, array) => {
    expect(array.bytes).toBeDefined()
    expect(Buffer.from(array.bytes ?? []).equals(written(array))).toBe(true)
  })

  it.each([
    ["ü", "x"],
    ["x", "\u{1f4a7}"],
    ["", "\uffff"]
  ])("for texts that take more bytes than characters, first or last: %j, %j", (first, last) => {
    const values = [
      ...Array.from({ length: 4_000 }, () => first.repeat(9)),
      null,
      ...Array.from({ length: 4_000 }, () => last.repeat(9))
    ]
    const array = WireArrays.texts(values)
    expect(Buffer.from(array.bytes ?? []).equals(written(array))).toBe(true)
  })

  it("for those without nulls", () => {
    const array = WireArrays.int4s(Array.from({ length: 5_000 }, (_, index) => index))
    expect(Buffer.from(array.bytes ?? []).equals(written(array))).toBe(true)
  })

  it.each([8.64e15, 253_402_300_799_999, -210_866_803_200_000])(
    "and keeps points in time exact: %d",
    (millis) => {
      const { bytes = new Uint8Array() } = WireArrays.instants(
        Array.from({ length: 2_000 }, () => new Date(millis))
      )
      expect(Buffer.from(bytes).readBigInt64BE(24)).toBe((BigInt(millis) - 946_684_800_000n) * 1000n)
    }
  )
})
