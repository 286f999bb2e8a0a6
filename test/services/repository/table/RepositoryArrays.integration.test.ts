import { expect, layer } from "@effect/vitest"
import { BulkWrite, DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { range } from "../../../support/range.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const types = [
  "CREATE TYPE hue AS ENUM ('red', 'light green')",
  "CREATE TYPE pair AS (n int4, word text)",
  "CREATE DOMAIN quantity AS int4 CHECK (VALUE > 0)",
  "CREATE DOMAIN small_quantity AS quantity CHECK (VALUE < 1000)",
  "CREATE DOMAIN code AS varchar(5)",
  "CREATE DOMAIN words AS text[]",
  "CREATE DOMAIN few_words AS words CHECK (cardinality(VALUE) < 5)",
  "CREATE DOMAIN numbers AS int8[]",
  "CREATE DOMAIN document AS jsonb",
  "CREATE DOMAIN sure_document AS document NOT NULL",
  "CREATE DOMAIN stamp AS timestamp",
  "CREATE DOMAIN host AS inet"
]

interface Sample {
  readonly type: string
  readonly each: Schema.Top
  readonly values: ReadonlyArray<unknown>
}

const list = Schema.Array
const some = Schema.NullOr
const table = (each: Schema.Top) => Schema.Union([list(some(each)), list(list(some(each)))])
const span = Schema.Struct({ months: Schema.Int, days: Schema.Int, microseconds: Schema.BigInt })
const jsons = [[], [1, [2]], [[1], [2, 3]], [[]], [[], 1], [null, { a: [null] }], ["x", "[1]", ""], [["a"]]]

/** Columns whose values an answer carries by itself. */
const spoken: Readonly<Record<string, Sample>> = {
  jsonbs: { type: "jsonb[]", each: list(Schema.Json), values: jsons },
  jsons: { type: "json[]", each: list(Schema.Json), values: jsons },
  documents: { type: "document[]", each: list(Schema.Json), values: jsons },
  sures: { type: "sure_document[]", each: list(Schema.Json), values: jsons },
  sure: { type: "sure_document", each: Schema.Json, values: [null, "null", [[1]], "", { a: [] }, []] },
  whole: {
    type: "int4[]",
    each: table(Schema.Int),
    values: [
      [],
      [1, null],
      [
        [1, 2],
        [3, null]
      ],
      [[-1]]
    ]
  },
  long: {
    type: "int8[]",
    each: table(Schema.BigInt),
    values: [
      [2n ** 62n, null],
      [[1n], [-2n]]
    ]
  },
  digits: { type: "numeric[]", each: list(Schema.String), values: [["1.10", "NaN"], []] },
  texts: {
    type: "text[]",
    each: table(Schema.String),
    values: [["a,b", 'q"\\', "NULL", null, ""], [["{}", "{"]]]
  },
  yes: { type: "boolean[]", each: list(some(Schema.Boolean)), values: [[true, false, null], []] },
  ids: { type: "uuid[]", each: list(Schema.String), values: [["00000000-0000-4000-8000-00000000000a"]] },
  hues: { type: "hue[]", each: list(some(Schema.String)), values: [["red", "light green", null], []] },
  pairs: { type: "pair[]", each: list(Schema.String), values: [["(1,a)", '(2,"b, ""c""")', "(,)"]] },
  ranges: { type: "int4range[]", each: list(Schema.String), values: [["[1,5)", "empty", "(,)"]] },
  hosts: { type: "inet[]", each: list(Schema.String), values: [["10.0.0.1", "10.0.0.0/8"]] },
  host: { type: "host", each: Schema.String, values: ["10.0.0.1", "10.0.0.0/8"] },
  quantities: {
    type: "quantity[]",
    each: table(some(Schema.Int)),
    values: [
      [1, null],
      [
        [2, 3],
        [4, 5]
      ]
    ]
  },
  smalls: { type: "small_quantity[]", each: list(Schema.Int), values: [[1, 999], []] },
  small: { type: "small_quantity", each: Schema.Int, values: [1, 999] },
  words: { type: "words", each: list(some(Schema.String)), values: [["a b", null, ""], []] },
  fewWords: { type: "few_words", each: list(some(Schema.String)), values: [["a,b", null], []] },
  code: { type: "code", each: Schema.String, values: ["five5", ""] }
}

