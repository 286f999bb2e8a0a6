import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { build } from "esbuild"
import { startFile, urlOf } from "./support/program.ts"
import { SuiteDatabase } from "./support/SuiteDatabase.ts"
import { temporaryFolder } from "./support/temporaryFolder.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

type Format = "esm" | "cjs"

const source = `
import { PooledPg } from "aquifer"
import { Effect } from "effect"

const answer = Effect.gen(function* () {
  const { sql } = yield* PooledPg
  const [row] = yield* sql\`SELECT 6 * 7 AS answer\`
  console.log("answer", row.answer)
})
Effect.runPromise(Effect.provide(answer, PooledPg.layer)).catch((error) => {
  console.error(error)
  process.exitCode = 1
})
`

/** An application's folder with its program as one file, and the packages that it keeps beside it. */
const bundled = (packages: ReadonlyArray<string>, format: Format) =>
  Effect.gen(function* () {
    const folder = yield* temporaryFolder()
    const file = join(folder, `program.${format === "esm" ? "mjs" : "cjs"}`)
    for (const name of packages) {
      mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true })
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name))
    }
    yield* Effect.promise(() =>
      build({
        stdin: { contents: source, resolveDir: root },
        bundle: true,
        platform: "node",
        format,
        conditions: ["aquifer-source"],
        logLevel: "silent",
        outfile: file
      })
    )
    return file
  })

const run = (packages: ReadonlyArray<string>, environment: Record<string, string>, format: Format = "esm") =>
  Effect.gen(function* () {
    const file = yield* bundled(packages, format)
    const { app } = yield* SuiteDatabase
    const { ended } = yield* startFile(file, [], {
      DATABASE_POOL_URL: urlOf(app("pgbouncer118")),
      ...environment
    })
    return yield* ended
  }).pipe(Effect.provide(NodeServices.layer), Effect.scoped)

layer(SuiteDatabase.layer)("A bundle of a program that uses PooledPg", (it) => {
  it.effect.each(["esm", "cjs"] as const)("starts and answers a query: %s", (format) =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["libpg-query", "@pgsql"], {}, format)
      expect(stderr).toBe("")
      expect(stdout).toBe("answer 42\n")
      expect(status).toBe(0)
    })
  )

  it.effect(
    "says what it misses where the guard's grammar is not beside it, and works without the guard",
    () =>
      Effect.gen(function* () {
        const guarded = yield* run([], {})
        expect(guarded.status).toBe(1)
        expect(guarded.stderr).toContain("POOL_GUARD is refuse, and Postgres' grammar cannot be loaded")
        const { stdout } = yield* run([], { POOL_GUARD: "off" })
        expect(stdout).toBe("answer 42\n")
      })
  )
})
