import { describe, expect, it } from "@effect/vitest"
import { documentBytes, shares } from "../../src/services/ResearchDocumentShare.ts"

const mebibyte = 1024 * 1024

const documents = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => ({ url: `u${index}`, title: "é", body: "x".repeat(bytes) }))

describe("Shares", () => {
  it.each([
    [40_000, 90],
    [3_000, 940],
    [900, 3_000],
    [10, mebibyte + 1]
  ])("of %i documents of %i bytes are a little more than a MiB each", (count, bytes) => {
    const given = documents(count, bytes)
    const cut = [...shares(given, documentBytes)]
    expect(cut.flat()).toEqual(given)
    for (const share of cut.slice(0, -1)) {
      const sent = share.reduce((sum, document) => sum + documentBytes(document), 0)
      expect(sent).toBeGreaterThan(mebibyte)
      expect(sent - documentBytes(share.at(-1) ?? { url: "", title: "", body: "" })).toBeLessThanOrEqual(
        mebibyte
      )
    }
  })

  it("of nothing are none", () => {
    expect([...shares([], documentBytes)]).toEqual([])
  })
})
