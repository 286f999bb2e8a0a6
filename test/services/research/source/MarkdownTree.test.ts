import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as MarkdownTree from "../../../../src/services/research/source/MarkdownTree.ts"
import { temporaryFolder } from "../../../support/temporaryFolder.ts"

layer(NodeServices.layer)("MarkdownTree", (it) => {
  it.effect("finds the files of a folder of any size, in order", () =>
    Effect.gen(function* () {
      const count = 300_000
      const entries = Array.from({ length: count }, (_, at): FileSystem.DirectoryEntry => ({
        name: `${String(count - at).padStart(6, "0")}.md`,
        type: "File"
      }))
      const folder = yield* temporaryFolder()
      const found = yield* MarkdownTree.find(folder).pipe(
        Effect.updateService(FileSystem.FileSystem, (original) => ({
          ...original,
          readDirectoryEntries: () => Effect.succeed(entries)
        }))
      )
      assert.strictEqual(found.length, count)
      assert.deepStrictEqual(found.slice(0, 2), ["000001.md", "000002.md"])
    })
  )

  it.effect("gives paths with / and in the order of their code units, whatever the language is", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder({ "é.md": "", "b/x.md": "", "B.md": "", "a.md": "" })
      assert.deepStrictEqual(yield* MarkdownTree.find(folder), ["B.md", "a.md", "b/x.md", "é.md"])
    })
  )
})
