import { spawnSync } from "node:child_process"
import { NodeServices } from "@effect/platform-node"
import { describe, expect, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import { init } from "../../../src/programs/init/init.ts"
import * as ShellWord from "../../../src/programs/terminal/ShellWord.ts"
import { command } from "../../support/command.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const tarball = "aquifer-0.1.0.tgz"

/** Runs `aquifer init` for a folder below a new one that has these files, and a package to install. */
const run = Effect.fnUntraced(function* (
  name: string,
  files: Readonly<Record<string, string>> = {},
  args: ReadonlyArray<string> = []
) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const above = yield* temporaryFolder({ [tarball]: "", ...files })
  const folder = path.join(above, name)
  const given = args.length > 0 ? args : ["--package", path.join(above, tarball)]
  const { status, stderr, stdout } = yield* command(init)([folder, ...given])
  const list = fileSystem.readDirectory(folder, { recursive: true })
  return {
    status,
    stderr: stderr.replaceAll(above, "ABOVE"),
    stdout: stdout.replaceAll(above, "ABOVE"),
    files: (yield* Effect.orElseSucceed(list, () => [])).toSorted(),
    read: (file: string) => fileSystem.readFileString(path.join(folder, file))
  }
})

const manifest = (text: string): Readonly<Record<string, unknown>> => JSON.parse(text)

describe("aquifer init", () => {
  it.effect("makes a folder, those above it, and a project in it, and says how to go on", () =>
    Effect.gen(function* () {
      const { files, read, status, stderr, stdout } = yield* run("some/where/Mein Café")
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
      expect(files).toEqual(
        [".env", ".gitignore", "README.md", "package.json", "src", "tsconfig.json"]
          .concat(
            ["Catalogue.isolated.test.ts", "Catalogue.test.ts", "Catalogue.ts", "main.ts"].map(
              (file) => `src/${file}`
            )
          )
          .toSorted()
      )
      expect(stdout).toContain("Made the project mein-cafe in ABOVE/some/where/Mein Café:")
      expect(stdout).toMatch(
        /cd "ABOVE\/some\/where\/Mein Café"\n {2}npm install && npm start\n {2}npm test\n$/
      )
      const readme = yield* read("README.md")
      expect(readme).toMatch(/^# mein-cafe\n/)
      // What the commands that it names need beside the project's packages.
      expect(readme).toMatch(/`--web`, after `npm install uplot`/)
      expect(manifest(yield* read("package.json"))).toMatchObject({
        name: "mein-cafe",
        dependencies: { aquifer: `file:../../../${tarball}`, effect: "4.1.0" }
      })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect.each([
    "a b",
    "it's",
    'say "x"',
    "$HOME",
    "`id`",
    "back\\slash",
    "two\nlines",
    "bang!",
    "日本語 🐟"
  ])("says how to enter %j in a way that a shell understands", (name) =>
    Effect.gen(function* () {
      const path = yield* Path.Path
      const above = yield* temporaryFolder({ [tarball]: "" })
      const folder = path.join(above, name)
      const { stdout } = yield* command(init)([folder, "--package", path.join(above, tarball)])
      const [, enter = ""] = /Next:\n {2}([^]*)\n {2}npm install/.exec(stdout) ?? []
      const entered = spawnSync("sh", ["-c", `${enter} && pwd`], { encoding: "utf8" })
      expect(entered.stdout).toBe(`${folder}\n`)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it("takes a folder whose name begins with a dash for no flag of cd", () => {
    expect(ShellWord.ofPath("-x")).toBe("./-x")
  })

  it.effect("refuses a folder without a name", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* command(init)(["", "--package", "0.1.0"])
      expect([status, stderr]).toEqual([2, expect.stringContaining("the folder has no name")])
    })
  )

  it.effect("is told of in the README as npx takes a file by any path, which alone it would execute", () =>
    Effect.gen(function* () {
      const readme = yield* (yield* FileSystem.FileSystem).readFileString("README.md")
      const commands = readme.match(/`npx [^`]*\.tgz[^`]*`/g)
      expect(commands).toEqual([`\`npx -y --package=PATH/${tarball} aquifer init FOLDER\``])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("takes a folder with nothing in it but .git", () =>
    Effect.gen(function* () {
      const { files, status } = yield* run("shop", { "shop/.git/HEAD": "" })
      expect(status).toBe(0)
      expect(files).toContain("package.json")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("refuses a folder that has something in it, says what, and writes nothing", () =>
    Effect.gen(function* () {
      const there = Object.fromEntries(["a", "b", "c", "d", ".git"].map((file) => [`shop/${file}`, ""]))
      const { files, status, stderr, stdout } = yield* run("shop", there)
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" })
      expect(stderr).toContain("ABOVE/shop is not empty: it has a, b, c and 1 more. Nothing was written")
      expect(files).toEqual([".git", "a", "b", "c", "d"])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect.each([
    ["file", "ABOVE/file is a file"],
    ["file/below", "ABOVE/file/below can be neither read nor made: a file stands in its path"]
  ] as const)("refuses %s, where a file is", ([name, told]) =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(name, { file: "kept" })
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(told) })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("ends so where no folder can be made, as below /proc", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* command(init)(["/proc/x/y", "--package", "0.1.0"])
      expect(status).toBe(1)
      expect(stderr).toMatch(
        /^aquifer: the project cannot be written: [\w ]+ \(\/proc\/x\/y\); nothing .*\n$/
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("ends with status 1 and a sentence where it cannot write", () =>
    Effect.gen(function* () {
      const fileSystem = yield* FileSystem.FileSystem
      const folder = yield* temporaryFolder({ [tarball]: "" })
      yield* fileSystem.symlink(`${folder}/nowhere/at/all`, `${folder}/shop`)
      const { status, stderr } = yield* command(init)([`${folder}/shop`, "--package", `${folder}/${tarball}`])
      expect(status).toBe(1)
      expect(stderr).toMatch(
        /^aquifer: the project cannot be written: [\w ]+ \(.*shop\); nothing of it was kept, .*\n$/
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect(
    "asks what to install where it was installed from nothing, and refuses a tarball that is not there",
    () =>
      Effect.gen(function* () {
        const missing = yield* run("shop", {}, ["--package", "./no-such.tgz"])
        expect(missing).toMatchObject({
          status: 2,
          files: [],
          stderr: expect.stringMatching(/there is no .*no-such\.tgz/)
        })
        const unknown = yield* run("shop", {}, ["--log-level", "info"])
        expect(unknown).toMatchObject({
          status: 2,
          files: [],
          stderr: expect.stringContaining("name it with --package")
        })
      }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect.each([
    ["Effect", "effect-project"],
    ["__shop", "shop"],
    ["日本", "project"],
    ["shop, the 2nd", "shop-the-2nd"]
  ] as const)("gives the project in %s a name that npm takes: %s", ([folder, name]) =>
    Effect.gen(function* () {
      const { read } = yield* run(folder)
      expect(manifest(yield* read("package.json"))).toMatchObject({ name })
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("installs the version that is told", () =>
    Effect.gen(function* () {
      const { read } = yield* run("shop", {}, ["--package", "0.1.0"])
      expect(manifest(yield* read("package.json"))).toMatchObject({ dependencies: { aquifer: "0.1.0" } })
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
