import { gzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"
import { line, open, refusal } from "./jsonLinesFile.ts"

layer(NodeServices.layer)("JsonLinesSource", (it) => {
  it.effect.each([
    { problem: "malformed JSON", bad: `{"keyword": SECRET`, field: undefined, says: "is not valid JSON" },
    { problem: "JSON that is no object", bad: `["SECRET"]`, field: undefined, says: "is not a JSON object" },
    { problem: "null", bad: "null", field: undefined, says: "is not a JSON object" },
    {
      problem: "a missing keyword",
      bad: `{"url":"SECRET","title":"","body":""}`,
      field: "keyword",
      says: "is missing"
    },
    { problem: "a keyword of spaces", bad: line("  ", "SECRET"), field: "keyword", says: "is empty" },
    { problem: "a keyword that is a number", bad: `{"keyword": 7}`, field: "keyword", says: "is not text" },
    {
      problem: "a keyword that is too long",
      bad: line("é".repeat(300), "1"),
      field: "keyword",
      says: "is longer than"
    },
    {
      problem: "a missing url",
      bad: `{"keyword":"SECRET","title":"","body":""}`,
      field: "url",
      says: "is missing"
    },
    { problem: "an empty url", bad: line("SECRET", ""), field: "url", says: "is empty" },
    {
      problem: "a missing title",
      bad: `{"keyword":"SECRET","url":"u","body":""}`,
      field: "title",
      says: "is missing"
    },
    {
      problem: "a missing body",
      bad: `{"keyword":"SECRET","url":"u","title":""}`,
      field: "body",
      says: "is missing"
    },
    {
      problem: "a body that is null",
      bad: line("SECRET", "u", { body: null }),
      field: "body",
      says: "is not text"
    },
    {
      problem: "a NUL character",
      bad: line("a", "u", { body: "SECRET\0" }),
      field: "body",
      says: "a NUL character"
    },
    {
      problem: "a lone surrogate",
      bad: line("a", "u", { title: "SECRET\ud800" }),
      field: "title",
      says: "surrogate"
    },
    {
      problem: "a source that is a number",
      bad: line("a", "SECRET", { source: 1 }),
      field: "source",
      says: "is not text"
    },
    {
      problem: "a body that is too long",
      bad: line("a", "u", { body: "SECRET".repeat(1_300_000) }),
      field: "body",
      says: "is longer than"
    }
  ])("refuses $problem, naming the line and the field and quoting nothing", ({ bad, field, says }) =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(`${line("a", "1")}\r\n\r\n${bad}\n${line("b", "2")}`)
      assert.strictEqual(error._tag, "DocumentSourceError")
      assert.strictEqual(error.path, path)
      assert.strictEqual(error.line, 3)
      assert.strictEqual(error.field, field)
      assert.include(error.message, `${path}:3: ${field ?? "the line"} `)
      assert.include(error.message, says)
      assert.notInclude(error.message, "SECRET")
      assert.notInclude(error.message, "\n")
    })
  )

  it.effect.each([
    ["gzip data", gzipSync(line("a", "1")), "is gzip data; end its name in .jsonl.gz"],
    ["a zip archive", Buffer.from("PK\x03\x04"), "is a zip archive; unpack it"],
    ["UTF-16", Buffer.from(`\ufeff${line("a", "1")}`, "utf16le"), "is UTF-16; write it as UTF-8"]
  ] as const)("says of %s what it is, rather than that a line is wrong", ([, content, says]) =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(content)
      assert.include(error.message, `${path} ${says}`)
    })
  )

  it.effect("refuses bytes that are not UTF-8, naming the line", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(Buffer.from(`${line("a", "1")}\n${line("é", "2")}`, "latin1"))
      assert.strictEqual(error.line, 2)
      assert.include(error.message, `${path}:2: the line is not valid UTF-8`)
    })
  )

  it.effect("refuses a line without an end rather than hold it in memory", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({ "docs.jsonl": `${line("a", "1")}\n` })
      yield* fileSystem.truncate(`${folder}/docs.jsonl`, 1_000_000_000)
      const error = yield* Effect.flip(open(`${folder}/docs.jsonl`))
      assert.strictEqual(error.line, 2)
      assert.include(error.message, "is longer than")
    })
  )

  it.effect.each(["\n", " \r\n\n", "\uFEFF"])("refuses a file without documents: %j", (content) =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(content)
      assert.match(error.message, new RegExp(`^${path} holds no documents; `))
    })
  )
})
