import { expect, layer } from "@effect/vitest"
import { type DataError, DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Layer, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const unbounded = { concurrency: "unbounded" } as const

class Setting extends Model.Class<Setting>("Setting")({
  id: Schema.Int,
  value: Schema.Json,
  plain: Schema.NullOr(Schema.Json),
  each: Schema.Array(Schema.Json)
}) {}

class Settings extends Repository.Service<Settings>()("values/Settings", {
  model: Setting,
  tableName: "settings",
  idColumn: "id"
}) {}

class Term extends Model.Class<Term>("Term")({
  id: Schema.Int,
  ends: Schema.Date,
  checked: Model.GeneratedByDb(Schema.Union([Schema.Date, Schema.String]))
}) {}

class Terms extends Repository.Service<Terms>()("values/Terms", {
  model: Term,
  tableName: "terms",
  idColumn: "id"
}) {}

class Rough extends Model.Class<Rough>("Rough")({
  id: Schema.Int,
  amount: Schema.String,
  at: Schema.Date,
  code: Schema.String,
  filled: Schema.String,
  real: Schema.Number,
  reals: Schema.Array(Schema.Number)
}) {}

class Roughs extends Repository.Service<Roughs>()("values/Roughs", {
  model: Rough,
  tableName: "roughs",
  idColumn: "id"
}) {}

class Open extends Model.Class<Open>("Open")({
  id: Schema.Int,
  until: Model.GeneratedByDb(Schema.Date)
}) {}

/** Of which the database makes rows that the model does not take. */
class Opens extends Repository.Service<Opens>()("values/Opens", {
  model: Open,
  tableName: "opens",
  idColumn: "id"
}) {}

class Lapse extends Model.Class<Lapse>("Lapse")({
  id: Schema.Int,
  kind: Schema.String,
  endsAt: Schema.Date
}) {}

/** Of which the table holds a row that the model does not take. */
class Lapses extends Repository.Service<Lapses>()("values/Lapses", {
  model: Lapse,
  tableName: "lapses",
  idColumn: "id",
  lookups: { byKind: Repository.many("kind") }
}) {}

/** Columns that hold less than what is written to them. */
const lossy = {
  amount: "numeric(8, 2) NOT NULL",
  at: "timestamptz(0) NOT NULL",
  code: "varchar(5) NOT NULL",
  filled: "char(5) NOT NULL",
  real: "real NOT NULL",
  reals: "real[] NOT NULL"
}

const changes = [
  Lapses.changesFor({ create: true }),
  Opens.changesFor({ create: true, types: { until: "timestamptz NOT NULL DEFAULT 'infinity'" } }),
  Roughs.changesFor({ create: true, types: lossy }),
  Settings.changesFor({ create: true, types: { plain: "json", each: "jsonb[] NOT NULL" } }),
  Terms.changesFor({ create: true, types: { checked: "timestamptz NOT NULL DEFAULT 'infinity'" } })
]

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  for (const { up } of changes) for (const statement of up) yield* sql.unsafe(statement)
  yield* sql`INSERT INTO lapses VALUES (1, 'a', '2024-01-01'), (2, 'secret', 'infinity'), (3, 'a', '2024-01-03')`
})

const onPostgres = (route: Route) =>
  Layer.mergeAll(
    Lapses.layerNoDeps,
    Settings.layerNoDeps,
    Terms.layerNoDeps,
    Opens.layerNoDeps,
    Roughs.layerNoDeps
  ).pipe(Layer.provideMerge(suiteClient(route, tables)))

const places = [
  ["memory", Settings.layerMemory] as const,
  ...routes.map((route) => [route, onPostgres(route)] as const)
]

const jsons: ReadonlyArray<Schema.Json> = [
  "5",
  "null",
  "true",
  '{"admin":true}',
  "[]",
  '"quoted"',
  "hello",
  "",
  5,
  false,
  null,
  ["5", null],
  { deep: ["null", null, { a: "" }] }
]

