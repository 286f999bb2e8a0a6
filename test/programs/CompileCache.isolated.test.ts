import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { openFolder } from "../support/openFolder.ts"
import { aquifer, startFile } from "../support/program.ts"

/** The user's home, and the folders in it as deep as compiled code is kept. */
const folders = Effect.map(openFolder, (home) => {
  const cache = join(home, ".cache")
  const ours = join(cache, "aquifer")
  return { home, cache, ours, compiled: join(ours, "compiled") }
})

const nobody = 65_534

/** A folder that is not this user's: root gives one away, everybody else takes root's. */
const anothers = Effect.map(openFolder, (folder) => {
  if (process.getuid?.() !== 0) return "/usr"
  chownSync(folder, nobody, nobody)
  return folder
})

/** Where a program of this user keeps compiled code. */
const keptIn = (env: Record<string, string>) =>
  startFile("test/support/compileCacheFolder.ts", [], env).pipe(
    Effect.flatMap(({ ended }) => ended),
    Effect.map(({ status, stderr, stdout }) => {
      expect([status, stderr]).toEqual([0, ""])
      return stdout === "nowhere" ? stdout : dirname(stdout) // Node makes a folder for its version in it
    }),
    Effect.scoped
  )

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile()
  )

describe("Compiled code", () => {
  it.effect("is kept by aquifer in the user's own folder, which nobody else may enter", () =>
    Effect.gen(function* () {
      const { compiled, home } = yield* folders
      const run = aquifer(["--version"], { HOME: home })
      expect(yield* run).toEqual({ status: 0, stdout: "aquifer v0.1.0\n", stderr: "" })
      expect(statSync(compiled).mode & 0o777).toBe(0o700)
      const kept = filesIn(compiled)
      expect(kept.length).toBeGreaterThan(100)
      yield* run
      expect(filesIn(compiled)).toEqual(kept)
    })
  )

  it.effect("is kept where XDG_CACHE_HOME says, and where Node's own variable does", () =>
    Effect.gen(function* () {
      const { home } = yield* folders
      const [cache, own] = [yield* openFolder, yield* openFolder]
      expect(yield* keptIn({ HOME: home, XDG_CACHE_HOME: cache })).toBe(join(cache, "aquifer", "compiled"))
      expect(yield* keptIn({ HOME: home, NODE_COMPILE_CACHE: own })).toBe(own)
      expect(readdirSync(home)).toEqual([])
    })
  )

  it.effect(
    "is kept in folders that only their user may change, when others may be changed by everybody",
    () =>
      Effect.gen(function* () {
        const { cache, compiled, home, ours } = yield* folders
        yield* Effect.acquireRelease(
          Effect.sync(() => process.umask(0)),
          (before) => Effect.sync(() => process.umask(before))
        )
        expect(yield* keptIn({ HOME: home })).toBe(compiled)
        expect([cache, ours, compiled].map((folder) => statSync(folder).mode & 0o777)).toEqual([
          0o755, 0o755, 0o700
        ])
      })
  )

  it.effect.each(["home", "cache", "ours", "compiled"] as const)(
    "is kept nowhere when everybody may write to a folder on the way (%s)",
    (open) =>
      Effect.gen(function* () {
        const places = yield* folders
        mkdirSync(places.compiled, { recursive: true, mode: 0o700 })
        chmodSync(places[open], 0o777)
        expect(yield* keptIn({ HOME: places.home })).toBe("nowhere")
        expect(readdirSync(places.compiled)).toEqual([])
      })
  )

  it.effect("is kept nowhere when the folder is another's, lies in such a one, or is a link to it", () =>
    Effect.gen(function* () {
      const { compiled, home, ours } = yield* folders
      const stranger = yield* anothers
      const before = readdirSync(stranger)
      mkdirSync(ours, { recursive: true })
      symlinkSync(stranger, compiled)
      expect(yield* keptIn({ HOME: home })).toBe("nowhere")
      expect(yield* keptIn({ HOME: home, XDG_CACHE_HOME: stranger })).toBe("nowhere")
      expect(yield* keptIn({ HOME: stranger })).toBe("nowhere")
      expect(readdirSync(stranger)).toEqual(before)
    })
  )

  it.effect("is kept nowhere when nothing can be made where it shall be, and the program goes on", () =>
    Effect.gen(function* () {
      const { home } = yield* folders
      expect(yield* keptIn({ HOME: home, XDG_CACHE_HOME: "/proc/x" })).toBe("nowhere")
    })
  )

  it.effect("is kept nowhere when there is no home", () =>
    Effect.gen(function* () {
      const { home } = yield* folders
      expect(yield* keptIn({ HOME: join(home, "gone", "too") })).toBe("nowhere")
      expect(readdirSync(home)).toEqual([])
    })
  )
})
