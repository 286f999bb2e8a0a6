import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { root } from "../support/docExamples.ts"
import { run } from "../support/Packed.ts"
import { publicNames } from "../support/publicNames.ts"
import { temporaryFolder } from "../support/temporaryFolder.ts"

const pagesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"))

it.effect(
  "The API reference has every public name with its members, and no link that leads nowhere",
  () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder()
      const written = yield* run(
        root,
        process.execPath,
        "--conditions=aquifer-source",
        "test/reference/main.ts",
        folder
      )
      expect(written, written.stdout).toMatchObject({ status: 0 })
      const pages = pagesIn(folder)
      const texts = new Map(pages.map((path) => [path, readFileSync(join(folder, path), "utf8")]))
      for (const [file, names] of publicNames) {
        const module = basename(file, ".ts")
        const door = module === "index" ? "aquifer" : `aquifer_${module}`
        const ofDoor = pages.filter((path) => path.includes(`/${door}.`) || path === `modules/${door}.html`)
        const words = new Set(ofDoor.flatMap((path) => texts.get(path)?.match(/\w+/g) ?? []))
        const missing = names.filter(({ name }) => !words.has(name.split(".").at(-1) ?? name))
        expect(missing.map(({ name }) => `${door}: ${name}`)).toEqual([])
      }
      // A row that is read by a schema, as the interface of that name; and what its lists are of.
      const limits = texts.get("interfaces/aquifer_operations.Limits.html")
      expect(limits).toContain("What runs out for good")
      expect(limits).toContain("How much of its numbers is used")
      expect(pages).not.toContain("types/aquifer_operations.Limits.html")
    }).pipe(Effect.provide(NodeServices.layer), Effect.scoped),
  600_000 // a quarter of a minute of one core, on a machine that may be busy
)
