import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Path, PlatformError } from "effect"
import { DocumentSource } from "../../../../src/services/research/source/DocumentSource.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

const open = (path: string) =>
  Effect.map(Layer.build(DocumentSource.layerFrom(path)), Context.get(DocumentSource))

/** Every url of a source under its keyword. */
const everything = (source: DocumentSource["Service"]) =>
  Effect.map(
    Effect.forEach(source.keywords, (keyword) =>
      Effect.map(source.read(keyword), (documents) => [keyword, documents.map(({ url }) => url)] as const)
    ),
    Object.fromEntries
  )

layer(NodeServices.layer)("MarkdownSource.fromFolder", (it) => {
  it.effect("makes a document of every Markdown file below the folder, with its folder as the keyword", () =>
    Effect.gen(function* () {
      const path = yield* Path.Path
      const folder = yield* temporaryFolder({
        "readme.MD": "# Root",
        "a/one.md": "",
        "a/two.Markdown": "",
        "a/b c/three.md": "",
        "a/notes.txt": "# no",
        "a/md": "# no"
      })
      const source = yield* open(folder)
      assert.strictEqual(source.path, folder)
      assert.strictEqual(source.documents, 4)
      assert.deepStrictEqual(yield* everything(source), {
        [path.basename(folder)]: ["file:readme.MD"],
        a: ["file:a/one.md", "file:a/two.Markdown"],
        "a/b c": ["file:a/b c/three.md"]
      })
    })
  )

  it.effect("gives the text, its first heading or else the file's name, and where it is from", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "docs/a/one.md": "\uFEFFtext\n\n## Heading\n",
        "docs/a/two.md": "text"
      })
      const source = yield* open(`${folder}/docs/`)
      assert.deepEqual(yield* source.read("a"), [
        {
          url: "file:a/one.md",
          title: "Heading",
          body: "text\n\n## Heading\n",
          source: "docs",
          kind: "markdown"
        },
        { url: "file:a/two.md", title: "two.md", body: "text", source: "docs", kind: "markdown" }
      ])
    })
  )

  it.effect("leaves out hidden folders", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "a/one.md": "", ".git/x.md": "", "a/.hidden/b/x.md": "" })
      assert.deepStrictEqual(yield* everything(yield* open(folder)), { a: ["file:a/one.md"] })
    })
  )

  it.effect("enters no loop of links, and visits a folder once, under its own name", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({
        "docs/z/one.md": "",
        "docs/z/deep/four.md": "",
        "outside/y/two.md": "",
        "outside/three.md": "",
        "beside.md": ""
      })
      yield* fileSystem.symlink("z/deep", `${folder}/docs/a`)
      yield* fileSystem.symlink(".", `${folder}/docs/z/self`)
      yield* fileSystem.symlink("../..", `${folder}/docs/z/up`)
      yield* fileSystem.symlink("../../docs", `${folder}/outside/y/back`)
      yield* fileSystem.symlink("../outside", `${folder}/docs/linked`)
      yield* fileSystem.symlink("nowhere", `${folder}/docs/dangling.md`)
      yield* fileSystem.symlink("loop.md", `${folder}/docs/loop.md`)
      yield* fileSystem.symlink("../../beside.md", `${folder}/docs/z/beside.md`)
      yield* fileSystem.symlink("z", `${folder}/docs/b`)
      assert.deepStrictEqual(yield* everything(yield* open(`${folder}/docs`)), {
        linked: ["file:linked/three.md"],
        "linked/y": ["file:linked/y/two.md"],
        z: ["file:z/beside.md", "file:z/one.md"],
        "z/deep": ["file:z/deep/four.md"]
      })
    })
  )

  it.effect("keeps no text in memory: it reads a file when it is asked for", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({ "a/one.md": "# Before" })
      const source = yield* open(folder)
      yield* fileSystem.writeFileString(`${folder}/a/one.md`, "# After")
      assert.deepStrictEqual(
        (yield* source.read("a")).map(({ title }) => title),
        ["After"]
      )
    })
  )

  it.effect("knows no documents of a keyword that it does not have", () =>
    Effect.gen(function* () {
      const source = yield* open(yield* temporaryFolder({ "a/one.md": "" }))
      assert.deepStrictEqual(yield* source.read("b"), [])
    })
  )

  it.effect.each([
    {
      problem: "is not UTF-8",
      content: Buffer.from("SECRET é", "latin1"),
      field: undefined,
      says: "is not valid UTF-8"
    },
    { problem: "has a NUL character", content: "SECRET\0", field: "body", says: "contains a NUL character" },
    {
      problem: "is too long",
      content: "SECRET".repeat(1_300_000),
      field: "body",
      says: "is longer than 7,340,032"
    }
  ])("refuses a file that $problem, naming it and quoting nothing", ({ content, field, says }) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "a/good.md": "# Good", "b/bad.md": content })
      const error = yield* Effect.flip(open(folder))
      assert.strictEqual(error.path, `${folder}/b/bad.md`)
      assert.strictEqual(error.field, field)
      assert.include(error.message, `${folder}/b/bad.md: ${field ?? "the file"} ${says}`)
      assert.notInclude(error.message, "SECRET")
    })
  )

  it.effect("refuses a huge file without reading it", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({ "a/huge.md": "" })
      // More than can be read into memory at all, and next to nothing on the disk.
      yield* fileSystem.truncate(`${folder}/a/huge.md`, 3_000_000_000)
      assert.include(
        (yield* Effect.flip(open(folder))).message,
        "huge.md: body is longer than 7,340,032 bytes"
      )
    })
  )

  it.effect("refuses a folder whose path is too long for a keyword", () =>
    Effect.gen(function* () {
      const name = "n".repeat(200)
      const error = yield* Effect.flip(open(yield* temporaryFolder({ [`${name}/${name}/${name}/x.md`]: "" })))
      assert.strictEqual(error.field, "keyword")
      assert.include(error.message, "x.md: keyword is longer than 512 bytes")
    })
  )

  it.effect("refuses a folder without Markdown", () =>
    Effect.gen(function* () {
      for (const files of [{}, { "a/notes.txt": "x", ".git/x.md": "" }]) {
        const folder = yield* temporaryFolder(files)
        const error = yield* Effect.flip(open(folder))
        assert.strictEqual(error.path, folder)
        assert.match(error.message, new RegExp(`^${folder} holds no Markdown; give `))
      }
    })
  )

  it.effect("refuses a folder below it that it may not list, naming it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "a/one.md": "", "b/two.md": "" })
      const denied = PlatformError.systemError({
        _tag: "PermissionDenied",
        module: "FileSystem",
        method: "readDirectory"
      })
      const error = yield* Effect.flip(open(folder)).pipe(
        Effect.updateService(FileSystem.FileSystem, (original) => ({
          ...original,
          readDirectoryEntries: (path) =>
            path === `${folder}/b` ? Effect.fail(denied) : original.readDirectoryEntries(path)
        }))
      )
      assert.strictEqual(error.path, `${folder}/b`)
      assert.include(error.message, `${folder}/b cannot be read, permission is denied`)
    })
  )

  it.effect("says which file is gone when one is removed before it is read", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({ "a/one.md": "" })
      const source = yield* open(folder)
      yield* fileSystem.remove(`${folder}/a/one.md`)
      const error = yield* Effect.flip(source.read("a"))
      assert.strictEqual(error.path, `${folder}/a/one.md`)
      assert.include(error.message, "one.md does not exist")
    })
  )
})
