import { describe, expect, it } from "@effect/vitest"
import { DateTime, Option } from "effect"
import * as SharedValue from "../../../../src/services/repository/near/SharedValue.ts"

const plain = (parts: object) => parts

describe("A value that several are given", () => {
  it("is frozen in depth, and is the same for each", () => {
    const value = SharedValue.shared({ name: "tea", tags: [{ a: 1 }], none: null })
    expect(SharedValue.own(value, plain)).toBe(value)
    expect(() => Object.assign(value, { name: "pot" })).toThrow(TypeError)
    expect(() => Object.assign(value.tags[0] ?? {}, { a: 2 })).toThrow(TypeError)
    expect(() => (value.tags as Array<object>).push({})).toThrow(TypeError)
  })

  it("is one of each one's own where it has dates or bytes in it, of which the rest is frozen", () => {
    const bytes = Buffer.from([1])
    const value = SharedValue.shared({ at: new Date(0), deep: { bytes }, tags: ["a"] })
    const own = SharedValue.own(value, plain) as typeof value
    expect(own).toEqual(value)
    own.at.setTime(5)
    own.deep.bytes[0] = 7
    expect(value).toEqual({ at: new Date(0), deep: { bytes: Buffer.from([1]) }, tags: ["a"] })
    expect(own.tags).toBe(value.tags)
    expect(Object.isFrozen(value.tags)).toBe(true)
  })

  it("leaves values of Effect's as they are", () => {
    const at = DateTime.makeUnsafe("2024-01-01T00:00:00Z")
    const value = SharedValue.shared({ at, some: Option.some(1) })
    expect(Object.isFrozen(value)).toBe(true)
    expect(DateTime.formatIso(SharedValue.own(value, plain) === value ? value.at : at)).toContain("2024")
  })
})
