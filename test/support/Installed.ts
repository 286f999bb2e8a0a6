import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { root } from "./docExamples.ts"
import { run } from "./Packed.ts"

/** The package as npm packs it, unpacked into a folder of modules. */
export const unpackInto = Effect.fnUntraced(function* (modules: string, tarball: string) {
  mkdirSync(modules, { recursive: true })
  expect(yield* run(modules, "tar", "-xzf", tarball)).toMatchObject({ status: 0 })
  renameSync(join(modules, "package"), join(modules, "aquifer"))
})

interface Manifest {
  readonly version: string
  readonly bin?: string | Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

/** Links packages of the repository into a folder of modules, at the versions asked for: no registry is asked. */
export const link = (modules: string, packages: Readonly<Record<string, string>> = {}) => {
  for (const [name, version] of Object.entries(packages)) {
    const installed = join(root, "node_modules", name)
    expect(manifestOf(installed).version, name).toBe(version)
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(installed, join(modules, name))
  }
}

/** Links the programs of packages, as npm does. */
const linkPrograms = (modules: string, names: ReadonlyArray<string>) => {
  mkdirSync(join(modules, ".bin"))
  for (const name of names) {
    const { bin = {} } = manifestOf(join(modules, name))
    for (const [program, file] of Object.entries(typeof bin === "string" ? { [name]: bin } : bin)) {
      symlinkSync(join(modules, name, file), join(modules, ".bin", program))
    }
  }
}

/** What `npm install` makes of a project: all that its `package.json` names, and nothing more that it could import. */
export const install = Effect.fnUntraced(function* (folder: string, tarball: string) {
  const { dependencies, devDependencies } = manifestOf(folder)
  const { aquifer, ...others } = { ...dependencies, ...devDependencies }
  expect(aquifer).toMatch(/^file:.*aquifer-0\.1\.0\.tgz$/)
  const modules = join(folder, "node_modules")
  yield* unpackInto(modules, tarball)
  chmodSync(join(modules, "aquifer/dist/programs/aquifer.js"), 0o755)
  link(modules, others)
  link(join(modules, "aquifer/node_modules"), manifestOf(join(modules, "aquifer")).dependencies)
  linkPrograms(modules, ["aquifer", ...Object.keys(others)])
})
