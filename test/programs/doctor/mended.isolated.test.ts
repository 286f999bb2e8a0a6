import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { expect, it } from "@effect/vitest"
import { Migration } from "aquifer"
import type { Doctor } from "aquifer/operations"
import { Effect } from "effect"
import { doctor as doctorProgram } from "../../../src/programs/doctor/doctor.ts"
import { migrate as migrateProgram } from "../../../src/programs/migrate/migrate.ts"
import { command } from "../../support/command.ts"
import { freshDatabase } from "../../support/freshDatabase.ts"
import { supabase } from "../../support/supabase.ts"
import { temporaryFolder } from "../../support/temporaryFolder.ts"

const doctor = command(doctorProgram)
const migrate = command(migrateProgram)

const owner = "postgres_like"

/** A project of Supabase's, whose owner is no superuser, and grants Supabase's roles by default all that it makes. */
const project = freshDatabase({ logins: [owner], made: supabase(owner) })

/** What is found of who sees and calls what, with the statements that mend it. */
const security = /^(?:row-security|function|view|relation)-/

const found = Effect.fnUntraced(function* (env: Record<string, string>, from: ReadonlyArray<string> = []) {
  const { stdout } = yield* doctor(["--json", ...from], env)
  const { findings } = JSON.parse(stdout) as Doctor.Report
  return findings.filter(({ name }) => security.test(name))
})

const statementsOf = (findings: ReadonlyArray<Doctor.Finding>) => findings.flatMap(({ sql = [] }) => sql)

/** What `aquifer migrate` says once all is as it should be. */
const settled = Effect.fnUntraced(function* (env: Record<string, string>, from: ReadonlyArray<string> = []) {
  const said: Array<string> = []
  for (const args of [["--status"], [], ["--drift"]]) {
    const { status, stdout } = yield* migrate([...args, ...from], env)
    said.push(`${status} ${stdout.split("\n")[0]}`)
  }
  return said
})

const asItShould = [
  "0 Schema: up to date",
  "0 Schema: up to date, nothing to do",
  "0 Schema: as its changes made it"
]

/** What somebody opened by hand of the library's own. */
const tampered = [
  "ALTER TABLE aquifer_leases DISABLE ROW LEVEL SECURITY",
  "ALTER TABLE aquifer_operations NO FORCE ROW LEVEL SECURITY",
  "ALTER TABLE research_cache DISABLE ROW LEVEL SECURITY",
  "ALTER TABLE aquifer_migrations DISABLE ROW LEVEL SECURITY",
  "GRANT EXECUTE ON FUNCTION aquifer_batch(uuid, json) TO PUBLIC, anon",
  "ALTER FUNCTION aquifer_batch(uuid, json) RESET search_path",
  "GRANT EXECUTE ON FUNCTION rpc_get_cached_research(text) TO PUBLIC, anon",
  "ALTER FUNCTION rpc_check_cache_exists(text) RESET search_path"
]

it.live("What the library makes needs no mending, and what the doctor prints gives it back as it was", () =>
  Effect.gen(function* () {
    const { owner: asOwner, ownerUrl } = yield* project
    const env = { DATABASE_URL: ownerUrl }
    expect((yield* migrate([], env)).status).toBe(0)
    expect(yield* found(env)).toEqual([])
    for (const statement of tampered) yield* asOwner(statement)
    const findings = yield* found(env)
    expect(findings.map(({ name }) => name).toSorted()).toEqual([
      "function-open-to-outsiders",
      "function-search-path",
      "row-security-not-forced",
      "row-security-off"
    ])
    for (const statement of statementsOf(findings)) yield* asOwner(statement)
    expect(yield* found(env)).toEqual([])
    expect(yield* settled(env)).toEqual(asItShould)
  }).pipe(Effect.scoped)
)

/** Tables, functions and views as somebody makes them who thinks of no roles. */
const made = [
  "CREATE TABLE products (id int PRIMARY KEY, name text)",
  "CREATE TABLE orders (id int REFERENCES products, note text)",
  "CREATE FUNCTION named(int) RETURNS text LANGUAGE sql AS 'SELECT name FROM products WHERE id = $1'",
  "CREATE FUNCTION total() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET work_mem = '8MB' AS 'SELECT count(*) FROM orders'",
  "CREATE VIEW sold AS SELECT name FROM products JOIN orders USING (id)",
  "CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM orders"
]

it.live("What the doctor prints of tables of one's own is no drift in a change of one's own", () =>
  Effect.gen(function* () {
    const { ownerUrl } = yield* project
    const env = { DATABASE_URL: ownerUrl }
    const changes: Array<Migration.Change> = [{ id: 1, name: "made", up: made }]
    const from = Effect.gen(function* () {
      const name = `shop${changes.length}.mjs`
      const text = `export const all = ${JSON.stringify(Migration.ofSet("shop", changes))}`
      return ["--from", join(yield* temporaryFolder({ [name]: text }), name)]
    })
    const names: Array<string> = []
    for (;;) {
      const module = yield* from
      const { status, stderr } = yield* migrate(module, env)
      expect([status, stderr]).toEqual([0, ""])
      const findings = yield* found(env, module)
      if (findings.length === 0) break
      for (const { name, remedy } of findings) {
        names.push(name)
        expect(remedy).toContain("mended by a new change with these statements (aquifer migrate --from FILE)")
      }
      changes.push({ id: changes.length + 1, name: "mended", up: statementsOf(findings) })
    }
    expect(names.toSorted()).toEqual([
      "function-open-to-outsiders",
      "function-search-path",
      "relation-open-to-outsiders",
      "row-security-not-forced",
      "row-security-off",
      "view-passes-row-security"
    ])
    expect(yield* settled(env, yield* from)).toEqual(asItShould)
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
)
