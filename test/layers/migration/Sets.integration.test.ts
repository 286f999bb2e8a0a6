import { expect, layer } from "@effect/vitest"
import { DirectPg, Migration } from "aquifer"
import { Effect, Layer, Redacted } from "effect"
import { urlOf } from "../../support/program.ts"
import { connect } from "../../support/simpleQuery.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const shop = Migration.ofSet("shop", [
  { id: 1, name: "products", up: ["CREATE TABLE products (name text)"] },
  { id: 2, name: "orders", up: ["CREATE TABLE orders (id int)"], down: ["DROP TABLE orders"] }
])
const blog = Migration.ofSet("blog", [
  { id: 1, name: "posts", up: ["CREATE TABLE posts (id int)"], down: ["DROP TABLE posts"] }
])

const byName: Migration.Change = {
  id: 3,
  name: "products by name",
  set: "shop",
  transactional: false,
  up: ["CREATE UNIQUE INDEX CONCURRENTLY products_name ON products (name)", "ANALYZE products"],
  down: ["DROP INDEX CONCURRENTLY IF EXISTS products_name"]
}
const later: Migration.Change = {
  id: 4,
  name: "later",
  set: "shop",
  up: ["CREATE TABLE later (id int)"],
  down: ["DROP TABLE later"]
}
const long = [...shop, byName, later]

const names = (changes: ReadonlyArray<Migration.ChangeName>) =>
  changes.map(({ name, set }) => `${set} ${name}`)

const direct = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

/** As another process has it. */
const elsewhere = <A, E>(effect: Effect.Effect<A, E, DirectPg>) =>
  Effect.flatMap(SuiteDatabase, ({ admin }) =>
    Effect.provide(effect, Layer.fresh(DirectPg.layerWith({ endpoint: admin })))
  )

/** A database without anything, for each test. */
const emptied = Effect.flatMap(DirectPg, ({ sql }) =>
  sql.unsafe("DROP SCHEMA public CASCADE").pipe(Effect.andThen(sql.unsafe("CREATE SCHEMA public")))
)

const isValid = Effect.flatMap(DirectPg, ({ sql }) =>
  Effect.map(
    sql<{
      valid: boolean
    }>`SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('products_name')`,
    ([row]) => row?.valid
  )
)

layer(direct)("Sets of changes", (it) => {
  it.effect("are numbered each for itself, and applied in the order in which they are given", () =>
    Effect.gen(function* () {
      yield* emptied
      expect(names(yield* Migration.run(shop))).toEqual(["shop products", "shop orders"])
      expect(names(yield* Migration.run([...shop, ...blog]))).toEqual(["blog posts"])
      expect(names(yield* Migration.run([{ id: 1, name: "of no set", up: ["SELECT 1"] }]))).toEqual([
        "app of no set"
      ])
      const status = yield* Migration.status([...shop, ...blog])
      expect(status.map(({ appliedAt }) => appliedAt !== undefined)).toEqual([true, true, true])
    })
  )

  it.effect("go back to a change of the last of them, and those before it stay whole", () =>
    Effect.gen(function* () {
      yield* emptied
      yield* Migration.run([...shop, ...blog])
      expect(names(yield* Migration.undo([...shop, ...blog], { to: 0 }))).toEqual(["blog posts"])
      expect(names(yield* Migration.undo([...blog, ...shop], { to: 1 }))).toEqual(["shop orders"])
      expect(names(yield* Migration.run([...blog, ...shop], { to: 1 }))).toEqual(["blog posts"])
    })
  )

  it.effect("are refused where a number was another change's, or is given twice; nothing is done", () =>
    Effect.gen(function* () {
      yield* emptied
      yield* Migration.run(shop)
      const other = Migration.ofSet("shop", [
        { id: 2, name: "customers", up: ["CREATE TABLE customers (id int)"] },
        { id: 3, name: "third", up: ["CREATE TABLE third (id int)"] }
      ])
      for (const refused of [Migration.run(other), Migration.status(other), Migration.plan(other)]) {
        const { message, reason } = yield* Effect.flip<unknown, Migration.MigrationFailed, DirectPg>(refused)
        expect(reason).toMatchObject({ _tag: "Misconfigured", statement: "did not run" })
        expect(message).toContain("change 2 of the set shop is recorded as orders, and is customers here")
      }
      const twice = yield* Effect.flip(Migration.run([later, { ...later, name: "again" }]))
      expect(twice.reason).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      const { sql } = yield* DirectPg
      expect(yield* sql`SELECT to_regclass('third') AS third, to_regclass('later') AS later`).toEqual([
        { third: null, later: null }
      ])
    })
  )

  it.effect("are kept in books that strangers neither read nor write, whatever they were granted", () =>
    Effect.gen(function* () {
      yield* emptied
      const { app } = yield* SuiteDatabase
      const { sql } = yield* DirectPg
      yield* sql.unsafe("ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC")
      yield* Migration.run(shop)
      yield* sql.unsafe("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM PUBLIC")
      yield* sql.unsafe("GRANT USAGE ON SCHEMA public TO PUBLIC")
      const stranger = yield* connect(Redacted.make(urlOf(app("direct"))))
      expect(yield* stranger("SELECT FROM products")).toEqual([])
      expect(yield* stranger("SELECT FROM aquifer_migrations")).toEqual([])
      yield* stranger("DELETE FROM aquifer_migrations")
      expect(yield* Migration.run(shop)).toEqual([])
      yield* sql.unsafe("ALTER TABLE aquifer_migrations DISABLE ROW LEVEL SECURITY")
      yield* Migration.run(shop)
      expect(yield* stranger("SELECT FROM aquifer_migrations")).toEqual([])
    })
  )

  it.effect("find the books of the time before sets, and take their own rows", () =>
    Effect.gen(function* () {
      yield* emptied
      const { sql } = yield* DirectPg
      yield* sql.unsafe(
        "CREATE TABLE aquifer_migrations (migration_id integer PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), name text NOT NULL)"
      )
      yield* sql.unsafe("CREATE TABLE products (name text)")
      yield* sql.unsafe("INSERT INTO aquifer_migrations (migration_id, name) VALUES (1, 'products')")
      const before = yield* Migration.status(shop)
      expect(before.map(({ appliedAt }) => appliedAt !== undefined)).toEqual([true, false])
      expect(names(yield* Migration.run(blog))).toEqual(["blog posts"])
      expect(names(yield* Migration.run(shop))).toEqual(["shop orders"])
      expect(
        yield* sql`SELECT set_name, migration_id FROM aquifer_migrations ORDER BY set_name, migration_id`
      ).toEqual([
        { set_name: "blog", migration_id: 1 },
        { set_name: "shop", migration_id: 1 },
        { set_name: "shop", migration_id: 2 }
      ])
      // A program of the version before still reads and writes the same books.
      yield* sql.unsafe(
        "INSERT INTO aquifer_migrations (migration_id, name) VALUES (7, 'of an older program')"
      )
    })
  )
})

