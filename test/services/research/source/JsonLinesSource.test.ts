import { gzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, PlatformError } from "effect"
import { DocumentSource } from "../../../../src/services/research/source/DocumentSource.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

const open = (path: string) =>
  Effect.map(Layer.build(DocumentSource.layerFrom(path)), Context.get(DocumentSource))

/** A file with this content, opened. */
const opened = Effect.fnUntraced(function* (content: string | Uint8Array, name = "docs.jsonl") {
  const folder = yield* temporaryFolder({ [name]: content })
  const path = `${folder}/${name}`
  return { path, source: yield* open(path) }
})

/** What opening a file with this content fails with. */
const refusal = Effect.fnUntraced(function* (content: string | Uint8Array, name = "docs.jsonl") {
  const folder = yield* temporaryFolder({ [name]: content })
  const path = `${folder}/${name}`
  return { path, error: yield* Effect.flip(open(path)) }
})

const line = (keyword: string, url: string, more: object = {}) =>
  JSON.stringify({ keyword, url, title: `About ${url}`, body: "", ...more })

const urls = Effect.map((documents: ReadonlyArray<{ readonly url: string }>) =>
  documents.map(({ url }) => url)
)

/** The file system with one operation replaced. */
const withFileSystem = (change: (original: FileSystem.FileSystem) => Partial<FileSystem.FileSystem>) =>
  Effect.updateService(FileSystem.FileSystem, (original) => ({ ...original, ...change(original) }))

