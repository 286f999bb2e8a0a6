import { describe, expect, it } from "@effect/vitest"
import { BigDecimal, Equal, Option } from "effect"
import { roughBytes } from "../../../../src/services/repository/commit/roughBytes.ts"

describe("What a value takes, roughly", () => {
  it("grows with its texts and bytes, however deep they are", () => {
    const text = "x".repeat(1_000)
    const bytes = new Uint8Array(1_000)
    expect(roughBytes(text)).toBeGreaterThanOrEqual(1_000)
    for (const value of [Option.some({ a: [{ text }] }), { bytes }, [[bytes]], [text]]) {
      expect(roughBytes(value)).toBeGreaterThanOrEqual(1_000)
    }
    expect(roughBytes([text, text])).toBeGreaterThanOrEqual(2_000)
    expect(roughBytes([1n, null, undefined, true, new Date()])).toBeLessThan(100)
  })

  it("ends where a value has itself in it", () => {
    const price = BigDecimal.fromStringUnsafe("1.50")
    expect(Equal.equals(price, BigDecimal.fromStringUnsafe("1.5"))).toBe(true) // which leads to itself from now on
    const value: { text: string; self?: unknown; other?: unknown } = { text: "x".repeat(1_000) }
    value.self = value
    value.other = [value, price]
    expect(roughBytes(Option.some({ price, value }))).toBeLessThan(1_200)
  })
})
