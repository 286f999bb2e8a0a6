import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import { type DataError, Lease, Operation, PooledPg, Transaction } from "aquifer"
import { Context, Deferred, Effect, Fiber, Layer, Option, Schema, Stream } from "effect"
import { migrate as migrateProgram } from "../../src/programs/migrate/migrate.ts"
import { blocks } from "../support/chapter.ts"
import { command } from "../support/command.ts"
import { freshDatabase } from "../support/freshDatabase.ts"
import { Products } from "./adopting/adopted.ts"
import { dearer } from "./adopting/dearer.ts"

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8")
const chapter = "src/services/beside/Adopting.md"
const [granted = "", administered = "", left = ""] = blocks(chapter, "sql")

/** What there was before: a table as Prisma makes one. */
const table = [
  'CREATE TABLE "Product" (id serial PRIMARY KEY, sku text NOT NULL, name text NOT NULL, "priceCents" integer NOT NULL)',
  'CREATE UNIQUE INDEX "Product_sku_key" ON "Product" (sku)'
]

/** All in the database and its server that a program could have made there, by kind. */
const everything = `SELECT json_build_object(
  'roles', (SELECT json_agg(rolname ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'),
  'relations', (SELECT json_agg(format('%s %s %s', relname, relacl, relrowsecurity) ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  'functions', (SELECT json_agg(oid::regprocedure::text) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  'triggers', (SELECT json_agg(tgname) FROM pg_trigger WHERE NOT tgisinternal),
  'columns', (SELECT json_agg(format('%s %s %s', attname, atttypid, attnotnull) ORDER BY attnum) FROM pg_attribute WHERE attrelid = '"Product"'::regclass AND attnum > 0),
  'defaults', (SELECT json_agg(defaclobjtype) FROM pg_default_acl)
)::text AS everything`

/** A database with a table of its owner's, and the login of its program. */
class Shop extends Context.Service<Shop>()("Shop", {
  make: Effect.tap(freshDatabase({ logins: ["shop_owner", "shop_app"] }), ({ owner }) =>
    Effect.forEach(table, (statement) => owner(statement), { discard: true })
  )
}) {
  static readonly layer = Layer.effect(Shop, Shop.make)
}

const shop = PooledPg.layerSqlClient.pipe(
  Layer.provideMerge(
    Layer.unwrap(
      Effect.map(Shop, ({ pooled }) => PooledPg.layerWith({ endpoint: pooled, pool: { size: 4, min: 0 } }))
    )
  ),
  Layer.provideMerge(Shop.layer)
)

const row = (sku: string) => ({ sku, name: `name of ${sku}`, priceCents: 100 })

/** What the answer was, in a word. */
const outcome = <A, R>(work: Effect.Effect<A, { readonly _tag: string } | DataError, R>) =>
  Effect.match(work, {
    onSuccess: () => "ok",
    onFailure: (error) => ("reason" in error ? error.reason._tag : error._tag)
  })

const once = { key: "one", request: [Schema.String, "one"], result: Schema.Int } as const

/** What became of all that needs a table of the kit. */
const outcomes = Effect.fnUntraced(function* (time: string) {
  const products = yield* Products
  const run = yield* Operation.make("Adopted")
  const many = Stream.map(Stream.range(1, 40_000), (index) => row(`${time} ${index} ${"x".repeat(60)}`))
  return {
    insert: yield* outcome(products.insert(row(`${time} alone`))),
    remove: yield* outcome(products.remove(9_999_999)),
    stream: yield* outcome(products.insertMany(many)),
    lease: yield* outcome(Effect.provide(Lease.tryWith("nightly")(Effect.void), Lease.layer)),
    once: yield* outcome(Effect.succeed(1).pipe(run.transaction("once", { once }))),
    near: yield* outcome(Effect.scoped(Layer.build(Products.layerNear())))
  }
})

