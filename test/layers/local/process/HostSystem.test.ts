import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as HostSystem from "../../../../src/layers/local/process/HostSystem.ts"

describe("HostSystem", () => {
  it("knows musl by the glibc that Node's report does not name", () => {
    expect(HostSystem.libcOf("linux", { header: { glibcVersionRuntime: "2.36" } })).toBe("glibc")
    expect(HostSystem.libcOf("linux", { header: {} })).toBe("musl")
    expect(HostSystem.libcOf("linux", undefined)).toBeUndefined()
    expect(HostSystem.libcOf("darwin", { header: {} })).toBeUndefined()
  })

  it.effect("is this machine, with a libc where that is Linux", () =>
    Effect.gen(function* () {
      const { arch, libc, platform } = yield* HostSystem.current
      expect({ arch, platform }).toEqual({ arch: process.arch, platform: process.platform })
      expect(libc !== undefined).toBe(platform === "linux")
    })
  )

  it.effect("runs private servers, unless it is Windows: there the next step is said", () =>
    Effect.gen(function* () {
      yield* Effect.all([HostSystem.check("postgres", "linux"), HostSystem.check("postgres", "darwin")])
      const error = yield* Effect.flip(HostSystem.check("pgbouncer", "win32"))
      expect(error).toMatchObject({ _tag: "LocalServerError", server: "pgbouncer" })
      expect(error.message).toMatch(
        /^A local pgbouncer does not run on Windows, .*set DATABASE_URL and DATABASE_POOL_URL.*WSL$/
      )
    })
  )
})
