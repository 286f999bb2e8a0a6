import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { Testing } from "aquifer/testing"
import { Effect } from "effect"
import { publint } from "publint"
import { root } from "./support/docExamples.ts"
import { install, link, manifestOf, unpackInto } from "./support/Installed.ts"
import { Packed, run } from "./support/Packed.ts"
import { urlOf } from "./support/program.ts"
import { temporaryFolder } from "./support/temporaryFolder.ts"

const compiler = join(root, "node_modules/typescript/bin/tsc")

/** What a project has beside the package, linked: no registry is asked. */
const beside = ["effect", "@effect", "@types", "libpg-query", "@pgsql", "pg", "vitest"]

/** A project of strict types that knows the browser's too, and checks what its packages declare. */
const tsconfig = {
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024", "DOM"],
    types: ["node"],
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    allowImportingTsExtensions: true
  },
  include: ["*.ts", "shop"]
}

/** What compiles, and what does not. */
const program = `
import { Idempotency, Operation, Transaction } from "aquifer"
import { Effect, type Scope } from "effect"
import type { SqlClient } from "effect/sql"
import { Product } from "./shop/Catalogue.ts"
import { Order, Placed } from "./shop/Orders.ts"

type Runs = Effect.Effect<Placed, unknown, Scope.Scope | SqlClient.SqlClient>

export const place = Effect.fnUntraced(function* (order: Order, work: Effect.Effect<Placed>) {
  const run = yield* Operation.make("Orders")
  const once = Idempotency.once({ key: order.key, request: [Order, order], result: Placed })
  const right: Runs = work.pipe(once, Transaction.run(), run.write("place"))
  // @ts-expect-error the key has no transaction around it
  const alone: Runs = work.pipe(once, run.write("place"))
  // @ts-expect-error the transaction has ended before the key
  const late: Runs = work.pipe(Transaction.run(), once, run.write("place"))
  // @ts-expect-error so it has around the operation
  const outside: Runs = work.pipe(Transaction.run(), run.write("place"), once)
  // @ts-expect-error and around both
  const last: Runs = work.pipe(run.write("place"), Transaction.run(), once)
  // @ts-expect-error what is declared is checked: a SKU is no number
  const product = Product.make({ sku: 1, name: "tea", priceCents: 450, stock: 10 })
  return [right, alone, late, outside, last, product]
})
`

/** A project with the packed package and the shop, which was copied from it. */
const project = Effect.gen(function* () {
  const { tarball } = yield* Packed
  const folder = yield* temporaryFolder({
    "package.json": JSON.stringify({ type: "module", private: true }),
    "tsconfig.json": JSON.stringify(tsconfig),
    "program.ts": program
  })
  const modules = join(folder, "node_modules")
  yield* unpackInto(modules, tarball)
  for (const name of beside) symlinkSync(join(root, "node_modules", name), join(modules, name))
  cpSync(join(modules, "aquifer/test/examples/shop"), join(folder, "shop"), { recursive: true })
  return folder
})

/** A project that the packed command made in a folder where the package is installed, and a database for it. */
const made = Effect.gen(function* () {
  const { tarball } = yield* Packed
  const { direct, pooled } = yield* Testing.TestDatabase
  const home = yield* temporaryFolder({
    "package.json": JSON.stringify({ dependencies: { aquifer: `file:${tarball}` } })
  })
  const modules = join(home, "node_modules")
  yield* unpackInto(modules, tarball)
  link(modules, { effect: "4.1.0" })
  link(join(modules, "aquifer/node_modules"), manifestOf(root).dependencies)
  const aquifer = join(modules, "aquifer/dist/programs/aquifer.js")
  const stdout = expect.stringContaining("Made the project shop in shop:")
  expect(yield* run(home, process.execPath, aquifer, "init", "shop")).toMatchObject({ status: 0, stdout })
  const folder = join(home, "shop")
  yield* install(folder, tarball)
  writeFileSync(join(folder, ".env"), `DATABASE_URL=${urlOf(direct)}\nDATABASE_POOL_URL=${urlOf(pooled)}\n`)
  return folder
})

/** What cannot be said of a package of ES modules alone: no CommonJS, and nothing for Node 10, which had no `exports`. */
const esmOnly = new Set(["CJSResolvesToESM", "NoResolution node10"])

const read = (file: string) => readFileSync(join(root, file), "utf8")