layer(direct, { excludeTestServices: true })("Changes that cannot run in a transaction", (it) => {
  it.effect("come by themselves, between those before and those after, and are undone so", () =>
    Effect.gen(function* () {
      yield* emptied
      expect(names(yield* Migration.run(long))).toEqual([
        "shop products",
        "shop orders",
        "shop products by name",
        "shop later"
      ])
      expect(yield* isValid).toBe(true)
      expect(yield* Migration.run(long)).toEqual([])
      const plan = yield* Migration.plan(long, { to: 2 })
      expect(plan.script).toMatch(
        /DROP TABLE later;[\s\S]*COMMIT;\n-- undo shop 3_products by name\nDROP INDEX CONCURRENTLY/
      )
      expect(names(yield* Migration.undo(long, { to: 2 }))).toEqual(["shop later", "shop products by name"])
      expect(yield* isValid).toBeUndefined()
    })
  )

  it.effect("that fail are not there, drop what they left behind, and go on when they are run again", () =>
    Effect.gen(function* () {
      yield* emptied
      yield* Migration.run(shop)
      const { sql } = yield* DirectPg
      yield* sql`INSERT INTO products VALUES ('twice'), ('twice')`
      const failed = yield* Effect.flip(Migration.run(long))
      expect(failed.reason).toMatchObject({ _tag: "ConstraintViolated" })
      expect(yield* isValid).toBe(false)
      const status = yield* Migration.status(long)
      expect(status.map(({ appliedAt }) => appliedAt !== undefined)).toEqual([true, true, false, false])
      yield* sql`DELETE FROM products`
      expect(names(yield* Migration.run(long))).toEqual(["shop products by name", "shop later"])
      expect(yield* isValid).toBe(true)
    })
  )

  it.effect("that were cut off when they were done, and before that was recorded, are not done again", () =>
    Effect.gen(function* () {
      yield* emptied
      yield* Migration.run(long)
      const { sql } = yield* DirectPg
      yield* sql`UPDATE aquifer_migrations SET statements_done = 0 WHERE migration_id = 3`
      expect(names(yield* Migration.run(long))).toEqual(["shop products by name"])
    })
  )

  it.effect("are carried out once, however many processes migrate at once", () =>
    Effect.gen(function* () {
      yield* emptied
      const all = yield* Effect.all(
        Array.from({ length: 4 }, () => elsewhere(Migration.run(long))),
        { concurrency: "unbounded" }
      )
      expect(names(all.flat()).toSorted()).toEqual([
        "shop later",
        "shop orders",
        "shop products",
        "shop products by name"
      ])
    })
  )
})
