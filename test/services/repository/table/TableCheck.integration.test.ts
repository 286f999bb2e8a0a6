import { expect, layer } from "@effect/vitest"
import { DataError, DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Schema } from "effect"
import { Model } from "effect/schema"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

class Thing extends Model.Class<Thing>("Thing")({
  id: Schema.Int,
  name: Schema.String,
  priceCents: Schema.Int
}) {}

const options = { model: Thing, idColumn: "id", lookups: { byName: Repository.unique("name") } } as const

/** What is said of a table at the start; nothing where it is as its model says. */
const saidOf = Effect.fnUntraced(function* (tableName: string) {
  const made = Effect.scoped(Repository.make("shop/Things", { ...options, tableName }))
  const error = yield* Effect.flip(Effect.andThen(made, Effect.fail(undefined)))
  return error instanceof DataError ? error.reason : undefined
})

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  yield* sql`CREATE TABLE right_things (id int PRIMARY KEY, name text NOT NULL UNIQUE, price_cents int NOT NULL, note text)`
  yield* sql`CREATE TABLE short_things (id int PRIMARY KEY, name text NOT NULL UNIQUE)`
  yield* sql`CREATE TABLE covered_things (id int, name text NOT NULL, price_cents int NOT NULL, PRIMARY KEY (id) INCLUDE (name), UNIQUE (name) INCLUDE (id))`
  yield* sql`CREATE TABLE paired_things (id int, name text NOT NULL, price_cents int NOT NULL, UNIQUE (id, name))`
  yield* sql`CREATE MATERIALIZED VIEW kept_things AS SELECT id, name, price_cents FROM right_things`
  yield* sql`CREATE VIEW seen_things AS SELECT id, name FROM right_things`
  yield* sql`CREATE TABLE other_things (id int, name text, price_cents int8 NOT NULL, owner text NOT NULL)`
})

const withTables = suiteClient("pgbouncer124", tables)

layer(withTables, { excludeTestServices: true })("What a table has otherwise than its model", (it) => {
  it.effect("is nothing where the model can read and write it", () =>
    Effect.map(saidOf("right_things"), (said) => expect(said).toBeUndefined())
  )

  it.effect("is nothing where an index that makes sure of one row holds other columns besides", () =>
    Effect.gen(function* () {
      expect(yield* saidOf("covered_things")).toBeUndefined()
      expect((yield* saidOf("paired_things"))?.message).toContain("no unique index on id")
    })
  )

  it.effect("is said of a view in words that fit one", () =>
    Effect.gen(function* () {
      const seen = (yield* saidOf("seen_things"))?.message
      expect(seen).toContain("select it in the view's definition")
      expect(seen).not.toContain("ALTER TABLE")
      const kept = (yield* saidOf("kept_things"))?.message
      expect(kept).toContain('CREATE UNIQUE INDEX ON "kept_things" ("id")')
      expect(kept).not.toContain("ALTER TABLE")
    })
  )

  it.effect("is said at the start, with what to write", () =>
    Effect.gen(function* () {
      expect(yield* saidOf("no_things")).toMatchObject({
        _tag: "Misconfigured",
        message: expect.stringContaining("table no_things is not there")
      })
      expect((yield* saidOf("short_things"))?.message).toContain(
        'ALTER TABLE "short_things" ADD COLUMN "price_cents" integer'
      )
      const message = (yield* saidOf("other_things"))?.message
      expect(message).toContain("other_things.price_cents is bigint, which comes as a bigint")
      expect(message).toContain('ALTER COLUMN "name" SET NOT NULL')
      expect(message).toContain("other_things.owner has to be filled by each insert")
      expect(message).toContain('ALTER TABLE "other_things" ADD UNIQUE ("id")')
      expect(message).toContain('ALTER TABLE "other_things" ADD UNIQUE ("name")')
    })
  )

  it.effect("is not, where the model has made it: closed to everybody but the program's role", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      class Things extends Repository.Service<Things>()("shop/Things", {
        ...options,
        tableName: "made_things"
      }) {}
      for (const statement of Things.changesFor({ create: true }).up) yield* sql.unsafe(statement)
      expect(yield* saidOf("made_things")).toBeUndefined()
      const [closed] = yield* sql<{ readonly rls: boolean; readonly granted: string }>`
        SELECT relrowsecurity AS rls, (
          SELECT string_agg(DISTINCT coalesce(r.rolname, 'PUBLIC')::text, ',')
          FROM aclexplode(relacl) AS a LEFT JOIN pg_roles AS r ON r.oid = a.grantee WHERE a.grantee <> relowner
        ) AS granted
        FROM pg_class WHERE oid = 'made_things'::regclass`
      expect(closed).toEqual({ rls: true, granted: "aquifer_app" })
    })
  )

  it.effect("is not, where the model has made it with foreign keys, which can be errors of the domain", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      class Part extends Model.Class<Part>("Part")({ id: Schema.Int, thingId: Schema.Int }) {}
      class NoThing extends Schema.TaggedError<NoThing>()("NoThing", { id: Schema.Int }) {}
      class Parts extends Repository.Service<Parts>()("shop/Parts", {
        model: Part,
        tableName: "parts",
        idColumn: "id",
        constraints: { parts_thing_id_fkey: ({ thingId }) => new NoThing({ id: thingId }) }
      }) {}
      const made = Parts.changesFor({
        create: true,
        references: { thingId: "right_things ON DELETE CASCADE" }
      })
      for (const statement of made.up) yield* sql.unsafe(statement)
      yield* sql`INSERT INTO right_things VALUES (1, 'one', 1)`
      const found = yield* Effect.gen(function* () {
        const parts = yield* Parts
        yield* parts.insert({ id: 1, thingId: 1 })
        expect(yield* Effect.flip(parts.insert({ id: 2, thingId: 2 }))).toEqual(new NoThing({ id: 2 }))
        yield* sql`DELETE FROM right_things`
        return yield* parts.query()
      }).pipe(Effect.provide(Parts.layerNoDeps))
      expect(found).toEqual([])
      // @ts-expect-error there is no such field
      Parts.changesFor({ create: true, references: { thing: "right_things" } })
    })
  )
})
