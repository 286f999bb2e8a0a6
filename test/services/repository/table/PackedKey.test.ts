import { describe, expect, it } from "@effect/vitest"
import * as PackedKey from "../../../../src/services/repository/table/model/PackedKey.ts"

describe("A packed key", () => {
  it.each(["", "tea", "[1]", 1, 2 ** 60, 2n ** 60n, true])("is itself where a Map knows it: %s", (key) => {
    expect(PackedKey.pack(key)).toBe(key)
    expect(PackedKey.isPacked(key)).toBe(false)
    expect(PackedKey.unpack(key)).toBe(key)
  })

  it.each(["\0", "\0garbage", "\0[1]"])("is no packed one because it begins as those do: %j", (key) => {
    expect(PackedKey.unpack(PackedKey.pack(key))).toBe(key)
  })

  it("is one text for each value, of which that is made again", () => {
    const values = [
      null,
      [],
      ["a,b"],
      ["a", "b"],
      [1, "1", 1n, true, null],
      [Number.NaN, Number.POSITIVE_INFINITY],
      [["a"], [new Date(1)]],
      new Date(0),
      new Date(Number.NaN),
      Uint8Array.of(),
      Uint8Array.of(0, 255),
      { months: 1, days: 0, microseconds: 2n },
      { bigint: "2" },
      { date: 0, fields: [] }
    ]
    const keys = values.map(PackedKey.pack)
    expect(new Set(keys).size).toBe(values.length)
    expect(keys.every(PackedKey.isPacked)).toBe(true)
    expect(keys.map(PackedKey.unpack)).toEqual(values)
    expect(PackedKey.pack([new Date(7), "x"])).toBe(PackedKey.pack([new Date(7), "x"]))
  })
})