// Half a minute of two cores to build it, on a machine that may be busy.
layer(Packed.layer, { excludeTestServices: true, timeout: 600_000 })("The package as it is packed", (it) => {
  it.effect(
    "has a shop to copy from: it compiles, is migrated, and its tests need nothing more",
    () =>
      Effect.gen(function* () {
        const folder = yield* project
        const node = (...args: ReadonlyArray<string>) => run(folder, process.execPath, ...args)
        expect(yield* node(compiler, "-p", folder)).toEqual({ status: 0, stdout: "", stderr: "" })
        const aquifer = "node_modules/aquifer/dist/programs/aquifer.js"
        const migrated = yield* node(
          aquifer,
          "migrate",
          "--from",
          "shop/migrations.ts",
          "--into",
          "migrations"
        )
        expect(migrated).toMatchObject({ status: 0, stdout: expect.stringMatching(/shop +3 +order_lines/) })
        const tested = yield* node("node_modules/vitest/vitest.mjs", "run", "Catalogue.test")
        expect(tested).toMatchObject({ status: 0, stdout: expect.stringContaining("2 passed") })
      }).pipe(Effect.provide(NodeServices.layer), Effect.scoped),
    600_000
  )

  it.effect(
    "makes a project that compiles, and whose two commands pass",
    () =>
      Effect.gen(function* () {
        const folder = yield* made
        const npm = (...args: ReadonlyArray<string>) => run(folder, "npm", ...args)
        expect(yield* npm("run", "-s", "check")).toEqual({ status: 0, stdout: "", stderr: "" })
        const answered = expect.stringMatching(/name: 'tea'.*} 7 statements on at most 10 connections/)
        expect(yield* npm("start")).toMatchObject({ status: 0, stdout: answered })
        const passed = expect.stringMatching(/Catalogue\.isolated\.test\.ts[^]*5 passed/)
        expect(yield* npm("test")).toMatchObject({ status: 0, stdout: passed })
      }).pipe(Effect.provide([NodeServices.layer, Testing.layer()]), Effect.scoped),
    600_000
  )

  it.effect("has nothing that publint finds, suggestions included", () =>
    Effect.gen(function* () {
      const { tarball } = yield* Packed
      const { buffer } = new Uint8Array(readFileSync(tarball))
      const { messages } = yield* Effect.promise(() =>
        publint({ pack: { tarball: buffer }, level: "suggestion", strict: true })
      )
      expect(messages).toEqual([])
    })
  )

  it.effect(
    "has types at each door that are those of its modules, as attw reads them",
    () =>
      Effect.gen(function* () {
        const { tarball } = yield* Packed
        const found = yield* Effect.promise(() =>
          checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
        )
        if (found.types === false) return expect.fail("there are no types")
        expect(Object.keys(found.entrypoints)).toContain("./testing")
        const problems = found.problems.map((problem) =>
          problem.kind === "NoResolution" ? `${problem.kind} ${problem.resolutionKind}` : problem.kind
        )
        expect(problems.filter((problem) => !esmOnly.has(problem))).toEqual([])
      }),
    600_000
  )

  it.effect("is had by CommonJS too, at each door", () =>
    Effect.gen(function* () {
      const folder = yield* project
      const { exports } = JSON.parse(read("package.json"))
      const doors = Object.keys(exports).filter((door) => exports[door]?.types !== undefined)
      const required = doors.map((door) => `require("aquifer${door.slice(1)}")`).join(";")
      expect(doors.length).toBeGreaterThan(5)
      expect(yield* run(folder, process.execPath, "--input-type=commonjs", "-e", required)).toEqual({
        status: 0,
        stdout: "",
        stderr: ""
      })
    }).pipe(Effect.provide(NodeServices.layer), Effect.scoped)
  )

  it.effect("is as large as told, and holds what its README links to", () =>
    Effect.gen(function* () {
      const { files, size, unpackedSize } = yield* Packed
      const [, packed, unpacked] =
        read("src/Package.md").match(/([\d.]+) MB packed and\s([\d.]+) MB unpacked/) ?? []
      expect(size / 1e6).toBeLessThan(Number(packed) * 1.05)
      expect(unpackedSize / 1e6).toBeLessThan(Number(unpacked) * 1.05)
      const links = Array.from(
        read("README.md").matchAll(/\]\((?!https?:)([^)#\s]+)/g),
        ([, path = ""]) => path
      )
      const paths = new Set(files.map(({ path }) => path))
      expect(links.length).toBeGreaterThan(10)
      expect(links.filter((link) => !paths.has(link))).toEqual([])
    })
  )
})
