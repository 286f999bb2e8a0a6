import { readFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { startFile } from "../support/program.ts"
import { temporaryFolder } from "../support/temporaryFolder.ts"

const { engines, peerDependencies, scripts } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8")
)
const needed = String(engines.node).replace(">=", "")
const effect = String(peerDependencies.effect).replace(/^~(.*)\.0$/, "$1")

/** Runs a command in a Node that says of itself that it is this version. */
const version = (version: string) =>
  startFile("test/support/nodeOf.ts", ["../../src/programs/aquifer.js", version, "--version"], {}).pipe(
    Effect.flatMap(({ ended }) => ended),
    Effect.scoped
  )

const preflight = readFileSync(new URL("../../src/programs/Preflight.js", import.meta.url), "utf8")

describe("Packages that are not there", () => {
  it.effect.each([
    ["src/programs", "aquifer: its packages are not installed; run npm ci\n"],
    [
      "dist/programs",
      `aquifer: effect is not installed, which it needs beside it; run npm install effect@${effect}\n`
    ]
  ] as const)("end a command of %s in a sentence", ([folder, stderr]) =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder({
        "package.json": JSON.stringify({ type: "module" }),
        [`${folder}/Preflight.js`]: preflight
      })
      const file = join(root, folder, "Preflight.js")
      const { ended } = yield* startFile(file, [], {})
      expect(yield* ended).toEqual({ status: 1, stdout: "", stderr })
    }).pipe(Effect.provide(NodeServices.layer), Effect.scoped)
  )
})

describe("An Effect that is too old", () => {
  const beside = (version: string) =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder({
        "package.json": JSON.stringify({ type: "module" }),
        "node_modules/effect/package.json": JSON.stringify({ name: "effect", version }),
        "dist/programs/Preflight.js": preflight
      })
      const { ended } = yield* startFile(join(root, "dist/programs/Preflight.js"), [], {})
      return yield* ended
    }).pipe(Effect.provide(NodeServices.layer), Effect.scoped)

  it.effect.each(["3.22.4", "4.0.5"])("%s ends a command in a sentence", (old) =>
    Effect.gen(function* () {
      expect(yield* beside(old)).toEqual({
        status: 1,
        stdout: "",
        stderr: `aquifer: this is beside effect ${old}, and ${effect} is needed; run npm install effect@${effect}\n`
      })
    })
  )

  it.effect.each([`${effect}.0`, "4.9.0", "5.0.0"])("%s is none", (young) =>
    Effect.gen(function* () {
      expect(yield* beside(young)).toEqual({ status: 0, stdout: "", stderr: "" })
    })
  )
})

describe("A Node that is too old", () => {
  it.effect.each(["14.21.3", "20.20.2", "22.18.0"])("%s ends a command in a sentence", (old) =>
    Effect.gen(function* () {
      expect(yield* version(old)).toEqual({
        status: 1,
        stdout: "",
        stderr: `aquifer: this is Node ${old}, and ${needed} or newer is needed; npm ci brings one for npm's scripts, and after npm ci --ignore-scripts, npm rebuild node does\n`
      })
    })
  )

  it.effect.each([`${needed}.0`, "23.0.0", "100.0.0"])("%s is none", (young) =>
    Effect.gen(function* () {
      expect(yield* version(young)).toEqual({ status: 0, stdout: "aquifer v0.1.0\n", stderr: "" })
    })
  )

  it("is told so before anything is loaded that it may not understand", () => {
    const read = (file: string) =>
      readFileSync(new URL(`../../src/programs/${file}`, import.meta.url), "utf8")
    expect(read("aquifer.js").match(/import\b.*/g)?.[0]).toBe('import("./Preflight.js")')
    expect(read("Preflight.js")).not.toMatch(/^import |\bimport\(/m)
    for (const name of ["check", "test", "test:unit", "faults", "bench"]) {
      expect(scripts[name], name).toMatch(/^node src\/programs\/Preflight\.js && /)
    }
  })

  it("is not what CI runs npm on: that is the oldest which will do", () => {
    const workflow = readFileSync(new URL("../../.github/workflows/ci.yml", import.meta.url), "utf8")
    expect(workflow).toContain(`node-version: ${needed}.0\n`)
  })
})