const systemError = (code: string, tag: PlatformError.SystemErrorTag = "Unknown") =>
  PlatformError.systemError({
    _tag: tag,
    module: "FileSystem",
    method: "read",
    cause: Object.assign(new Error(code), { code })
  })

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

  it.effect("refuses to read a file that was written into since it was scanned", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const changes: Array<(path: string) => Effect.Effect<void, PlatformError.PlatformError>> = [
        (path) => fileSystem.writeFileString(path, `\n${line("b", "2")}`, { flag: "a" }),
        (path) => fileSystem.truncate(path, 5),
        (path) => fileSystem.writeFileString(path, line("a", "2"), { flag: "r+" }),
        (path) => fileSystem.utimes(path, 1, 1)
      ]
      for (const change of changes) {
        const { path } = yield* opened(line("a", "1"))
        yield* fileSystem.utimes(path, 0, 0) // two changes within a tick of the disk's clock would look like one
        const source = yield* open(path)
        yield* change(path)
        const error = yield* Effect.flip(source.read("a"))
        assert.strictEqual(error.path, path)
        assert.include(error.message, `${path} changed while it was in use; run again`)
      }
    })
  )

  it.effect("refuses a file that is written into while it is scanned", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(line("a", "1")).pipe(
        withFileSystem((original) => ({
          open: (path, options) =>
            Effect.map(original.open(path, options), (file) => ({
              ...file,
              stat: file.stat,
              read: (buffer, options) =>
                Effect.tap(file.read(buffer, options), (count) =>
                  count === 0 ? original.writeFileString(path, line("a", "2"), { flag: "a" }) : Effect.void
                )
            }))
        }))
      )
      assert.include(error.message, `${path} changed while it was in use`)
    })
  )

  it.effect("reads a file that was replaced or removed since as it was scanned", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const { path, source } = yield* opened(line("a", "1"))
      yield* fileSystem.writeFileString(`${path}.new`, line("a", "2"))
      yield* fileSystem.rename(`${path}.new`, path)
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1"])
      yield* fileSystem.remove(path)
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1"])
    })
  )

  it.effect("goes on where the system gave less than was asked for", () =>
    Effect.gen(function* () {
      const { source } = yield* opened([line("a", "1"), line("b", "2"), line("a", "3")].join("\n")).pipe(
        withFileSystem((original) => ({
          open: (path, options) =>
            Effect.map(original.open(path, options), (file) => ({
              ...file,
              stat: file.stat,
              read: (buffer, options) => file.read(buffer.subarray(0, 7), options)
            }))
        }))
      )
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1", "3"])
    })
  )

  it.effect("says what the system said when the disk fails", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(line("a", "1")).pipe(
        withFileSystem((original) => ({
          open: (path, options) =>
            Effect.map(original.open(path, options), (file) => ({
              ...file,
              stat: file.stat,
              read: () => Effect.fail(systemError("EIO"))
            }))
        }))
      )
      assert.include(error.message, `${path} cannot be read (EIO)`)
    })
  )

  it.effect("reads a gzip file as it reads the file inside", () =>
    Effect.gen(function* () {
      const body = "žluťoučký ".repeat(200_000)
      const text = [line("b", "1", { body }), line("a", "2"), line("b", "3")].join("\n")
      const { path, source } = yield* opened(gzipSync(text), "docs.JSONL.gz")
      assert.strictEqual(source.path, path)
      assert.deepStrictEqual(source.keywords, ["b", "a"])
      assert.deepStrictEqual(yield* urls(source.read("b")), ["1", "3"])
      assert.strictEqual((yield* source.read("b"))[0]?.body, body)
    })
  )

  it.effect("reads gzip files that were put together, and zeros behind them", () =>
    Effect.gen(function* () {
      const parts = [`${line("a", "1")}\n`, line("a", "2")].map((text) => gzipSync(text))
      const { source } = yield* opened(Buffer.concat([...parts, Buffer.alloc(512)]), "docs.jsonl.gz")
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1", "2"])
    })
  )

  it.effect("refuses a gzip file that grows as no text does, before it has filled the disk", () =>
    Effect.gen(function* () {
      let written = 0
      const content = gzipSync(Buffer.alloc(200 * 1_048_576, "\n"))
      const { error, path } = yield* refusal(content, "docs.jsonl.gz").pipe(
        withFileSystem((original) => ({
          open: (path, options) =>
            Effect.map(original.open(path, options), (file) => ({
              ...file,
              writeAll: (bytes) =>
                Effect.tap(file.writeAll(bytes), () => Effect.sync(() => (written += bytes.length)))
            }))
        }))
      )
      assert.include(error.message, `${path} unpacks to more than 128 MiB`)
      assert.isAtMost(written, 128 * 1_048_576)
    })
  )

  it.effect("leaves nothing of a decompressed file behind, even while it is read", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const made: Array<string> = []
      const content = gzipSync([line("a", "1"), line("a", "2")].join("\n"))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { source } = yield* opened(content, "docs.jsonl.gz")
          assert.strictEqual(made.length, 1)
          for (const file of made) assert.isFalse(yield* fileSystem.exists(file))
          assert.deepStrictEqual(yield* urls(source.read("a")), ["1", "2"])
        })
      ).pipe(
        withFileSystem((original) => ({
          makeTempFileScoped: (options) =>
            Effect.tap(original.makeTempFileScoped(options), (file) => Effect.sync(() => made.push(file)))
        }))
      )
      for (const file of made) assert.isFalse(yield* fileSystem.exists(file.slice(0, file.lastIndexOf("/"))))
    })
  )

  it.effect.each([
    {
      problem: "is cut off",
      change: (bytes: Buffer) => bytes.subarray(0, bytes.length - 20),
      says: "is cut off"
    },
    {
      problem: "is corrupt",
      change: (bytes: Buffer) => bytes.fill(0x55, 100_000, 100_100),
      says: "no valid gzip"
    },
    {
      problem: "is not compressed",
      change: () => Buffer.from(line("a", "1")),
      says: "drop .gz from its name"
    },
    {
      problem: "goes on after its end",
      change: (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("what is no gzip data")]),
      says: "make it one gzip stream"
    }
  ])("refuses a gzip file that $problem", ({ change, says }) =>
    Effect.gen(function* () {
      const noise = Array.from({ length: 300_000 }, (_, at) =>
        Math.imul(at, 2_654_435_761).toString(36)
      ).join("")
      const { error, path } = yield* refusal(
        change(gzipSync(line("a", "1", { body: noise }))),
        "docs.jsonl.gz"
      )
      assert.strictEqual(error.path, path)
      assert.match(error.message, new RegExp(`^${path} .*${says}`))
      assert.isUndefined(error.line)
    })
  )

  it.effect("says so when there is no room for the decompressed file", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(gzipSync(line("a", "1")), "docs.jsonl.gz").pipe(
        withFileSystem((original) => ({
          open: (path, options) =>
            Effect.map(original.open(path, options), (file) =>
              options?.flag === "w+" ? { ...file, writeAll: () => Effect.fail(systemError("ENOSPC")) } : file
            )
        }))
      )
      assert.include(
        error.message,
        `${path} cannot be decompressed into a temporary file (ENOSPC); make room`
      )
    })
  )

  it.effect("says so when a gzip file cannot be read", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(gzipSync(line("a", "1")), "docs.jsonl.gz").pipe(
        withFileSystem((original) => ({
          ...FileSystem.make({
            ...original,
            open: (path, options) =>
              path.endsWith(".gz")
                ? Effect.fail(systemError("EACCES", "PermissionDenied"))
                : original.open(path, options)
          })
        }))
      )
      assert.include(error.message, `${path} cannot be read, permission is denied`)
    })
  )
})
