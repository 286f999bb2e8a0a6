import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, layer } from "@effect/vitest"
import { kitSchema, type Migration } from "aquifer"
import { researchSchema } from "aquifer/research"
import { Effect, Redacted } from "effect"
import { migrate as program } from "../../../src/programs/migrate/migrate.ts"
import { command } from "../../support/command.ts"
import { formatOf } from "../../support/jsonDocument.ts"
import { urlOf } from "../../support/program.ts"
import { simpleQuery } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const migrate = command(program)

const emptied = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"

/** A module of a shop's: two changes, the second of which can be undone, exported by themselves and together. */
const shop = `
const set = "shop"
export const products = [{ set, id: 1, name: "products", up: ["CREATE TABLE products (sku text PRIMARY KEY)"] }]
export const all = [
  ...products,
  { set, id: 2, name: "orders", up: ["CREATE TABLE orders (id int)"], down: ["DROP TABLE orders"] }
]
`

const written = (name: string, text: string) =>
  Effect.map(Effect.provide(temporaryFolder({ [name]: text }), NodeServices.layer), (folder) =>
    join(folder, name)
  )

const nameOf = ({ id, name, set = "app" }: Pick<Migration.Change, "id" | "name" | "set">) =>
  `${set} ${id} ${name}`

layer(SuiteDatabase.layer, { excludeTestServices: true })("aquifer migrate", (it) => {
  it.effect("says of a database that has no changes yet that there is nothing to compare", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* migrate(["--drift"], {
        DATABASE_URL: urlOf((yield* SuiteDatabase).admin)
      })
      expect([status, stdout]).toEqual([1, ""])
      expect(stderr).toContain("nothing is applied here yet: run aquifer migrate")
    })
  )

  it.effect("says what is missing, applies it, and finds nothing to do the next time", () =>
    Effect.gen(function* () {
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      const before = yield* migrate(["--status"], env)
      expect([before.status, before.stdout]).toEqual([
        1,
        expect.stringMatching(/^Schema: (\d+) of \1 changes missing/)
      ])
      const applied = yield* migrate(["--json"], env)
      expect(applied.status).toBe(0)
      expect(JSON.parse(applied.stdout).applied).toEqual(
        researchSchema.map(({ id, name, set }) => ({ id, name, set }))
      )
      expect(formatOf(applied.stdout)).toBe("aquifer-migrate-1")
      expect((yield* migrate([], env)).stdout).toContain("nothing to do")
      const after = yield* migrate(["--status", "--json"], env)
      expect([after.status, JSON.parse(after.stdout).missing]).toEqual([0, 0])
      expect(formatOf(after.stdout)).toBe("aquifer-migrate-status-1")
      expect(JSON.parse(after.stdout).changes[0]).toEqual({
        set: "kit",
        id: 1,
        name: researchSchema[0]?.name,
        appliedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/)
      })
    })
  )

  it.effect("makes the tables of Effect's own modules beside them, which programs may read and write", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin) }
      const made = yield* migrate(["--with", "cluster, queue", "--json"], env)
      expect(made.status).toBe(0)
      expect(JSON.parse(made.stdout).with).toEqual(["queue", "cluster"])
      expect((yield* migrate(["--with", "queue"], env)).stdout).toContain("has the tables of Effect's queue")
      yield* simpleQuery(
        Redacted.make(urlOf(app("direct"))),
        "DELETE FROM effect_queue; DELETE FROM cluster_messages"
      )
      expect(yield* migrate(["--with", "mail"], env)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("queue, cache, cluster")
      })
      expect((yield* migrate(["--with", "queue", "--status"], env)).status).toBe(2)
    })
  )

  it.effect("prints what it would do, does it, and undoes what can be undone", () =>
    Effect.gen(function* () {
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      yield* migrate([], env)
      const undoable = researchSchema.findLast(({ down }) => down === undefined)?.id ?? 0
      const to = ["--to", String(undoable)]
      const printed = yield* migrate(["--print", ...to], env)
      expect(printed.stdout).toContain(
        `DELETE FROM aquifer_migrations WHERE set_name = 'research' AND migration_id = ${undoable + 1};`
      )
      expect((yield* migrate(["--status"], env)).status).toBe(0)
      const undone = yield* migrate(to, env)
      expect([undone.status, undone.stdout]).toEqual([0, expect.stringContaining("undid")])
      const impossible = yield* migrate(["--to", "0"], env)
      expect([impossible.status, impossible.stderr]).toEqual([1, expect.stringContaining("cannot be undone")])
      const script = yield* migrate(["--print", "--json"], env)
      expect(formatOf(script.stdout)).toBe("aquifer-migrate-print-1")
      expect(JSON.parse(script.stdout).apply.length).toBeGreaterThan(0)
      expect((yield* migrate([], env)).status).toBe(0)
    })
  )

  it.effect("ends with status 1 when somebody has changed the schema by hand, and says what", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin) }
      yield* migrate([], env)
      const clean = yield* migrate(["--drift"], env)
      expect([clean.status, clean.stdout]).toEqual([0, "Schema: as its changes made it\n"])
      yield* simpleQuery(Redacted.make(urlOf(admin)), "DROP INDEX research_cache_expires_at")
      const drifted = yield* migrate(["--drift"], env)
      expect(drifted.status).toBe(1)
      expect(drifted.stdout).toContain("research_cache_expires_at")
      const { stdout } = yield* migrate(["--drift", "--json"], env)
      expect(formatOf(stdout)).toBe("aquifer-migrate-drift-1")
      expect(JSON.parse(stdout).drift).toHaveLength(1)
    })
  )

  it.effect("migrates the sets that a module exports, with the kit's before them, and no others", () =>
    Effect.gen(function* () {
      yield* simpleQuery(Redacted.make(urlOf((yield* SuiteDatabase).admin)), emptied)
      const env = { DATABASE_URL: urlOf((yield* SuiteDatabase).admin) }
      const from = ["--from", yield* written("schema.mjs", shop)]
      const { status, stdout } = yield* migrate(["--json", ...from], env)
      expect(status).toBe(0)
      expect(JSON.parse(stdout).applied.map(nameOf)).toEqual([
        ...kitSchema.map(nameOf),
        "shop 1 products",
        "shop 2 orders"
      ])
      expect((yield* migrate(["--to", "1", ...from], env)).stdout).toContain("undid shop 2_orders")
      expect((yield* migrate(["--status", ...from], env)).stdout).toContain(
        `1 of ${kitSchema.length + 2} changes missing`
      )
    })
  )

  it.effect("leaves the research store out of a database that has other sets and not its own", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      const env = { DATABASE_URL: urlOf(admin) }
      yield* simpleQuery(Redacted.make(urlOf(admin)), emptied)
      yield* migrate(["--from", yield* written("schema.mjs", shop)], env)
      const status = yield* migrate(["--status", "--json"], env)
      expect([status.status, status.stderr]).toEqual([0, expect.stringContaining("changes of shop too")])
      expect(JSON.parse(status.stdout).changes.map(nameOf)).toEqual(kitSchema.map(nameOf))
      expect((yield* migrate(["--drift"], env)).status).toBe(0)
      expect((yield* migrate([], env)).stdout).toContain("nothing to do")
      yield* simpleQuery(Redacted.make(urlOf(admin)), "DELETE FROM aquifer_migrations WHERE set_name = 'kit'")
      expect(yield* migrate([], env)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("changes of shop alone")
      })
    })
  )

  it.effect("writes a file for each change that a folder lacks, which do what it would do", () =>
    Effect.gen(function* () {
      const { admin } = yield* SuiteDatabase
      yield* simpleQuery(Redacted.make(urlOf(admin)), emptied)
      const module = yield* written("schema.mjs", shop)
      const folder = join(dirname(module), "supabase", "migrations")
      const into = ["--into", folder, "--from", module]
      const { status, stdout } = yield* migrate([...into, "--json"])
      expect([status, formatOf(stdout)]).toEqual([0, "aquifer-migrate-files-1"])
      const files = readdirSync(folder).toSorted()
      expect(files.map((file) => file.replace(/^\d{14}_/, ""))).toEqual([
        ...kitSchema.map(({ id, name }) => `aquifer_kit_${id}_${name}.sql`),
        "aquifer_shop_1_products.sql",
        "aquifer_shop_2_orders.sql"
      ])
      expect((yield* migrate(into)).stdout).toContain("has every change")
      for (const file of files) {
        yield* simpleQuery(Redacted.make(urlOf(admin)), readFileSync(join(folder, file), "utf8"))
      }
      const after = yield* migrate(["--from", module], { DATABASE_URL: urlOf(admin) })
      expect(after.stdout).toContain("nothing to do")
    })
  )

  it.effect("refuses a module that is not there, or exports no changes, with status 2", () =>
    Effect.gen(function* () {
      const nothing = yield* written("nothing.mjs", "export const other = [1, 2]")
      const empty = yield* migrate(["--from", nothing])
      expect([empty.status, empty.stderr]).toEqual([2, expect.stringContaining("exports no changes")])
      const thrown = 'throw new Error("postgresql://bob:S3cretPw@db.example/shop does not answer")'
      const failing = yield* migrate(["--from", yield* written("failing.mjs", thrown)])
      expect(failing.stderr).toContain("cannot be imported")
      expect(failing.stderr).not.toContain("S3cretPw")
      const absent = yield* migrate(["--from", "no-such-module.mjs"])
      expect([absent.status, absent.stderr]).toEqual([2, expect.stringContaining("cannot be imported")])
    })
  )

  it.effect("refuses a pooler with status 1, and wrong usage with status 2, in a sentence", () =>
    Effect.gen(function* () {
      const { admin, app } = yield* SuiteDatabase
      const { host, port } = app("pgbouncer118")
      const pooled = yield* migrate([], { DATABASE_URL: urlOf({ ...admin, host, port }) })
      expect([pooled.status, pooled.stderr]).toEqual([1, expect.stringContaining("leads through a pooler")])
      const env = { DATABASE_URL: urlOf(admin) }
      for (const [args, says] of [
        [["--to", "9999"], "no change 9999"],
        [["--status", "--drift"], "give one of them"],
        [["--status", "--to", "1"], "--to says how far to migrate"],
        [["--into", "package.json"], "--into package.json cannot be written: a file is there already"],
        [["--into", "/proc/x/y"], "--into /proc/x/y cannot be written: "],
        [["--lock-timeout", "soon"], "a duration, such as"]
      ] as const) {
        const ended = yield* migrate(args, env)
        expect(ended.status, args.join(" ")).toBe(2)
        expect(ended.stdout + ended.stderr).toContain(says)
      }
    })
  )
})
