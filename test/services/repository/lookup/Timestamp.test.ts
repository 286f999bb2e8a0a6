import { describe, expect, it } from "@effect/vitest"
import { DateTime, Equal, Hash } from "effect"
import * as Timestamp from "../../../../src/services/repository/lookup/Timestamp.ts"

describe("A time of a row", () => {
  it("is a DateTime as effect makes it", () => {
    for (const millis of [0, 946_684_800_123, -1, 253_402_300_799_999]) {
      const [ours, theirs] = [Timestamp.utc(millis), DateTime.makeUnsafe(millis)]
      expect(Equal.equals(ours, theirs)).toBe(true)
      expect(Hash.hash(ours)).toBe(Hash.hash(theirs))
      expect(DateTime.formatIso(ours)).toBe(DateTime.formatIso(theirs))
      expect(DateTime.toPartsUtc(ours)).toEqual(DateTime.toPartsUtc(theirs))
      expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs))
      expect(DateTime.isUtc(ours)).toBe(true)
    }
  })

  it("is read from its microseconds to the millisecond, however far away", () => {
    for (const micros of [0n, 1_999n, -1n, 252_455_615_999_999_999n, 823_176_000_123_456n]) {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64BE(micros)
      const millis = Number(micros / 1_000n)
      expect(Timestamp.read(bytes, 0).epochMilliseconds).toBe(Date.UTC(2000, 0, 1) + millis)
    }
  })
})
