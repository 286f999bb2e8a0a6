import { gzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { line, opened, refusal, systemError, urls, withFiles, withFileSystem } from "./jsonLinesFile.ts"

layer(NodeServices.layer)("JsonLinesSource", (it) => {
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
        withFiles((file) => ({
          writeAll: (bytes) =>
            Effect.tap(file.writeAll(bytes), () => Effect.sync(() => (written += bytes.length)))
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
        withFiles((_, { flag }) =>
          flag === "w+" ? { writeAll: () => Effect.fail(systemError("ENOSPC")) } : {}
        )
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
