import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { line, opened, urls } from "./jsonLinesFile.ts"

layer(NodeServices.layer)("JsonLinesSource", (it) => {
  it.effect("gives keywords in the order of their first appearance, and the documents of each in order", () =>
    Effect.gen(function* () {
      const text = [line("b", "1"), line("a", "2"), line("b", "3"), line("c", "4"), line("b", "5")].join("\n")
      const { path, source } = yield* opened(text)
      assert.strictEqual(source.path, path)
      assert.deepStrictEqual(source.keywords, ["b", "a", "c"])
      assert.strictEqual(source.documents, 5)
      assert.deepStrictEqual(yield* urls(source.read("b")), ["1", "3", "5"])
      assert.deepStrictEqual(yield* urls(source.read("c")), ["4"])
    })
  )

  it.effect("takes a source or a kind that is null for an absent one", () =>
    Effect.gen(function* () {
      const { source } = yield* opened(line("k", "u", { source: null, kind: null }))
      assert.deepStrictEqual(Object.keys((yield* source.read("k"))[0] ?? {}), ["url", "title", "body"])
    })
  )

  it.effect("gives a document as the line has it, without the keyword and what is unknown", () =>
    Effect.gen(function* () {
      const full = { url: "u", title: "t", body: "b\n\u2028ž𝄞", source: "s", kind: "k" }
      const { source } = yield* opened(
        `${JSON.stringify({ keyword: "a", extra: [1], ...full })}\n${line("b", "2")}`
      )
      assert.deepEqual(yield* source.read("a"), [full])
      assert.notProperty((yield* source.read("b"))[0], "source")
    })
  )

  it.effect("takes a keyword's exact text, trimmed, and tells its case", () =>
    Effect.gen(function* () {
      const { source } = yield* opened([line(" a ", "1"), line("a", "2"), line("A", "3")].join("\n"))
      assert.deepStrictEqual(source.keywords, ["a", "A"])
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1", "2"])
    })
  )

  it.effect("keeps both documents of a keyword that have the same url", () =>
    Effect.gen(function* () {
      const { source } = yield* opened(
        [line("a", "1", { body: "x" }), line("a", "1", { body: "y" })].join("\n")
      )
      assert.deepStrictEqual(
        (yield* source.read("a")).map(({ body }) => body),
        ["x", "y"]
      )
    })
  )

  it.effect("knows no documents of a keyword that the file does not have", () =>
    Effect.gen(function* () {
      const { source } = yield* opened(line("a", "1"))
      assert.deepStrictEqual(yield* source.read("b"), [])
    })
  )

  it.effect("reads CRLF, empty lines, a byte order mark and a last line without its line feed", () =>
    Effect.gen(function* () {
      const { source } = yield* opened(`\uFEFF\r\n${line("a", "1")}\r\n\r\n   \n${line("ž", "2")}`)
      assert.deepStrictEqual(source.keywords, ["a", "ž"])
      assert.deepStrictEqual(yield* urls(source.read("ž")), ["2"])
      const marked = yield* opened(`\uFEFF${line("a", "1")}`)
      assert.deepStrictEqual(yield* urls(marked.source.read("a")), ["1"])
    })
  )

  it.effect("reads lines longer than a chunk, with characters that straddle chunks", () =>
    Effect.gen(function* () {
      const bodies = ["€".repeat(300_000), `x${"€".repeat(300_000)}`, `xx${"𝄞".repeat(300_000)}`]
      const { source } = yield* opened(bodies.map((body, at) => line("a", String(at), { body })).join("\n"))
      assert.isTrue((yield* source.read("a")).every(({ body }, at) => body === bodies[at]))
    })
  )

  it.effect("gives each of a hundred fibers its own documents at the same time", () =>
    Effect.gen(function* () {
      const count = 5_000
      const text = Array.from({ length: count }, (_, at) =>
        line(`k${at % 250}`, String(at), { body: `${at} `.repeat(at % 97) })
      ).join("\n")
      const { source } = yield* opened(text)
      const read = yield* Effect.forEach(source.keywords, (keyword) => source.read(keyword), {
        concurrency: 100
      })
      const expected = source.keywords.map((_, first) =>
        Array.from({ length: count / 250 }, (_, round) => {
          const at = first + round * 250
          return { url: String(at), body: `${at} `.repeat(at % 97) }
        })
      )
      assert.deepStrictEqual(
        read.map((documents) => documents.map(({ body, url }) => ({ url, body }))),
        expected
      )
    })
  )
})
