import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { BigDecimal, Effect, Layer, Option, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { range } from "../../../support/range.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const unbounded = { concurrency: "unbounded" } as const

/** What a test of any type calls a key. */
type Key = typeof Schema.String

interface Keyed {
  readonly id: string
  readonly ref: string
  readonly n: number
}

/** A table whose id and one other column are of a type. */
const keyed = (name: string, schema: unknown, type?: string) => {
  const key = schema as Key // whatever it is
  return class extends Repository.Service<{ readonly name: Key }>()(`keys/${name}`, {
    model: Model.Class<Keyed>(name)({ id: key, ref: key, n: Schema.Int }),
    tableName: name,
    idColumn: "id",
    lookups: {
      byRef: Repository.many("ref", { orderBy: { field: "n", direction: "descending" } }),
      bySome: Repository.many("ref", { limit: 1 }),
      byOne: Repository.unique("ref")
    }
  }) {
    static readonly up = this.changesFor({
      create: true,
      types: type === undefined ? {} : { id: `${type} NOT NULL`, ref: `${type} NOT NULL` }
    }).up
  }
}

const uuid = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
const number = BigDecimal.fromStringUnsafe

const Span = Schema.Struct({ months: Schema.Int, days: Schema.Int, microseconds: Schema.BigInt })

const span = (parts: Partial<typeof Span.Type>): typeof Span.Type => ({
  months: 0,
  days: 0,
  microseconds: 0n,
  ...parts
})
const dates = [new Date("2020-01-02T03:04:05.678Z"), new Date("2020-01-02T03:04:05.679Z")] as const

/** Each type of ids: a value, the same in a form that Postgres does not give back, and one that is not there. */
const kinds: ReadonlyArray<
  readonly [ReturnType<typeof keyed>, value: unknown, form: unknown, absent: unknown]
> = [
  [keyed("uuids", Schema.String.check(Schema.isUUID())), uuid, uuid.toUpperCase(), uuid.replace("6", "7")],
  [keyed("numerics", Schema.String, "numeric(8, 3)"), "2.500", "2.5", "2.501"],
  [keyed("enums", Schema.Literals(["free", "pro"]), "tier"), "pro", "pro", "free"],
  [keyed("texts", Schema.String), "Tea", "Tea", "tea"],
  [keyed("chars", Schema.String, "character(5)"), "tea  ", "tea", "te"],
  [keyed("days", Schema.String, "date"), "2020-01-02", "2020-1-2", "2020-01-03"],
  [keyed("long_ago", Schema.String, "date"), "0044-03-15 BC", "0044-03-15 BC", "0044-03-16 BC"],
  [keyed("instants", Schema.Date), dates[0], new Date(dates[0]), dates[1]],
  [keyed("smalls", Schema.Int, "smallint"), 7, 7, 2 ** 40],
  [keyed("bigs", Schema.BigInt), 2n ** 60n, 2n ** 60n, 3n],
  [keyed("bytes", Schema.Uint8Array), Uint8Array.of(1, 255), Uint8Array.of(1, 255), Uint8Array.of(1)],
  [keyed("floats", Schema.Number), 2 ** 60, 2 ** 60, 2 ** 61],
  [keyed("clocks", Schema.BigInt, "time"), 3_600_000_000n, 3_600_000_000n, 1n],
  [keyed("spans", Span, "interval"), span({ days: 30 }), span({ days: 30 }), span({ days: 31 })],
  [keyed("tags", Schema.Array(Schema.String), "text[]"), ["a,b", '"'], ["a,b", '"'], ["a", "b", '"']],
  [keyed("folders", Schema.String, "elsewhere.citext"), "Tea", "Tea", "Tee"]
]

/** A time of day, a span and a number that may be a fraction, as parts of an id. */
class Slot extends Model.Class<Slot>("Slot")({
  at: Schema.BigInt,
  during: Span,
  weight: Schema.Number,
  n: Schema.Int
}) {}

class Slots extends Repository.Service<Slots>()("keys/Slots", {
  model: Slot,
  tableName: "slots",
  idColumn: ["at", "during", "weight"]
}) {}

const Folder = keyed("case_folders", Schema.String, "elsewhere.citext")

class Line extends Model.Class<Line>("Line")({
  order: Schema.String.check(Schema.isUUID()),
  line: Schema.BigDecimalFromString,
  n: Schema.Int
}) {}

class Lines extends Repository.Service<Lines>()("keys/Lines", {
  model: Line,
  tableName: "lines",
  idColumn: ["order", "line"]
}) {}

class Lowered extends Model.Class<Lowered>("Lowered")({ name: Schema.String, n: Schema.Int }) {}

/** A trigger makes its ids what they are, and leaves some out. */
class Names extends Repository.Service<Names>()("keys/Names", {
  model: Lowered,
  tableName: "names",
  idColumn: "name"
}) {}

class Count extends Model.Class<Count>("Count")({ id: Schema.Int, n: Schema.Int }) {}

/** Triggers leave out whatever is below zero. */
class Counts extends Repository.Service<Counts>()("keys/Counts", {
  model: Count,
  tableName: "counts",
  idColumn: "id"
}) {}

class Tally extends Model.Class<Tally>("Tally")({
  ...Count.fields,
  version: Model.GeneratedByDb(Schema.Int)
}) {}

/** The same with versions. */
class Tallies extends Repository.Service<Tallies>()("keys/Tallies", {
  model: Tally,
  tableName: "tallies",
  idColumn: "id",
  versionColumn: "version"
}) {}

/** Its ids are of a collation that takes capitals for small letters. */
const Folded = keyed("folded", Schema.String, "text COLLATE folded")

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const statements = [
    "CREATE TYPE tier AS ENUM ('free', 'pro')",
    "CREATE COLLATION folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    "CREATE SCHEMA elsewhere",
    "GRANT USAGE ON SCHEMA elsewhere TO PUBLIC",
    "CREATE EXTENSION citext SCHEMA elsewhere",
    ...Folder.up,
    ...Slots.changesFor({ create: true, types: { at: "time NOT NULL", during: "interval NOT NULL" } }).up,
    ...Folded.up,
    ...kinds.flatMap(([{ up }]) => up),
    ...Lines.changesFor({ create: true, types: { line: "numeric(8, 3) NOT NULL" } }).up,
    ...Names.changesFor({ create: true }).up,
    `CREATE FUNCTION lowered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.n % 3 = 0 THEN RETURN NULL; END IF;
      NEW.name := lower(NEW.name);
      RETURN NEW;
    END $$`,
    "CREATE TRIGGER lowered BEFORE INSERT ON names FOR EACH ROW EXECUTE FUNCTION lowered()",
    ...Counts.changesFor({ create: true }).up,
    `CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.n < 0 THEN RETURN NULL; END IF;
      RETURN NEW;
    END $$`,
    "CREATE TRIGGER counted BEFORE INSERT OR UPDATE ON counts FOR EACH ROW EXECUTE FUNCTION counted()",
    ...Tallies.changesFor({ create: true }).up,
    "CREATE TRIGGER counted BEFORE INSERT OR UPDATE ON tallies FOR EACH ROW EXECUTE FUNCTION counted()"
  ]
  for (const statement of statements) yield* sql.unsafe(statement)
})

