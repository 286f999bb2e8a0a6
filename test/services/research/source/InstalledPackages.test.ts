import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer } from "effect"
import { DocumentSource } from "../../../../src/services/research/source/DocumentSource.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

const open = (...folders: ReadonlyArray<string>) =>
  Effect.map(Layer.build(DocumentSource.layerInstalledPackages(folders)), Context.get(DocumentSource))

/** Every url of a source under its keyword. */
const everything = (source: DocumentSource["Service"]) =>
  Effect.map(
    Effect.forEach(source.keywords, (keyword) =>
      Effect.map(source.read(keyword), (documents) => [keyword, documents.map(({ url }) => url)] as const)
    ),
    Object.fromEntries
  )

const manifest = (name: string, version: string) => JSON.stringify({ name, version })

/** A package with two documents. */
const ms = (version: string) => ({
  "ms/package.json": manifest("ms", version),
  "ms/readme.md": "",
  "ms/docs/x.md": ""
})

layer(NodeServices.layer)("DocumentSource.layerInstalledPackages", (it) => {
  it.effect(
    "names a keyword after the package, the folder inside it, or the topic in its docs, and keeps scoped names whole",
    () =>
      Effect.gen(function* () {
        const folder = yield* temporaryFolder({
          "pg/package.json": manifest("pg", "8.1.0"),
          "pg/README.md": "# pg",
          "pg/docs/api/Client.md": "",
          "pg/docs/api/README.md": "",
          "@effect/vitest/package.json": manifest("@effect/vitest", "4.0.5"),
          "@effect/vitest/README.md": "",
          "@effect/vitest/ai/index.md": ""
        })
        const source = yield* open(folder)
        assert.deepStrictEqual(yield* everything(source), {
          "@effect/vitest": ["npm:@effect/vitest@4.0.5/README.md"],
          "@effect/vitest/ai": ["npm:@effect/vitest@4.0.5/ai/index.md"],
          pg: ["npm:pg@8.1.0/README.md"],
          "pg/docs/api/Client": ["npm:pg@8.1.0/docs/api/Client.md"],
          "pg/docs/api": ["npm:pg@8.1.0/docs/api/README.md"]
        })
        assert.deepEqual(yield* source.read("pg"), [
          { url: "npm:pg@8.1.0/README.md", title: "pg", body: "# pg", source: "pg", kind: "markdown" }
        ])
      })
  )

  it.effect("names a nested package by its path, and its documents by the package itself", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "a/package.json": manifest("a", "1.0.0"),
        "a/node_modules/@s/b/package.json": manifest("@s/b", "2.0.0"),
        "a/node_modules/@s/b/docs/x.md": "",
        "b/package.json": manifest("b", "3.0.0"),
        "b/x.md": ""
      })
      const source = yield* open(folder)
      assert.deepStrictEqual(yield* everything(source), {
        "a/node_modules/@s/b/docs/x": ["npm:@s/b@2.0.0/docs/x.md"],
        b: ["npm:b@3.0.0/x.md"]
      })
      assert.strictEqual((yield* source.read("a/node_modules/@s/b/docs/x"))[0]?.source, "@s/b")
    })
  )

  it.effect("takes a folder with a package.json for a package itself", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "package.json": manifest("@n/npm", "11.0.0"),
        "docs/x.md": "",
        "README.md": "",
        "node_modules/ms/package.json": manifest("ms", "2.0.0"),
        "node_modules/ms/readme.md": ""
      })
      assert.deepStrictEqual(yield* everything(yield* open(folder)), {
        "@n/npm": ["npm:@n/npm@11.0.0/README.md"],
        "@n/npm/docs/x": ["npm:@n/npm@11.0.0/docs/x.md"],
        "@n/npm/node_modules/ms": ["npm:ms@2.0.0/readme.md"]
      })
    })
  )

  it.effect(
    "puts another version of a package under name@version, and leaves a copy of the same one out",
    () =>
      Effect.gen(function* () {
        const source = yield* open(
          yield* temporaryFolder(ms("1.0.0")),
          yield* temporaryFolder(ms("2.0.0")),
          yield* temporaryFolder(ms("1.0.0"))
        )
        assert.deepStrictEqual(yield* everything(source), {
          ms: ["npm:ms@1.0.0/readme.md"],
          "ms/docs/x": ["npm:ms@1.0.0/docs/x.md"],
          "ms@2.0.0": ["npm:ms@2.0.0/readme.md"],
          "ms@2.0.0/docs/x": ["npm:ms@2.0.0/docs/x.md"]
        })
        assert.strictEqual(new Set(source.keywords).size, source.keywords.length)
      })
  )

  it.effect.each([
    { state: "missing", files: {} },
    { state: "malformed", files: { "ms/package.json": "{" } },
    { state: "without a version", files: { "ms/package.json": `{"name":"ms","version":7}` } }
  ])("leaves the version out when package.json is $state", ({ files }) =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ ...files, "ms/docs/x.md": "" })
      assert.deepStrictEqual(yield* everything(yield* open(folder)), { "ms/docs/x": ["npm:ms/docs/x.md"] })
    })
  )

  it.effect("follows the links of a store of packages", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({
        "node_modules/.pnpm/ms@1.0.0/node_modules/ms/package.json": manifest("ms", "1.0.0"),
        "node_modules/.pnpm/ms@1.0.0/node_modules/ms/readme.md": ""
      })
      yield* fileSystem.symlink(".pnpm/ms@1.0.0/node_modules/ms", `${folder}/node_modules/ms`)
      assert.deepStrictEqual(yield* everything(yield* open(`${folder}/node_modules`)), {
        ms: ["npm:ms@1.0.0/readme.md"]
      })
    })
  )

  it.effect("leaves out files that are beside packages", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({
        "x.md": "",
        "@s/x.md": "",
        "a/node_modules/x.md": "",
        "ms/x.md": ""
      })
      assert.deepStrictEqual((yield* open(folder)).keywords, ["ms"])
    })
  )

  it.effect("refuses a folder that is missing, packages without Markdown, and no folder at all", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "ms/package.json": manifest("ms", "1.0.0") })
      assert.include((yield* Effect.flip(open(folder))).message, `${folder} holds no Markdown`)
      assert.include(
        (yield* Effect.flip(open(folder, `${folder}/none`))).message,
        `${folder}/none does not exist`
      )
      assert.include((yield* Effect.flip(open())).message, "the list of folders holds no Markdown")
    })
  )

  it.effect("refuses a document that cannot be stored, naming its file", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "ms/bad.md": "\0" })
      const error = yield* Effect.flip(open(folder))
      assert.strictEqual(error.path, `${folder}/ms/bad.md`)
    })
  )

  it.effect("finds documents of the packages that are installed here, each keyword with some", () =>
    Effect.gen(function* () {
      const source = yield* open("node_modules")
      const read = yield* Effect.forEach(source.keywords, source.read, { concurrency: 100 })
      assert.isAbove(source.keywords.length, 100)
      assert.isTrue(read.every((documents) => documents.length > 0))
      assert.strictEqual(read.flat().length, source.documents)
      assert.strictEqual(new Set(source.keywords).size, source.keywords.length)
    })
  )
})
