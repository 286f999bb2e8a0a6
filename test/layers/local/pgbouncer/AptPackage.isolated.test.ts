import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as AptPackage from "../../../../src/layers/local/pgbouncer/AptPackage.ts"
import * as OsRelease from "../../../../src/layers/local/pgbouncer/OsRelease.ts"
import { openFolder } from "../../../support/openFolder.ts"

describe("AptPackage.unpack", () => {
  const unpack = (cache: string, release?: string) =>
    AptPackage.unpack({ server: "pgbouncer", name: "zlib1g", cache, release })

  it.effect("unpacks once, even for two who want it at the same moment, and then needs no network", () =>
    Effect.gen(function* () {
      const cache = yield* openFolder
      const { family } = yield* OsRelease.current
      const both = Effect.all([unpack(cache), unpack(cache)], { concurrency: "unbounded" })
      if (!family.includes("debian")) {
        expect((yield* Effect.flip(both)).message).toContain("on Debian and Ubuntu only")
        return
      }
      const [first, second] = yield* both
      expect(second).toBe(first)
      expect(readdirSync(cache)).toEqual([first.slice(cache.length + 1)])
      const files = readdirSync(first, { recursive: true, encoding: "utf8" })
      expect(files.filter((file) => /libz\.so\.1$|libc\.so\.6$/.test(file))).toHaveLength(2)
      writeFileSync(join(first, "marker"), "")
      yield* unpack(cache)
      expect(existsSync(join(first, "marker"))).toBe(true)
    })
  )

  it.effect("finds what was unpacked before, with no apt on the machine", () =>
    Effect.gen(function* () {
      const cache = yield* openFolder
      const place = join(cache, `zlib1g-somewhere-${process.arch}`)
      mkdirSync(place)
      const { codename } = yield* OsRelease.current
      const found = yield* Effect.result(unpack(cache, "somewhere"))
      expect(found).toMatchObject(
        codename === undefined ? { _tag: "Failure" } : { _tag: "Success", success: place }
      )
    })
  )

  it.effect("fails with apt's words, and leaves nothing, when the distribution has no such release", () =>
    Effect.gen(function* () {
      const cache = yield* openFolder
      const { message } = yield* Effect.flip(unpack(cache, "nosuchrelease"))
      const { family } = yield* OsRelease.current
      expect(message).toMatch(family.includes("debian") ? /nosuchrelease/ : /on Debian and Ubuntu only/)
      expect(readdirSync(cache)).toEqual([])
    })
  )
})