for (const [place, twin] of places) {
  layer<Settings, unknown>(twin, { excludeTestServices: true })(`A value of JSON, ${place}`, (it) => {
    it.effect("is the same however it is written, also where it is a string that spells another", () =>
      Effect.gen(function* () {
        const settings = yield* Settings
        const rows = jsons.map((value, id) => ({ id, value, plain: value, each: [value, value] }))
        const others = jsons.map((_, id) => ({ id, value: 0, plain: 0, each: [] }))
        const get = Effect.forEach(rows, ({ id }) => settings.get(id), unbounded)
        const writes = ["insert", "upsert", "update"] as const
        for (const write of writes) {
          expect(yield* Effect.forEach(rows, (row) => settings[write](row), unbounded)).toMatchObject(rows)
          expect(yield* get).toMatchObject(rows)
          yield* settings.insertMany(others, { conflict: "replace" })
          expect(yield* get).toMatchObject(others)
        }
        yield* settings.insertMany(rows, { conflict: "replace" })
        expect(yield* get).toMatchObject(rows)
        for (const row of rows)
          expect(yield* settings.upsert({ ...row, id: -1 })).toMatchObject({ ...row, id: -1 })
      })
    )
  })
}

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(`JSON in the table, ${route}`, (it) => {
    it.effect("is of the type that the value has", () =>
      Effect.gen(function* () {
        const settings = yield* Settings
        const sql = yield* SqlClient.SqlClient
        const values = ["5", null, 5, ""]
        yield* settings.insertMany(values.map((value, id) => ({ id, value, plain: value, each: [] })))
        expect(
          yield* sql`SELECT jsonb_typeof(value) AS value, json_typeof(plain) AS plain FROM settings ORDER BY id`
        ).toEqual([
          { value: "string", plain: "string" },
          { value: "null", plain: null },
          { value: "number", plain: "number" },
          { value: "string", plain: "string" }
        ])
      })
    )
  })
}

