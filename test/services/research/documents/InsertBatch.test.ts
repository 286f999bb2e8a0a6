import { describe, expect, it } from "@effect/vitest"
import { cut } from "../../../../src/services/repository/bulk/Shares.ts"
import { documentBytes } from "../../../../src/services/research/documents/InsertBatch.ts"

const mebibyte = 1024 * 1024
const target = 1.15 * mebibyte

const documents = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => ({ url: `u${index}`, title: "é", body: "x".repeat(bytes) }))

describe("Batches", () => {
  it.each([
    [40_000, 90],
    [3_000, 940],
    [900, 3_000],
    [10, mebibyte + 1]
  ])("of %i documents of %i bytes are a little more than a MiB each", (count, bytes) => {
    const given = documents(count, bytes)
    const batches = [...cut(given, documentBytes)]
    expect(batches.flat()).toEqual(given)
    for (const batch of batches.slice(0, -1)) {
      const sent = batch.reduce((sum, document) => sum + documentBytes(document), 0)
      expect(sent).toBeGreaterThan(target)
      expect(sent - documentBytes(batch.at(-1) ?? { url: "", title: "", body: "" })).toBeLessThanOrEqual(
        target
      )
    }
  })

  it("count all that is sent", () => {
    const label = (index: number) => `é${index}`.padEnd(500, "x")
    const given = documents(5_000, 1).map((document, index) => ({
      ...document,
      source: label(index),
      kind: label(-index)
    }))
    for (const batch of cut(given, documentBytes)) {
      const sent = batch
        .flatMap(Object.values)
        .reduce<number>((sum, text) => sum + Buffer.byteLength(text), 0)
      expect(sent).toBeLessThan(1.2 * mebibyte)
    }
  })

  it("of nothing are none", () => {
    expect([...cut([], documentBytes)]).toEqual([])
  })
})