layer(shop, { excludeTestServices: true })("The chapter on adopting one table", (it) => {
  let untouched = ""

  it.effect("shows the files that are compiled here", () =>
    Effect.sync(() =>
      expect(blocks(chapter, "ts")).toEqual(["adopted", "dearer"].map((name) => read(`adopting/${name}.ts`)))
    )
  )

  it.effect("says what a role has to be granted", () =>
    Effect.gen(function* () {
      const { administrator, owner } = yield* Shop
      expect(
        yield* outcome(
          Effect.provide(
            Products.use(({ query }) => query()),
            Products.layerNoDeps
          )
        )
      ).toBe("Rejected")
      for (const statement of granted.trim().split("\n")) yield* owner(statement)
      untouched = JSON.stringify(yield* administrator(everything))
      expect(untouched).not.toContain("aquifer")
    })
  )

  it.effect(
    "has reads, transactions and rows in bulk without any table of the kit, and says the rest by name",
    () =>
      Effect.gen(function* () {
        const { administrator, owner } = yield* Shop
        const products = yield* Products
        yield* owner(`INSERT INTO "Product" (sku, name, "priceCents") VALUES ('T-1', 'tea', 450)`)
        const found = Option.getOrThrow(yield* products.bySku("T-1"))
        const { stats } = yield* PooledPg
        const { acquired } = yield* stats
        const finds = Array.from({ length: 200 }, () => products.find(found.id))
        expect(new Set(yield* Effect.all(finds, { concurrency: "unbounded" })).size).toBeGreaterThan(0)
        expect((yield* stats).acquired - acquired).toBeLessThanOrEqual(2)
        expect(yield* dearer("T-1", 50)).toMatchObject({ priceCents: 500 })
        expect((yield* products.insert(row("together")).pipe(Transaction.run())).sku).toBe("together")
        const bulk = Array.from({ length: 3000 }, (_, index) => row(`bulk ${index}`))
        expect(yield* products.insertMany(bulk)).toMatchObject({ inserted: 3000 })
        expect(yield* owner(`SELECT "priceCents" FROM "Product" WHERE sku = 'T-1'`)).toEqual([
          { priceCents: 500 }
        ])
        expect(yield* outcomes("before")).toEqual({
          insert: "Rejected",
          remove: "Rejected",
          stream: "Rejected",
          lease: "Rejected",
          once: "Rejected",
          near: "Misconfigured"
        })
        expect(JSON.stringify(yield* administrator(everything))).toBe(untouched)
      }).pipe(Effect.provide(Products.layerNoDeps))
  )

  it.effect("has all of it once the kit's tables are beside, and hears of what others write", () =>
    Effect.gen(function* () {
      const { administrator, owner, ownerUrl } = yield* Shop
      for (const statement of administered.trim().split("\n")) yield* administrator(statement)
      const from = ["--from", "test/examples/adopting/adopted.ts"]
      const migrated = yield* command(migrateProgram)(from, { DATABASE_URL: ownerUrl })
      expect(migrated).toMatchObject({ status: 0, stderr: "" })
      expect(new Set(Object.values(yield* outcomes("after")))).toEqual(new Set(["ok"]))
      const listening = yield* Deferred.make<void>()
      const told = yield* Products.changes.pipe(
        Stream.tap(({ _tag }) =>
          _tag === "Listening" ? Deferred.succeed(listening, undefined) : Effect.void
        ),
        Stream.filter(({ _tag }) => _tag === "Changed"),
        Stream.runHead,
        Effect.forkChild
      )
      yield* Deferred.await(listening)
      yield* owner(`UPDATE "Product" SET name = 'Tea' WHERE sku = 'T-1'`)
      const [{ id } = { id: "" }] = yield* owner(`SELECT id FROM "Product" WHERE sku = 'T-1'`)
      expect(Option.getOrThrow(yield* Fiber.join(told))).toMatchObject({ keys: [Number(id)] })
    }).pipe(Effect.provide(Products.layerNoDeps))
  )

  it.effect("leaves the database as it was, with every row", () =>
    Effect.gen(function* () {
      const { administrator, owner, ownerUrl } = yield* Shop
      const undo =
        blocks(chapter, "sh")
          .at(-1)
          ?.match(/^aquifer (migrate .* --to 0)/)?.[1] ?? ""
      const args = undo.replace("adopted.ts", "test/examples/adopting/adopted.ts").split(" ").slice(1)
      const count = `SELECT count(*)::int4 AS rows, max("priceCents") AS dearest FROM "Product"`
      const rows = yield* owner(count)
      // By the SQL alone, and then by the command and the SQL.
      yield* administrator(`BEGIN; ${left}`)
      expect(JSON.stringify(yield* administrator(everything))).toBe(untouched)
      yield* administrator("ROLLBACK")
      expect(yield* command(migrateProgram)(args, { DATABASE_URL: ownerUrl })).toMatchObject({ status: 0 })
      yield* administrator(left)
      expect(JSON.stringify(yield* administrator(everything))).toBe(untouched)
      expect(yield* owner(count)).toEqual(rows)
      expect(yield* Effect.provide(dearer("T-1", 1), Products.layerNoDeps)).toMatchObject({ priceCents: 501 })
    })
  )
})
