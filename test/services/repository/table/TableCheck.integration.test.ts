import { expect, layer } from "@effect/vitest"
import { DataError, DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Logger, Schema } from "effect"
import { Model } from "effect/schema"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

class Thing extends Model.Class<Thing>("Thing")({
  id: Schema.Int,
  name: Schema.String,
  priceCents: Schema.Int
}) {}

const options = { model: Thing, idColumn: "id", lookups: { byName: Repository.unique("name") } } as const

/** A room that is taken for some days: no two stays overlap. */
class Stay extends Model.Class<Stay>("Stay")({
  room: Schema.Int,
  during: Schema.String,
  guest: Schema.String
}) {}

class ToldEvent extends Model.Class<ToldEvent>("ToldEvent")({ at: Schema.Date, name: Schema.String }) {}

class MadeEvent extends Model.Class<MadeEvent>("MadeEvent")({
  at: Model.GeneratedByDb(Schema.Date),
  name: Schema.String
}) {}

/** What is logged of a table at the start, or said instead. */
const logged = Effect.fnUntraced(function* (
  tableName: string,
  model: typeof Thing | typeof ToldEvent | typeof MadeEvent,
  lookups: Repository.LookupFields<typeof Thing> = {}
) {
  const logs: Array<string> = []
  const logger = Logger.make(({ message }) => logs.push(String(message)))
  const options = { model, idColumn: model === Thing ? "id" : "at", tableName, lookups }
  const made = Repository.make("shop/Things", options as never)
  const error = yield* Effect.scoped(made).pipe(
    Effect.as(undefined),
    Effect.catchTag("DataError", ({ reason }) => Effect.succeed(reason)),
    Effect.provide(Logger.layer([logger]))
  )
  return { error, logs }
})

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
  yield* sql`CREATE EXTENSION btree_gist`
  yield* sql`CREATE TABLE stays (room int, during int4range, guest text NOT NULL, PRIMARY KEY (room, during WITHOUT OVERLAPS))`
  yield* sql`CREATE TABLE waiting_things (id int PRIMARY KEY DEFERRABLE, name text NOT NULL UNIQUE, price_cents int NOT NULL)`
  yield* sql`CREATE TABLE waiting_reports (id int PRIMARY KEY DEFERRABLE, name text NOT NULL UNIQUE, price_cents int NOT NULL)`
  yield* sql`CREATE TABLE noted_events (at timestamptz PRIMARY KEY DEFAULT now(), name text NOT NULL)`
  yield* sql`CREATE TABLE told_events (at timestamptz PRIMARY KEY DEFAULT now(), name text NOT NULL)`
  yield* sql`CREATE TABLE large_things (id int PRIMARY KEY, name text NOT NULL, price_cents int NOT NULL)`
  yield* sql`INSERT INTO large_things SELECT n, 'name', n FROM generate_series(1, 12000) AS n`
  yield* sql`ANALYZE large_things`
  yield* sql`GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO aquifer_app`
  yield* sql`REVOKE INSERT ON waiting_reports FROM aquifer_app`
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

  it.effect("is that nothing can be upserted, where ON CONFLICT cannot use what is unique", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const waiting = (yield* saidOf("waiting_things"))?.message
      expect(waiting).toContain(
        'ALTER TABLE "waiting_things" DROP CONSTRAINT "waiting_things_pkey", ADD PRIMARY KEY ("id")'
      )
      // What is said mends it, and nothing is said of who may only read, or is given no id.
      yield* sql`ALTER TABLE waiting_things DROP CONSTRAINT waiting_things_pkey, ADD PRIMARY KEY (id)`
      expect(yield* saidOf("waiting_things")).toBeUndefined()
      expect(yield* saidOf("waiting_reports")).toBeUndefined()
      const options = { model: Stay, idColumn: ["room", "during"], tableName: "stays" } as const
      const made = Effect.as(Effect.scoped(Repository.make("shop/Stays", options)), undefined)
      const said = yield* Effect.catchTag(made, "DataError", ({ message }) => Effect.succeed(message))
      const next = 'ALTER TABLE "stays" ADD UNIQUE ("room", "during")'
      expect(said).toContain("unique by WITHOUT OVERLAPS alone, which ON CONFLICT cannot use")
      expect(said).toContain(next)
      yield* sql.unsafe(next)
      const upserted = Effect.gen(function* () {
        const stays = yield* Repository.make("shop/Stays", options)
        const stay = { room: 1, during: "[1,5)", guest: "Ada" }
        yield* stays.upsert(stay)
        yield* stays.upsert({ ...stay, guest: "Grace" })
        const overlapping = yield* Effect.flip(stays.upsert({ ...stay, during: "[2,6)" }))
        expect(overlapping).toMatchObject({
          reason: { _tag: "ConstraintViolated", constraint: "stays_pkey" }
        })
        return yield* stays.get({ room: 1, during: "[1,5)" })
      })
      expect(yield* Effect.scoped(upserted)).toMatchObject({ guest: "Grace" })
    })
  )

  it.effect(
    "is that keys have microseconds, which no Date has: where the database makes them, and where some are there",
    () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const made = yield* logged("noted_events", MadeEvent)
        expect(made.error?.message).toContain("noted_events.at is by default now(), which has microseconds")
        expect(made.error?.message).toContain(
          'ALTER TABLE "noted_events" ALTER COLUMN "at" TYPE timestamp(3) with time zone'
        )
        yield* sql`ALTER TABLE noted_events ALTER COLUMN at TYPE timestamp(3) with time zone`
        expect(yield* logged("noted_events", MadeEvent)).toEqual({ error: undefined, logs: [] })
        // Where a program gives them all is well, until another one does.
        yield* sql`INSERT INTO told_events VALUES ('2024-07-05 12:00:00.123Z', 'milliseconds')`
        expect(yield* logged("told_events", ToldEvent)).toEqual({ error: undefined, logs: [] })
        yield* sql`INSERT INTO told_events VALUES ('2024-07-05 12:00:00.123456Z', 'microseconds')`
        expect(yield* logged("told_events", ToldEvent)).toEqual({
          error: undefined,
          logs: [expect.stringContaining("told_events.at has microseconds")]
        })
      })
  )

  it.effect("is that a large table has no index which finds many, with the order of the first of them", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const said = (columns: string) => [
        expect.stringContaining(`CREATE INDEX CONCURRENTLY ON "large_things" (${columns})`)
      ]
      expect((yield* logged("large_things", Thing, { byName: Repository.many("name") })).logs).toEqual(
        said('"name"')
      )
      const first = Repository.many("name", {
        limit: 5,
        orderBy: { field: "priceCents", direction: "descending" }
      })
      yield* sql`CREATE INDEX ON large_things (name)`
      expect((yield* logged("large_things", Thing, { byName: Repository.many("name") })).logs).toEqual([])
      expect((yield* logged("large_things", Thing, { byName: first })).logs).toEqual(
        said('"name", "price_cents", "id"')
      )
      yield* sql`CREATE INDEX ON large_things (name, price_cents)`
      expect((yield* logged("large_things", Thing, { byName: first })).logs).toEqual([])
      expect((yield* logged("right_things", Thing, { byName: first })).logs).toEqual([])
    })
  )

  it.effect("is none of these, where the model has made it", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      class Events extends Repository.Service<Events>()("shop/Events", {
        model: ToldEvent,
        idColumn: "at",
        tableName: "made_events",
        lookups: { byName: Repository.many("name", { limit: 1 }) }
      }) {}
      for (const statement of Events.changesFor({ create: true }).up) yield* sql.unsafe(statement)
      expect(
        yield* sql`SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'made_events%' ORDER BY indexname DESC`
      ).toMatchObject([
        { indexdef: expect.stringContaining("(at)") },
        { indexdef: expect.stringContaining("(name, at)") }
      ])
      yield* sql`INSERT INTO made_events VALUES ('2024-07-05 12:00:00.123456Z', 'now')`
      const { at } = yield* Effect.gen(function* () {
        const events = yield* Events
        const [event] = yield* events.query()
        return yield* events.get(event?.at ?? new Date(0))
      }).pipe(Effect.provide(Events.layerNoDeps))
      expect(at).toEqual(new Date("2024-07-05T12:00:00.123Z"))
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