const dates = [
  "+010000-01-01T00:00:00.000Z",
  "9999-12-31T23:59:59.999Z",
  "+275760-09-13T00:00:00.000Z",
  "0000-06-01T00:00:00.000Z",
  "-004712-01-01T00:00:00.001Z",
  "1850-06-01T12:00:00.001Z",
  "2024-02-29T12:34:56.789Z"
].map((text) => new Date(text))

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(`A date of a repository, ${route}`, (it) => {
    it.effect("is answered by each write as it is read, in whatever year", () =>
      Effect.gen(function* () {
        const terms = yield* Terms
        const rows = dates.map((ends, id) => ({ id, ends }))
        for (const write of ["insert", "upsert", "update"] as const) {
          const written = yield* Effect.forEach(rows, (row) => terms[write](row), unbounded)
          expect(written).toEqual(rows.map((row) => ({ ...row, checked: "infinity" })))
          expect(yield* Effect.forEach(rows, ({ id }) => terms.get(id), unbounded)).toEqual(written)
        }
      })
    )

    it.effect("is so in a session whose time zone had seconds then", () =>
      Effect.gen(function* () {
        const terms = yield* Terms
        const sql = yield* SqlClient.SqlClient
        const row = { id: 100, ends: new Date("1850-06-01T12:00:00.001Z") }
        const written = sql`SET LOCAL TimeZone = 'Europe/Berlin'`.pipe(
          Effect.andThen(terms.insert(row)),
          sql.withTransaction
        )
        expect(yield* written).toMatchObject(row)
      })
    )

    it.effect("is read again where it is later than a Date can be", () =>
      Effect.gen(function* () {
        const terms = yield* Terms
        const { sql } = yield* DirectPg
        yield* sql`ALTER TABLE terms ALTER checked SET DEFAULT '294000-01-01 00:00:00Z'`
        const written = yield* terms.insert({ id: 200, ends: new Date(0) })
        expect(written.checked).toMatch(/^294000-01-01 /)
        expect(yield* terms.get(200)).toEqual(written)
      })
    )
  })
}

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(`A column that rounds, ${route}`, (it) => {
    it.effect("is answered by each write with what it holds", () =>
      Effect.gen(function* () {
        const roughs = yield* Roughs
        const row = {
          id: 1,
          amount: "1.005",
          at: new Date("2024-01-01T00:00:00.600Z"),
          code: "abc       ",
          filled: "abc",
          real: 0.1,
          reals: [0.1, -1e-30, Infinity, Number.NaN, 3]
        }
        for (const write of ["insert", "upsert", "update"] as const) {
          const written = yield* roughs[write](row)
          expect(written).toMatchObject({
            amount: "1.01",
            at: new Date("2024-01-01T00:00:01Z"),
            code: "abc  ",
            filled: "abc  ",
            real: Math.fround(0.1),
            reals: row.reals.map(Math.fround)
          })
          expect(yield* roughs.get(1)).toEqual(written)
        }
      })
    )
  })
}

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(
    `A row that its model does not take, ${route}`,
    (it) => {
      it.effect("is said to be written, by a failure and not a defect", () =>
        Effect.gen(function* () {
          const opens = yield* Opens
          for (const write of ["insert", "upsert"] as const) {
            const { reason } = (yield* Effect.flip(opens[write]({ id: 1 }))) as DataError
            expect(reason).toMatchObject({ _tag: "Rejected", statement: "unknown", field: "row.until" })
            expect(reason.message).toContain("the row was written")
          }
          expect(yield* opens.exists(1)).toBe(true)
        })
      )

      it.effect("fails for whoever reads it, and says which it is", () =>
        Effect.gen(function* () {
          const lapses = yield* Lapses
          const sql = yield* SqlClient.SqlClient
          const rows = sql`SELECT ${lapses.columns} FROM lapses`
          const reads: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
            find: lapses.find(2),
            get: lapses.get(2),
            findMany: lapses.findMany([1, 2, 3]),
            byKind: lapses.byKind("secret"),
            query: lapses.query(),
            page: lapses.page(),
            stream: Stream.runDrain(lapses.stream()),
            decode: Effect.flatMap(rows, lapses.decode)
          }
          for (const [operation, read] of Object.entries(reads)) {
            const failure = yield* Effect.flip(read)
            expect(failure, operation).toMatchObject({
              _tag: "DataError",
              service: "Lapses",
              operation,
              reason: { _tag: "Rejected", statement: "unknown", field: "endsAt" }
            })
            const { reason } = failure as DataError
            expect(reason.message).toContain("the row 2 of table lapses, column ends_at,")
            expect(reason.message).not.toMatch(/secret|infinity|Invalid/i)
          }
          expect(yield* lapses.exists(2)).toBe(true)
          expect(yield* lapses.find(1)).toMatchObject({ value: { id: 1 } })
        })
      )

      it.effect("ends a stream behind the rows before it", () =>
        Effect.gen(function* () {
          const lapses = yield* Lapses
          for (const size of [1, 2, 100]) {
            const got: Array<number> = []
            yield* lapses.stream({ size }).pipe(
              Stream.runForEach(({ id }) => Effect.sync(() => got.push(id))),
              Effect.flip
            )
            expect(got).toEqual([1])
          }
        })
      )
    }
  )
}

layer(Opens.layerMemoryWith({ generated: { until: () => "infinity" } }))(
  "A row that its model does not take, memory",
  (it) => {
    it.effect("fails for whoever reads it, as on Postgres", () =>
      Effect.gen(function* () {
        const opens = yield* Opens
        yield* Effect.flip(opens.insert({ id: 1 }))
        const reads: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
          find: opens.find(1),
          get: opens.get(1),
          findMany: opens.findMany([1]),
          query: opens.query(),
          page: opens.page(),
          stream: Stream.runDrain(opens.stream()),
          decode: opens.decode([{ id: 1, until: "infinity" }])
        }
        for (const [operation, read] of Object.entries(reads)) {
          expect(yield* Effect.flip(read), operation).toMatchObject({
            service: "Opens",
            operation,
            reason: { _tag: "Rejected", statement: "unknown", field: "until" }
          })
        }
        expect(yield* opens.exists(1)).toBe(true)
      })
    )
  }
)
