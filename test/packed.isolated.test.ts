import { execFile } from "node:child_process"
import { cpSync, mkdirSync, renameSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { temporaryFolder } from "./support/temporaryFolder.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

interface Ended {
  readonly status: unknown
  readonly output: string
}

const run = (cwd: string, command: string, ...args: ReadonlyArray<string>) =>
  Effect.callback<Ended>((resume) => {
    // In an environment that says nothing of the run of npm that this is.
    const { HOME = "", PATH = "" } = process.env
    execFile(command, [...args], { cwd, env: { HOME, PATH } }, (error, stdout, stderr) =>
      resume(Effect.succeed({ status: error === null ? 0 : error.code, output: stdout + stderr }))
    )
  })

const compiler = join(root, "node_modules/typescript/bin/tsc")

/** What a project has beside the package, linked: no registry is asked. */
const beside = ["effect", "@effect", "@types", "libpg-query", "@pgsql", "vitest"]

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
  const folder = yield* temporaryFolder({
    "package.json": JSON.stringify({ type: "module", private: true }),
    "tsconfig.json": JSON.stringify(tsconfig),
    "program.ts": program
  })
  const modules = join(folder, "node_modules")
  mkdirSync(modules)
  expect(yield* run(root, "npm", "pack", "--pack-destination", folder)).toMatchObject({ status: 0 })
  expect(yield* run(modules, "tar", "-xzf", join(folder, "aquifer-0.1.0.tgz"))).toMatchObject({ status: 0 })
  renameSync(join(modules, "package"), join(modules, "aquifer"))
  for (const name of beside) symlinkSync(join(root, "node_modules", name), join(modules, name))
  cpSync(join(modules, "aquifer/test/examples/shop"), join(folder, "shop"), { recursive: true })
  return folder
})

it.live(
  "The package as it is packed has a shop to copy from: it compiles, is migrated, and its tests need nothing more",
  () =>
    Effect.gen(function* () {
      const folder = yield* project
      const node = (...args: ReadonlyArray<string>) => run(folder, process.execPath, ...args)
      expect(yield* node(compiler, "-p", folder)).toEqual({ status: 0, output: "" })
      const aquifer = "node_modules/aquifer/dist/programs/aquifer.js"
      const migrated = yield* node(aquifer, "migrate", "--from", "shop/migrations.ts", "--into", "migrations")
      expect(migrated).toMatchObject({ status: 0, output: expect.stringContaining("shop  3  order_lines") })
      const tested = yield* node("node_modules/vitest/vitest.mjs", "run", "Catalogue")
      expect(tested).toMatchObject({ status: 0, output: expect.stringContaining("2 passed") })
    }).pipe(Effect.provide(NodeServices.layer), Effect.scoped),
  600_000 // half a minute of two cores, on a machine that may be busy
)
