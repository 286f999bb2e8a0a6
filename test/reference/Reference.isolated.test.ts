import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { root } from "../support/docExamples.ts"
import { run } from "../support/Packed.ts"
import type { Ended } from "../support/Printed.ts"
import { publicNames } from "../support/publicNames.ts"
import { temporaryFolder } from "../support/temporaryFolder.ts"

/** What writing the reference came to, and its pages by their paths. */
class Reference extends Context.Service<
  Reference,
  { readonly written: Ended; readonly pages: ReadonlyMap<string, string> }
>()("test/Reference") {
  static readonly layer = Layer.effect(
    Reference,
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const program = ["--conditions=aquifer-source", "test/reference/main.ts", folder]
      const written = yield* run(root, process.execPath, ...program)
      const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
      const pages = paths.filter((path) => path.endsWith(".html"))
      return {
        written,
        pages: new Map(pages.map((path) => [path, readFileSync(join(folder, path), "utf8")]))
      }
    })
  ).pipe(Layer.provide(NodeServices.layer))
}

/** The members that a page has a heading for. */
const membersOn = (page = ""): ReadonlyArray<string> =>
  Array.from(page.matchAll(/<h3 class="tsd-anchor-link" id="([^"]+)"/g), ([, id = ""]) => id)

// A quarter of a minute of one core, on a machine that may be busy.
layer(Reference.layer, { timeout: 600_000 })("The API reference", (it) => {
  it.effect("has every public name, and no link that leads nowhere", () =>
    Effect.map(Reference, ({ pages, written }) => {
      expect(written, written.stderr).toMatchObject({ status: 0 })
      for (const [file, names] of publicNames) {
        const module = basename(file, ".ts")
        const door = module === "index" ? "aquifer" : `aquifer_${module}`
        const ofDoor = [...pages].filter(
          ([path]) => path.includes(`/${door}.`) || path === `modules/${door}.html`
        )
        const words = new Set(ofDoor.flatMap(([, text]) => text.match(/\w+/g) ?? []))
        const missing = names.filter(({ name }) => !words.has(name.split(".").at(-1) ?? name))
        expect(missing.map(({ name }) => `${door}: ${name}`)).toEqual([])
      }
    })
  )

  it.effect("says of every public name and of each of its members what it is", () =>
    Effect.map(Reference, ({ written }) => {
      const places = written.stderr.matchAll(/src\/\S+ \S+(?= has no doc comment of its own)/g)
      expect(Array.from(places, ([place]) => place)).toEqual([])
    })
  )

  it.effect("has what a service gives and what a Schema decodes as members, as they are written", () =>
    Effect.map(Reference, ({ pages }) => {
      expect(membersOn(pages.get("classes/aquifer.PooledPg.html")).slice(0, 3)).toEqual([
        "sql",
        "stats",
        "callers"
      ])
      expect(membersOn(pages.get("types/aquifer_research.ResearchDocument.html"))).toEqual([
        "url",
        "title",
        "body",
        "source",
        "kind"
      ])
      expect(membersOn(pages.get("classes/aquifer.Idempotency.KeyReused.html"))).toEqual(["key", "message"])
    })
  )

  it.effect("has a row that a Schema reads as an interface, with what its lists are of", () =>
    Effect.map(Reference, ({ pages }) => {
      const limits = pages.get("interfaces/aquifer_operations.Limits.html")
      expect(limits).toContain("What runs out for good")
      expect(limits).toContain("How much of its numbers is used")
      expect([...pages.keys()]).not.toContain("types/aquifer_operations.Limits.html")
    })
  )
})
