import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { openFolder } from "../support/openFolder.ts"
import { startFile } from "../support/program.ts"

/** Runs a command, which says which variable it refuses, in a folder. */
const migrate = (folder: string, env: Record<string, string> = {}) =>
  startFile("src/programs/aquifer.js", ["migrate", "--status"], env, pathToFileURL(folder)).pipe(
    Effect.flatMap(({ ended }) => ended),
    Effect.scoped
  )

const wrong = (port: number) => `postgresql://app:fake@127.0.0.1:${port}/x?sslmode=disable`

describe("A file .env in the working folder", () => {
  it.live("is read, and what the environment has already is left alone", () =>
    Effect.gen(function* () {
      const folder = yield* openFolder
      writeFileSync(join(folder, ".env"), `# comment\nDATABASE_URL="${wrong(1)}"\n`)
      const read = yield* migrate(folder)
      expect([read.status, read.stderr]).toEqual([1, expect.stringContaining("127.0.0.1:1")])
      const given = yield* migrate(folder, { DATABASE_URL: wrong(2) })
      expect([given.status, given.stderr]).toEqual([1, expect.stringContaining("127.0.0.1:2")])
    })
  )

  it.live("ends the command where it cannot be read", () =>
    Effect.gen(function* () {
      const folder = yield* openFolder
      mkdirSync(join(folder, ".env"))
      expect(yield* migrate(folder)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining(".env cannot be read")
      })
    })
  )
})
