import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import type { PlatformError } from "effect"
import { Effect, FileSystem } from "effect"
import { line, open, opened, refusal, systemError, urls, withFiles } from "./jsonLinesFile.ts"

layer(NodeServices.layer)("JsonLinesSource", (it) => {
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
        withFiles((file, { original, path }) => ({
          read: (buffer, options) =>
            Effect.tap(file.read(buffer, options), (count) =>
              count === 0 ? original.writeFileString(path, line("a", "2"), { flag: "a" }) : Effect.void
            )
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
        withFiles((file) => ({
          read: (buffer, options) => file.read(buffer.subarray(0, 7), options)
        }))
      )
      assert.deepStrictEqual(yield* urls(source.read("a")), ["1", "3"])
    })
  )

  it.effect("says what the system said when the disk fails", () =>
    Effect.gen(function* () {
      const { error, path } = yield* refusal(line("a", "1")).pipe(
        withFiles(() => ({ read: () => Effect.fail(systemError("EIO")) }))
      )
      assert.include(error.message, `${path} cannot be read (EIO)`)
    })
  )
})