/** Columns that are read again. */
const unspoken: Readonly<Record<string, Sample>> = {
  bytes: {
    type: "bytea[]",
    each: list(Schema.Uint8Array),
    values: [[Uint8Array.of(0, 92, 34), new Uint8Array()]]
  },
  instants: {
    type: "timestamptz[]",
    each: list(Schema.Date),
    values: [[new Date("0044-03-15"), new Date(1)], []]
  },
  days: { type: "date[]", each: list(Schema.String), values: [["2024-02-29", "0044-03-15 BC"]] },
  clocks: { type: "time[]", each: list(Schema.BigInt), values: [[120_000n, 86_400_000_000n, 0n]] },
  spans: { type: "interval[]", each: list(span), values: [[{ months: -1, days: 2, microseconds: -3n }]] },
  stamps: { type: "stamp[]", each: list(Schema.Date), values: [[new Date("2024-06-01T12:00:00.007Z")]] },
  stamp: { type: "stamp", each: Schema.Date, values: [new Date("2024-06-01T12:00:00.007Z")] },
  fractions: { type: "float8[]", each: table(Schema.Number), values: [[0.1, -0, Number.NaN], [[1e300]]] },
  boxes: { type: "box[]", each: list(Schema.String), values: [["(2,2),(1,1)", "(4,4),(3,3)"]] }
}

/** By themselves, as JSON would carry other values of them. */
const nested: Readonly<Record<string, Sample>> = {
  lines: { type: "numbers[]", each: list(list(some(Schema.BigInt))), values: [[[1n], [2n, null], []], []] }
}

const tables = { spoken, unspoken, nested }

const setUp = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  for (const type of types) yield* sql.unsafe(type)
  for (const [table, samples] of Object.entries(tables)) {
    const columns = Object.entries(samples).map(([name, { type }]) => `"${name}" ${type} NOT NULL`)
    yield* sql.unsafe(`CREATE TABLE ${table} (id int4 PRIMARY KEY, ${columns.join(", ")})`)
    yield* sql.unsafe(`GRANT ALL ON ${table} TO PUBLIC`)
  }
})

const fieldsOf = (samples: Readonly<Record<string, Sample>>) =>
  ({
    id: Schema.Int,
    ...Object.fromEntries(Object.entries(samples).map(([name, { each }]) => [name, each]))
  }) as { readonly id: typeof Schema.Int } // and of fields that only the samples know

const rowsOf = (samples: Readonly<Record<string, Sample>>, from: number) =>
  range(Math.max(...Object.values(samples).map(({ values }) => values.length))).map((row) => ({
    id: from + row,
    ...Object.fromEntries(
      Object.entries(samples).map(([name, { values }]) => [name, values[(row + from) % values.length]])
    )
  }))

const columnsOf = (samples: Readonly<Record<string, Sample>>) =>
  Object.fromEntries(Object.keys(samples).map((name) => [name, name]))

