import { assert, describe, it } from "@effect/vitest"
import { KeywordIndex } from "../../../../src/services/research/source/KeywordIndex.ts"

describe("KeywordIndex", () => {
  it("gives the entries of a keyword in the order of their adding", () => {
    const index = new KeywordIndex()
    for (const keyword of ["b", "a", "b", "c", "b", "a"]) index.add(keyword)
    assert.deepStrictEqual(index.keywords(), ["b", "a", "c"])
    assert.deepStrictEqual(
      index.keywords().map((keyword) => index.entries(keyword)),
      [[0, 2, 4], [1, 5], [3]]
    )
    assert.strictEqual(index.size, 6)
  })

  it("has no entries for a keyword it does not know, whatever it is called", () => {
    assert.deepStrictEqual(new KeywordIndex().entries("__proto__"), [])
  })
})
