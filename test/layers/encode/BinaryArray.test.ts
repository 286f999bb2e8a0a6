import { PgTypes } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import * as BinaryArray from "../../../src/layers/encode/BinaryArray.ts"

const long = Array.from({ length: 3_000 }, (_, index) => `Ünï\u{1f4a7}cödé ${"x".repeat(index % 40)}${index}`)

/** As the driver would write it. */
const written = ({ oid, value }: PgTypes.Parameter) => Result.getOrThrow(PgTypes.encode(value, oid))

describe("BinaryArray", () => {
  it("has the bytes that the driver would write for texts", () => {
    const array = BinaryArray.texts(["", ...long])
    expect(Buffer.from(array.bytes ?? []).equals(written(array))).toBe(true)
  })

  it("has the bytes that the driver would write for byte strings", () => {
    const strings = long.map((_, index) => Buffer.from([0, 255, index & 255, index >> 8]).toString("hex"))
    const array = BinaryArray.bytes(strings, 4)
    expect(Buffer.from(array.bytes ?? []).equals(written(array))).toBe(true)
    expect(array.value[258]).toEqual(Buffer.from([0, 255, 2, 1]))
  })

  it.each([[[]], [["short"]], [[""]]])("leaves %j to the driver", (values) => {
    const array = BinaryArray.texts(values)
    expect(array.bytes).toBeUndefined()
    expect(PgTypes.isParameter(array)).toBe(true)
    expect(array.value).toEqual(values)
  })

  it("has memory of its own until it has arrived, and then that of another", () => {
    const room = new BinaryArray.ArrayRoom()
    const [first, second] = [long, long.toReversed()].map((values) => BinaryArray.texts(values, room))
    expect(first && Buffer.from(first.bytes ?? []).equals(written(first))).toBe(true)
    expect(second && Buffer.from(second.bytes ?? []).equals(written(second))).toBe(true)
    first?.arrive()
    const third = BinaryArray.texts(long.slice(1), room)
    expect(third.bytes?.buffer).toBe(first?.bytes?.buffer)
    expect(Buffer.from(third.bytes ?? []).equals(written(third))).toBe(true)
    expect(second && Buffer.from(second.bytes ?? []).equals(written(second))).toBe(true)
  })
})