for (const route of routes) {
  layer(suiteClient(route, setUp), { excludeTestServices: true })(`Arrays and domains, ${route}`, (it) => {
    for (const [tableName, samples] of Object.entries(tables)) {
      it.effect(`come back as they were, however they are written, ${tableName}`, () =>
        Effect.gen(function* () {
          class Sampled extends Model.Class<Sampled>("Sampled")(fieldsOf(samples)) {}
          const repository = yield* Repository.make("arrays/Samples", {
            model: Sampled,
            tableName,
            idColumn: "id",
            columns: columnsOf(samples)
          })
          const rows = rowsOf(samples, 0)
          const others = rowsOf(samples, 1).map((row, index) => ({ ...row, id: index }))
          const get = Effect.forEach(rows, ({ id }) => repository.get(id))
          for (const write of ["insert", "update", "upsert"] as const) {
            expect(yield* Effect.forEach(rows, (row) => repository[write](row)), write).toMatchObject(rows)
            expect(yield* get, write).toMatchObject(rows)
            const together = Effect.forEach(others, (row) => repository.update(row), {
              concurrency: "unbounded"
            })
            expect(yield* together, write).toMatchObject(others)
            expect(yield* get, write).toMatchObject(others)
          }
          expect(yield* repository.insertMany(rows, { conflict: "replace" })).toMatchObject({ inserted: 0 })
          expect(yield* get).toMatchObject(rows)
          const bulk = yield* BulkWrite.make({
            name: "Samples.import",
            table: tableName,
            row: Schema.Struct(fieldsOf(samples)),
            columns: columnsOf(samples),
            conflict: { key: ["id"] }
          })
          yield* bulk.all(others)
          expect(yield* get).toMatchObject(others)
          yield* bulk.stream(Stream.fromIterable(rows))
          expect(yield* get).toMatchObject(rows)
        }).pipe(Effect.scoped)
      )
    }

    it.effect("are refused before they are sent where the column would make others of them", () =>
      Effect.gen(function* () {
        const tables = yield* DirectPg
        yield* tables.sql`CREATE TABLE IF NOT EXISTS refusing (id int4 PRIMARY KEY, whole int4[], code code)`
        yield* tables.sql`GRANT ALL ON refusing TO PUBLIC`
        class Refusing extends Model.Class<Refusing>("Refusing")({
          id: Schema.Int,
          whole: some(list(list(Schema.Int))),
          code: some(Schema.String)
        }) {}
        const repository = yield* Repository.make("arrays/Refusing", {
          model: Refusing,
          tableName: "refusing",
          idColumn: "id"
        })
        for (const whole of [[[]], [[1], [2, 3]], [[1], []]]) {
          const error = yield* Effect.flip(repository.insert({ id: 1, whole, code: null }))
          expect(error).toMatchObject({
            reason: { _tag: "Rejected", statement: "did not run", field: "row.whole" }
          })
        }
        const cut = yield* Effect.flip(repository.insert({ id: 1, whole: null, code: "sixsix" }))
        expect(cut).toMatchObject({ reason: { _tag: "Rejected", sqlState: "22001" } })
        expect(yield* repository.query()).toEqual([])
      }).pipe(Effect.scoped)
    )

    it.effect("are keys of rows in bulk as they are, and not by the text of them", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        yield* sql`CREATE TABLE IF NOT EXISTS keyed (words text[], document jsonb, n int4, UNIQUE (words, document))`
        yield* sql`GRANT ALL ON keyed TO PUBLIC`
        const Keyed = Schema.Struct({ words: list(Schema.String), document: Schema.Json, n: Schema.Int })
        const { all } = yield* BulkWrite.make({
          name: "Keyed.import",
          table: "keyed",
          row: Keyed,
          conflict: { key: ["words", "document"] }
        })
        const rows = [
          { words: ["a", "b"], document: { a: 1 }, n: 1 },
          { words: ["a,b"], document: { a: 1 }, n: 2 },
          { words: ["a", "b"], document: { a: 2 }, n: 3 }
        ]
        expect(yield* all(rows)).toEqual({ inserted: 3, updated: 0, unchanged: 0 })
        const again = rows.map((row) => ({ ...row, n: row.n + 10 }))
        expect(yield* all(again)).toEqual({ inserted: 0, updated: 3, unchanged: 0 })
        expect(yield* sql`SELECT * FROM keyed ORDER BY n`).toEqual(again)
      }).pipe(Effect.scoped)
    )
  })
}