for (const route of routes) {
  layer(suiteClient(route, Effect.andThen(Migration.run(kitSchema), tables)), { excludeTestServices: true })(
    `A repository's keys, ${route}`,
    (it) => {
      it.effect("say of a row that a trigger left out that it is so, as a failure", () =>
        Effect.gen(function* () {
          const counts = yield* Counts
          yield* counts.insert({ id: 1, n: 1 })
          const asked: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>]> = [
            ["insert", counts.insert({ id: 2, n: -1 })],
            ["upsert", counts.upsert({ id: 1, n: -1 })],
            ["upsert", counts.getOrLoad(2, Effect.succeed({ id: 2, n: -1 }))]
          ]
          for (const [operation, act] of asked) {
            expect(yield* Effect.flip(act), operation).toMatchObject({
              reason: {
                _tag: "Rejected",
                message: expect.stringContaining("trigger or a rule of table counts")
              }
            })
          }
          expect(yield* counts.query()).toEqual([{ id: 1, n: 1 }])
        }).pipe(Effect.provide(Counts.layerNoDeps))
      )

      it.effect("say of a row that an update left as it was that it is there", () =>
        Effect.gen(function* () {
          const [counts, tallies] = [yield* Counts, yield* Tallies]
          const { sql } = yield* DirectPg
          yield* counts.upsert({ id: 3, n: 1 })
          const tally = yield* tallies.insert({ id: 3, n: 1 })
          const kept = {
            _tag: "NoSuchElementError",
            message: expect.stringMatching(/updated nothing, though it has a row.*trigger.*row security/)
          }
          expect(yield* Effect.flip(counts.update({ id: 3, n: -1 }))).toMatchObject(kept)
          expect(yield* Effect.flip(tallies.update({ ...tally, n: -1 }))).toMatchObject(kept)
          yield* sql`
            CREATE POLICY read_only ON tallies AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (false)`
          const hidden = yield* Effect.flip(tallies.update({ ...tally, n: 2 }))
          yield* sql`DROP POLICY read_only ON tallies`
          expect(hidden).toMatchObject(kept)
          expect(yield* Effect.flip(counts.update({ id: 4, n: 1 }))).toMatchObject({
            message: "Counts has nothing for the id"
          })
          expect(yield* Effect.flip(tallies.update({ ...tally, version: 9 }))).toMatchObject({
            _tag: "VersionConflict"
          })
        }).pipe(Effect.provide(Layer.mergeAll(Counts.layerNoDeps, Tallies.layerNoDeps)))
      )

      it.effect("are found by all that a collation takes for the same", () =>
        Effect.gen(function* () {
          const folded = yield* Folded
          const row = { id: "Tea", ref: "Tea", n: 1 }
          yield* folded.insert(row)
          const found = yield* Effect.all(
            [folded.find("Tea"), folded.find("TEA"), folded.find("tee")],
            unbounded
          )
          expect(found).toEqual([Option.some(row), Option.some(row), Option.none()])
        }).pipe(Effect.provide(Folded.layerNoDeps))
      )

      it.effect(
        "are compared by their type's own operators, where the search_path does not lead to them",
        () =>
          Effect.gen(function* () {
            const folders = yield* Folder
            const names = ["A", "b", "C", "d", "E", "f"]
            yield* folders.insertMany(names.map((id, n) => ({ id, ref: id, n })))
            for (const key of ["b", "B"]) {
              expect(yield* folders.get(key)).toMatchObject({ id: "b" })
              expect(yield* folders.byOne(key)).toMatchObject({ value: { id: "b" } })
              expect(yield* folders.byRef(key)).toMatchObject([{ id: "b" }])
              expect(yield* folders.bySome(key)).toMatchObject([{ id: "b" }])
              expect(yield* folders.update({ id: key, ref: "b", n: 7 })).toMatchObject({ id: "b", n: 7 })
            }
            for (const direction of ["ascending", "descending"] as const) {
              const wanted = direction === "ascending" ? names : names.toReversed()
              for (const field of ["id", "ref"] as const) {
                const found = yield* Stream.runCollect(
                  folders.stream({ orderBy: { field, direction }, size: 2 })
                )
                expect(found.map(({ id }) => id)).toEqual(wanted)
              }
            }
            expect(yield* folders.remove("B")).toBe(true)
          }).pipe(Effect.provide(Folder.layerNoDeps))
      )

      it.effect("of parts that are times of day, spans and large numbers are found and removed", () =>
        Effect.gen(function* () {
          const slots = yield* Slots
          const all = range(20).map((n) => ({
            at: BigInt(n),
            during: span({ microseconds: BigInt(n) }),
            weight: n * 2 ** 60,
            n
          }))
          expect(yield* Effect.forEach(all, (slot) => slots.insert(slot), unbounded)).toEqual(all)
          expect(yield* Effect.forEach(all, (slot) => slots.get(slot), unbounded)).toEqual(all)
          expect((yield* slots.findMany(all)).size).toBe(20)
          const removed = yield* Effect.forEach(all, (slot) => slots.remove(slot), unbounded)
          expect(removed).toEqual(all.map(() => true))
        }).pipe(Effect.provide(Slots.layerNoDeps))
      )

      for (const [kind, value, form, absent] of kinds as ReadonlyArray<
        readonly [ReturnType<typeof keyed>, string, string, string]
      >) {
        it.effect(`are found and written as Postgres compares them: ${kind.key}`, () =>
          Effect.gen(function* () {
            const repository = yield* kind
            const row = { id: form, ref: form, n: 1 }
            const stored = { id: value, ref: value, n: 1 }
            expect(yield* repository.insert(row)).toEqual(stored)
            for (const key of [value, form]) {
              expect(yield* repository.find(key)).toEqual(Option.some(stored))
              expect(yield* repository.get(key)).toEqual(stored)
              expect(yield* repository.byOne(key)).toEqual(Option.some(stored))
              expect(yield* repository.byRef(key)).toEqual([stored])
              expect(yield* repository.bySome(key)).toEqual([stored])
              expect(yield* repository.getOrLoad(key, Effect.die("it is there"))).toEqual(stored)
            }
            expect(
              yield* Effect.all([repository.exists(form), repository.exists(absent)], unbounded)
            ).toEqual([true, false])
            expect(yield* repository.findMany([value, form, absent])).toEqual(
              new Map([
                [value, stored],
                [form, stored]
              ])
            )
            expect(yield* repository.byRef(absent)).toEqual([])
            expect(yield* repository.update({ ...row, n: 2 })).toEqual({ ...stored, n: 2 })
            expect(yield* repository.upsert({ ...row, n: 3 })).toEqual({ ...stored, n: 3 })
            expect(yield* repository.remove(absent).pipe(Effect.orElseSucceed(() => false))).toBe(false)
            expect(yield* repository.remove(form)).toBe(true)
            expect(yield* repository.remove(form)).toBe(false)
            expect(yield* repository.find(value)).toEqual(Option.none())
            const loaded = (id: string) =>
              repository.getOrLoad(value, Effect.succeed({ id, ref: form, n: 4 }))
            expect(yield* Effect.flip(loaded(absent))).toMatchObject({ reason: { _tag: "Rejected" } })
            expect(yield* loaded(form)).toEqual({ ...stored, n: 4 })
          }).pipe(Effect.provide(kind.layerNoDeps))
        )
      }

      it.effect("of several parts are no others, and each caller is told of the own row", () =>
        Effect.gen(function* () {
          const lines = yield* Lines
          const order = uuid.toUpperCase()
          const line = (n: number) => ({ order, line: number(`${n}.5`), n })
          const stored = (n: number) => ({ order: uuid, line: number(`${n}.500`), n })
          const all = range(30)
          expect(yield* Effect.forEach(all, (n) => lines.insert(line(n)), unbounded)).toEqual(all.map(stored))
          const ids = all.map((n) => ({ order, line: number(`${n}.5`) }))
          expect(yield* Effect.forEach(ids, (id) => lines.get(id), unbounded)).toEqual(all.map(stored))
          const more = yield* Effect.forEach(all, (n) => lines.update({ ...line(n), n: n + 100 }), unbounded)
          expect(more.map(({ n }) => n)).toEqual(all.map((n) => n + 100))
          const gone = yield* Effect.forEach(
            all,
            (n) => lines.remove({ order, line: number(n % 2 === 0 ? `${n}.5` : `${n}.6`) }),
            unbounded
          )
          expect(gone).toEqual(all.map((n) => n % 2 === 0))
        }).pipe(Effect.provide(Lines.layerNoDeps))
      )

      it.effect("that are one in two forms are written one after the other", () =>
        Effect.gen(function* () {
          const lines = yield* Lines
          const line = (order: string, n: number) => ({ order, line: number("1"), n })
          const both = [line(uuid, 1), line(uuid.toUpperCase(), 2)]
          yield* Effect.forEach(both, (row) => lines.upsert(row), unbounded)
          const updated = yield* Effect.forEach(both, (row) => lines.update(row), unbounded)
          expect(updated.map(({ n }) => n)).toEqual([1, 2])
        }).pipe(Effect.provide(Lines.layerNoDeps))
      )

      it.effect("that a trigger makes are those of their rows, whatever it leaves out", () =>
        Effect.gen(function* () {
          const names = yield* Names
          const exits = yield* Effect.forEach(
            range(30),
            (n) => Effect.exit(names.insert({ name: `NAME ${n}`, n })),
            unbounded
          )
          expect(exits.map((exit) => (exit._tag === "Success" ? exit.value : "left out"))).toEqual(
            range(30).map((n) => (n % 3 === 0 ? "left out" : { name: `name ${n}`, n }))
          )
        }).pipe(Effect.provide(Names.layerNoDeps))
      )

      it.effect("are found by the index of their column", () =>
        Effect.gen(function* () {
          const { sql: admin } = yield* DirectPg
          yield* admin`INSERT INTO lines SELECT gen_random_uuid(), i, i FROM generate_series(1, 20000) AS i`
          yield* admin`ANALYZE lines`
          const sql = yield* SqlClient.SqlClient
          const sent: Array<readonly [string, ReadonlyArray<unknown>]> = []
          const noting = new Proxy(sql, {
            apply: (target, self, given: ReadonlyArray<unknown>) => {
              const statement = Reflect.apply(target, self, given)
              if (Array.isArray(given[0]) && `${given[0].join()}`.includes("JOIN"))
                sent.push(statement.compile())
              return statement
            }
          })
          yield* Effect.flatMap(Lines, (lines) => lines.find({ order: uuid, line: number("3") })).pipe(
            Effect.provide(Lines.layerNoDeps.pipe(Layer.provide(Layer.succeed(SqlClient.SqlClient, noting))))
          )
          const [text, parameters] = sent.at(-1) ?? ["", []]
          const plan = yield* admin.unsafe(`EXPLAIN ${text}`, parameters)
          expect(JSON.stringify(plan)).toContain("Index Scan using lines_pkey")
        })
      )
    }
  )
}
