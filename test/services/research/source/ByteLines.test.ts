import { assert, describe, it } from "@effect/vitest"
import { ByteLines } from "../../../../src/services/research/source/ByteLines.ts"

const encoder = new TextEncoder()
const decoder = new TextDecoder("utf-8", { fatal: true })

const linesOf = (text: string, chunkBytes: number) => {
  const bytes = encoder.encode(text)
  const buffer = new Uint8Array(chunkBytes)
  const lines = new ByteLines()
  const found: Array<{ text: string; start: number; number: number }> = []
  const take = (of: Iterable<{ bytes: Uint8Array; start: number; number: number }>) => {
    for (const line of of)
      found.push({ text: decoder.decode(line.bytes), start: line.start, number: line.number })
  }
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // The same buffer each time, as a reader of files uses it.
    const chunk = bytes.subarray(at, at + chunkBytes)
    buffer.set(chunk)
    take(lines.push(buffer.subarray(0, chunk.length)))
  }
  take(lines.end())
  return found
}

describe("ByteLines", () => {
  const text = "first\n\nžluťoučký kůň 𝄞\r\nlast"

  it.each([1, 2, 3, 5, 7, 64])("finds the same lines in chunks of %d bytes", (chunkBytes) => {
    assert.deepStrictEqual(linesOf(text, chunkBytes), [
      { text: "first", start: 0, number: 1 },
      { text: "", start: 6, number: 2 },
      { text: "žluťoučký kůň 𝄞\r", start: 7, number: 3 },
      { text: "last", start: encoder.encode(text).length - 4, number: 4 }
    ])
  })

  it("adds no line after a final line feed", () => {
    assert.deepStrictEqual(
      linesOf("one\ntwo\n", 4).map(({ text }) => text),
      ["one", "two"]
    )
  })

  it("says how much of an unfinished line it holds", () => {
    const lines = new ByteLines()
    assert.strictEqual([...lines.push(encoder.encode("one\ntw"))].length, 1)
    assert.strictEqual([...lines.push(encoder.encode("o"))].length, 0)
    assert.strictEqual(lines.pending, 3)
    assert.strictEqual(lines.number, 2)
  })
})
