import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, PlatformError } from "effect"
import { DocumentSource } from "../../../../src/services/research/source/DocumentSource.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

const open = (path: string) =>
  Effect.map(Layer.build(DocumentSource.layerFrom(path)), Context.get(DocumentSource))

const document = JSON.stringify({ keyword: "a", url: "u", title: "t", body: "b" })

layer(NodeServices.layer)("DocumentSource.layerFrom", (it) => {
  it.effect("reads JSON lines from a .jsonl file, and Markdown from a folder whatever its name", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "docs.JSONL": document, "other.jsonl/page.md": "# Page" })
      assert.deepStrictEqual((yield* open(`${folder}/docs.JSONL`)).keywords, ["a"])
      assert.deepStrictEqual((yield* open(`${folder}/other.jsonl`)).keywords, ["other.jsonl"])
    })
  )

  it.effect("refuses a path that does not exist", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const error = yield* Effect.flip(open(`${folder}/none.jsonl`))
      assert.strictEqual(error.path, `${folder}/none.jsonl`)
      assert.match(error.message, /none\.jsonl does not exist; give a /)
      assert.match((yield* Effect.flip(open(""))).message, /^the empty path does not exist/)
    })
  )

  it.effect("refuses a path below a file, naming what the system calls it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "docs.jsonl": document })
      const error = yield* Effect.flip(open(`${folder}/docs.jsonl/more.jsonl`))
      assert.include(error.message, "more.jsonl cannot be read (ENOTDIR); check that the path is right")
    })
  )

  it.effect("refuses a file that it may not read", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "docs.jsonl": document })
      // Root may read everything, so the refusal is played.
      const denied = PlatformError.systemError({
        _tag: "PermissionDenied",
        module: "FileSystem",
        method: "open"
      })
      const error = yield* Effect.flip(open(`${folder}/docs.jsonl`)).pipe(
        Effect.updateService(FileSystem.FileSystem, (original) => ({
          ...original,
          open: () => Effect.fail(denied)
        }))
      )
      assert.strictEqual(error.path, `${folder}/docs.jsonl`)
      assert.match(error.message, /docs\.jsonl cannot be read, permission is denied; allow /)
    })
  )

  it.effect.each(["docs.json", "docs.txt", "docs.jsonl.bz2", "page.md"])(
    "refuses %s, which it cannot read",
    (name) =>
      Effect.gen(function* () {
        const folder = yield* temporaryFolder({ [name]: document })
        const error = yield* Effect.flip(open(`${folder}/${name}`))
        assert.include(
          error.message,
          `${name} is neither a .jsonl nor a .jsonl.gz file, nor a folder of Markdown`
        )
      })
  )

  it.effect.each(["/dev/stdin", "/dev/fd/0", "/dev/null"])(
    "refuses %s, and says what to do instead",
    (path) =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(open(path))
        assert.include(
          message,
          `${path} is a pipe or a device, and documents are read more than once; write them`
        )
      })
  )

  it.effect("refuses what is neither a file nor a folder", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const fileSystem = yield* FileSystem.FileSystem
      yield* fileSystem.symlink("/dev/null", `${folder}/docs.jsonl`)
      assert.include((yield* Effect.flip(open(`${folder}/docs.jsonl`))).message, "docs.jsonl is a pipe or")
    })
  )

  it.effect.each(["docs.jsonl", "docs.jsonl.gz"])("refuses an empty %s", (name) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ [name]: "" })
      assert.include((yield* Effect.flip(open(`${folder}/${name}`))).message, `${name} is empty; give `)
    })
  )
})
