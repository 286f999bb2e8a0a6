import { readFileSync } from "node:fs"
import { expect, layer } from "@effect/vitest"
import { BulkWrite, DirectPg, kitSchema, Migration, PooledPg } from "aquifer"
import { DateTime, Effect, Exit, Layer, Option, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { importAll } from "../../../examples/importCatalogue.ts"
import { type Fate, faultProxy, once } from "../../../support/FaultProxy.ts"
import { type Route, SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** A table of many types, one that a Model describes, and the table of staged streams. */
const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const statements = [
    "CREATE TYPE colour AS ENUM ('red', 'green')",
    "CREATE DOMAIN percent AS int4 CHECK (VALUE BETWEEN 0 AND 100)",
    `CREATE TABLE kinds (
      key text PRIMARY KEY, small int2, whole int4, big int8, real float4, double float8, amount numeric, yes boolean,
      id uuid, day date, at timestamptz, local timestamp, bytes bytea, document jsonb, plain json, hue colour,
      share percent, tags text[], counts int4[], hues colour[], span int4range, address inet, short varchar(5)
    )`,
    `CREATE TABLE products (
      sku text PRIMARY KEY, name text NOT NULL, price_cents int4 NOT NULL CHECK (price_cents >= 0), note json
    )`,
    "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, kind_of_event text NOT NULL, at timestamptz NOT NULL)",
    "CREATE TABLE pairs (body text NOT NULL, a text, b int4 NOT NULL, UNIQUE (a, b))",
    "GRANT ALL ON kinds, products, events, pairs TO PUBLIC"
  ]
  yield* Migration.run(kitSchema)
  yield* Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
})

const withTables = (route: Route) =>
  PooledPg.layerSqlClient.pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(SuiteDatabase, ({ admin, app }) =>
          Layer.merge(
            PooledPg.layerWith({ endpoint: app(route) }),
            Layer.tap(DirectPg.layerWith({ endpoint: admin }), (context) =>
              Effect.provideContext(tables, context)
            )
          )
        )
      )
    ),
    Layer.provideMerge(SuiteDatabase.layer)
  )

const Product = Schema.Struct({
  sku: Schema.String,
  name: Schema.String,
  priceCents: Schema.Int,
  note: Schema.NullOr(Schema.Json)
})
type Product = typeof Product.Type

class Event extends Model.Class<Event>("Event")({
  id: Model.GeneratedByDb(Schema.BigInt),
  kind: Schema.String,
  at: Model.DateTimeInsertFromDate
}) {}

const products = (prefix: string, count: number, name = "a thing"): ReadonlyArray<Product> =>
  Array.from({ length: count }, (_, index) => ({
    sku: `${prefix}-${String(index).padStart(6, "0")}`,
    name: `${name} ${index}`,
    priceCents: index,
    note: index % 2 === 0 ? null : { index }
  }))

const replacing = BulkWrite.make({
  name: "Products.import",
  table: "products",
  row: Product,
  conflict: { key: ["sku"] }
})

const inserting = BulkWrite.make({ name: "Products.insert", table: "products", row: Product })

const stored = (prefix: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ readonly sku: string; readonly name: string; readonly price_cents: number }>`
      SELECT sku, name, price_cents, note FROM products WHERE sku LIKE ${`${prefix}-%`} ORDER BY sku`
  )

const refusal = <A, E>(exit: Exit.Exit<A, E>) => Option.getOrUndefined(Exit.findErrorOption(exit))

const routes: ReadonlyArray<Route> = ["direct", "pgbouncer118", "pgbouncer124"]

for (const route of routes) {
  layer(withTables(route), { excludeTestServices: true })(`Rows in bulk, ${route}`, (it) => {
    it.effect("are written as they are, whatever the types of their columns", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const Kinds = Schema.Struct({
          key: Schema.String,
          small: Schema.NullOr(Schema.Int),
          whole: Schema.NullOr(Schema.Int),
          big: Schema.NullOr(Schema.Union([Schema.BigInt, Schema.Int])),
          real: Schema.NullOr(Schema.Number),
          double: Schema.NullOr(Schema.Number),
          amount: Schema.NullOr(Schema.String),
          yes: Schema.NullOr(Schema.Boolean),
          id: Schema.NullOr(Schema.String),
          day: Schema.NullOr(Schema.String),
          at: Schema.NullOr(Schema.Any),
          local: Schema.NullOr(Schema.Any),
          bytes: Schema.NullOr(Schema.Any),
          document: Schema.NullOr(Schema.Json),
          plain: Schema.NullOr(Schema.Json),
          hue: Schema.NullOr(Schema.String),
          share: Schema.NullOr(Schema.Int),
          tags: Schema.NullOr(Schema.Array(Schema.NullOr(Schema.String))),
          counts: Schema.NullOr(Schema.Array(Schema.Int)),
          hues: Schema.NullOr(Schema.Array(Schema.String)),
          span: Schema.NullOr(Schema.String),
          address: Schema.NullOr(Schema.String),
          short: Schema.NullOr(Schema.String)
        })
        const row = (key: string, index: number): typeof Kinds.Type => ({
          key,
          small: -index,
          whole: -(2 ** 31) + index,
          big: index % 2 === 0 ? -(2 ** 53) + 1 + index : 2n ** 62n + BigInt(index),
          real: index / 4,
          double: -index / 10,
          amount: `${index}.10`,
          yes: index % 2 === 0,
          id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
          day: "2024-02-29",
          at: new Date(1_700_000_000_000 + index),
          local: new Date(Date.UTC(2024, 5, 1, 12, 0, 0, index % 1000)),
          bytes: Uint8Array.of(0, 92, index % 256),
          document: { index, ünï: [null, 'quote " and \\'] },
          plain: [index, null],
          hue: index % 2 === 0 ? "red" : "green",
          share: index % 100,
          tags: ["a,b", 'quote " and \\ back', null, "NULL", ""],
          counts: [index, -1],
          hues: ["red", "green"],
          span: `[1,${index + 2})`,
          address: "10.0.0.1",
          short: "five5"
        })
        const nulls = { ...row("k none", 0) }
        for (const field of Object.keys(nulls)) if (field !== "key") Object.assign(nulls, { [field]: null })
        const write = yield* BulkWrite.make({ name: "Kinds.write", table: "public.kinds", row: Kinds })
        const rows = [...Array.from({ length: 3_000 }, (_, index) => row(`k${index}`, index)), nulls]
        expect(yield* write.all(rows)).toEqual({ inserted: 3_001, updated: 0, unchanged: 0 })
        const [found] = yield* sql`SELECT k.*, document::text AS json FROM kinds AS k WHERE key = 'k7'`
        expect(found).toMatchObject({
          small: -7,
          whole: -(2 ** 31) + 7,
          big: 2n ** 62n + 7n,
          real: 1.75,
          double: -0.7,
          amount: "7.10",
          yes: false,
          id: "00000000-0000-4000-8000-000000000007",
          at: new Date(1_700_000_000_007),
          bytes: Uint8Array.of(0, 92, 7),
          document: { index: 7, ünï: [null, 'quote " and \\'] },
          plain: [7, null],
          hue: "green",
          share: 7,
          tags: ["a,b", 'quote " and \\ back', null, "NULL", ""],
          counts: [7, -1],
          hues: ["red", "green"],
          span: "[1,9)",
          address: "10.0.0.1",
          short: "five5"
        })
        const texts = yield* sql`
          SELECT day::text, local::text, (SELECT big FROM kinds WHERE key = 'k8') AS big FROM kinds WHERE key = 'k7'`
        expect(texts).toEqual([
          { day: "2024-02-29", local: "2024-06-01 12:00:00.007", big: BigInt(-(2 ** 53) + 9) }
        ])
        const [none] = yield* sql<Record<string, unknown>>`SELECT * FROM kinds WHERE key = 'k none'`
        expect(Object.values(none ?? {}).filter((value) => value !== null)).toEqual(["k none"])
      })
    )

    it.effect("are imported as the example of the documentation says", () =>
      Effect.gen(function* () {
        const written = readFileSync(new URL("../../../examples/importCatalogue.ts", import.meta.url), "utf8")
        const comment = readFileSync(
          new URL("../../../../src/services/repository/bulk/BulkWrite.ts", import.meta.url),
          "utf8"
        )
        const [, example = ""] = / \* ```ts\n([^]*?) \* ```/.exec(comment) ?? []
        expect(example.replace(/^ \* ?/gm, "")).toBe(written)
        const given = products("example", 3).map(({ name, priceCents, sku }) => ({ sku, name, priceCents }))
        expect(yield* importAll(given)).toEqual({ inserted: 3, updated: 0, unchanged: 0 })
      })
    )

    it.effect("of a model go to the columns that the database does not fill", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const write = yield* BulkWrite.make({
          name: "Events.write",
          table: "events",
          row: Event.insert,
          columns: { kind: "kind_of_event" }
        })
        const at = DateTime.makeUnsafe("2024-01-01T00:00:00.123Z")
        const rows = ["opened", "closed"].map((kind) => Event.insert.make({ kind, at: Model.Override(at) }))
        expect(yield* write.all(rows)).toEqual({ inserted: 2, updated: 0, unchanged: 0 })
        expect(yield* sql`SELECT id, kind_of_event, at FROM events ORDER BY id`).toEqual([
          { id: 1n, kind_of_event: "opened", at: DateTime.toDate(at) },
          { id: 2n, kind_of_event: "closed", at: DateTime.toDate(at) }
        ])
      })
    )

    it.effect("fail as a whole where one is there, and nothing is written", () =>
      Effect.gen(function* () {
        const { all } = yield* inserting
        const rows = products("plain", 12_000)
        expect(yield* all(rows.slice(11_999))).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
        expect(refusal(yield* Effect.exit(all(rows)))).toMatchObject({
          service: "Products",
          operation: "insert",
          reason: { _tag: "ConstraintViolated", constraint: "products_pkey", statement: "rolled back" }
        })
        expect(yield* stored("plain")).toHaveLength(1)
      })
    )

    it.effect("are left alone where they are there, if that is asked", () =>
      Effect.gen(function* () {
        const { all } = yield* BulkWrite.make({
          name: "Products.add",
          table: "products",
          row: Product,
          conflict: "ignore"
        })
        yield* all(products("ignored", 10))
        const answer = yield* all(products("ignored", 15, "another thing"))
        expect(answer).toEqual({ inserted: 5, updated: 0, unchanged: 10 })
        expect((yield* stored("ignored"))[3]?.name).toBe("a thing 3")
      })
    )

    it.effect("are replaced by their key where anything differs", () =>
      Effect.gen(function* () {
        const { all } = yield* replacing
        const rows = products("replaced", 25_000).map((row) => ({
          ...row,
          name: `${row.sku} ${"é".repeat(200)}`
        }))
        expect(yield* all(rows)).toEqual({ inserted: 25_000, updated: 0, unchanged: 0 })
        const names = (yield* stored("replaced")).map(({ name }) => name)
        expect(names).toEqual(rows.map(({ name }) => name)) // of all shares, whose arrays have memory in common
        const changed = rows.map((row, index) =>
          index % 10 === 0 ? { ...row, note: [index, "changed"] } : row
        )
        const answer = yield* all([...changed, ...products("replaced-new", 5)])
        expect(answer).toEqual({ inserted: 5, updated: 2_500, unchanged: 22_500 })
        expect(yield* all(changed)).toEqual({ inserted: 0, updated: 0, unchanged: 25_000 })
        expect((yield* stored("replaced"))[10]).toMatchObject({ note: [10, "changed"], price_cents: 10 })
      })
    )

    it.effect("count once where their key is given again, and the last is written", () =>
      Effect.gen(function* () {
        const { all } = yield* replacing
        const answer = yield* all([...products("twice", 3), ...products("twice", 3, "later")])
        expect(answer).toEqual({ inserted: 3, updated: 0, unchanged: 3 })
        expect((yield* stored("twice")).map(({ name }) => name)).toEqual(["later 0", "later 1", "later 2"])
      })
    )

    it.effect("count once where their key comes again much later in a stream, and the last is written", () =>
      Effect.gen(function* () {
        const { stream } = yield* replacing
        const rows = products("far", 15_000, "x".repeat(400))
        const [first = [], last = []] = [rows.slice(0, 3), rows.slice(-3)]
        const again = [
          ...products("far", 2, "later"),
          ...last,
          ...products("far", 1, "last"),
          ...first.slice(2)
        ]
        const answer = yield* stream(Stream.fromIterable([...rows, ...again]))
        expect(answer).toEqual({ inserted: 15_000, updated: 0, unchanged: 7 })
        const names = (yield* stored("far")).map(({ name }) => name)
        expect(names.slice(0, 2)).toEqual(["last 0", "later 1"])
        expect(names.slice(2)).toEqual(rows.slice(2).map(({ name }) => name))
        const changed = rows.slice(0, 2).map((row) => ({ ...row, name: "changed" }))
        const second = yield* stream(Stream.fromIterable([...changed, ...rows.slice(2), ...changed]))
        expect(second).toEqual({ inserted: 0, updated: 2, unchanged: 15_000 })
      })
    )

    it.effect("count once of a key of several columns too, of which those with a NULL are never equal", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { stream } = yield* BulkWrite.make({
          name: "Pairs.import",
          table: "pairs",
          row: Schema.Struct({ body: Schema.String, a: Schema.NullOr(Schema.String), b: Schema.Int }),
          conflict: { key: ["a", "b"] }
        })
        yield* sql`DELETE FROM pairs`
        const pair = (a: string | null, b: number, body: string) => ({ a, b, body })
        const many = Array.from({ length: 6_000 }, (_, b) => pair("many", b, "x".repeat(1_000)))
        const twice = [pair("x", 1, "first"), pair("x", 2, "other"), pair(null, 1, "null")]
        const answer = yield* stream(
          Stream.fromIterable([...twice, ...many, pair("x", 1, "last"), pair(null, 1, "null")])
        )
        expect(answer).toEqual({ inserted: 6_004, updated: 0, unchanged: 1 })
        expect(
          yield* sql`SELECT a, b, body FROM pairs WHERE a IS DISTINCT FROM 'many' ORDER BY a, b`
        ).toEqual([pair("x", 1, "last"), pair("x", 2, "other"), pair(null, 1, "null"), pair(null, 1, "null")])
      })
    )

    it.effect("that two write at once wait for each other, and are done", () =>
      Effect.gen(function* () {
        const { all } = yield* replacing
        const rows = products("both", 9_000, "x".repeat(200))
        const names = ["one", "other"]
        const answers = yield* Effect.forEach(
          names,
          (name) =>
            all(
              (name === "one" ? rows : rows.toReversed()).map((row) => ({
                ...row,
                name: `${name} ${row.name}`
              }))
            ),
          { concurrency: "unbounded" }
        )
        expect(answers.map(({ inserted }) => inserted).toSorted((a, b) => a - b)).toEqual([0, 9_000])
        const found = new Set((yield* stored("both")).map(({ name }) => name.split(" ")[0]))
        expect(found.size).toBe(1)
      })
    )

    it.effect("are part of the transaction around them", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { all } = yield* replacing
        const exit = yield* all(products("undone", 9_000)).pipe(
          Effect.andThen(Effect.fail("changed my mind" as const)),
          sql.withTransaction,
          Effect.exit
        )
        expect(refusal(exit)).toBe("changed my mind")
        expect(yield* stored("undone")).toEqual([])
        yield* sql.withTransaction(Effect.andThen(all(products("done", 2)), all(products("done", 4))))
        expect(yield* stored("done")).toHaveLength(4)
      })
    )

    it.effect("are refused by index and field where a column would change them", () =>
      Effect.gen(function* () {
        const Loose = Schema.Struct({ ...Product.fields, priceCents: Schema.Number })
        const { all } = yield* BulkWrite.make({ name: "Products.import", table: "products", row: Loose })
        for (const [priceCents, problem] of [
          [0.5, "is no whole number, and its column is of type integer; round it yourself"],
          [2 ** 31, "is beyond what integer holds"]
        ] as const) {
          const rows = products("refused", 3).map((row, index) =>
            index === 2 ? { ...row, priceCents } : row
          )
          expect(refusal(yield* Effect.exit(all(rows)))).toMatchObject({
            reason: {
              _tag: "Rejected",
              field: "rows[2].priceCents",
              statement: "did not run",
              message: `rows[2].priceCents ${problem}`
            }
          })
        }
        expect(yield* stored("refused")).toEqual([])
      })
    )

    it.effect("say which column or table is missing, and find it once it is there", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const Row = Schema.Struct({ key: Schema.String, lateColumn: Schema.Int })
        const { all } = yield* BulkWrite.make({ name: "Late.write", table: "late", row: Row })
        const write = Effect.exit(all([{ key: "a", lateColumn: 1 }]))
        expect(refusal(yield* write)).toMatchObject({ reason: { field: "table", statement: "did not run" } })
        yield* sql`CREATE TABLE late (key text)`
        yield* sql`GRANT ALL ON late TO PUBLIC`
        expect(refusal(yield* write)).toMatchObject({ reason: { field: "row.lateColumn" } })
        yield* sql`ALTER TABLE late ADD COLUMN late_column int`
        expect(yield* write).toEqual(Exit.succeed({ inserted: 1, updated: 0, unchanged: 0 }))
        yield* sql`DROP TABLE late`
      })
    )

    it.effect("of a long stream are staged, written in one transaction, and not left behind", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { stream } = yield* replacing
        const long = products("streamed", 20_000, "x".repeat(600))
        yield* stream(Stream.fromIterable(products("streamed", 100)))
        const transactions = sql`SELECT DISTINCT xmin::text FROM products WHERE sku LIKE 'streamed-%'`
        const answer = yield* stream(Stream.fromIterable(long).pipe(Stream.rechunk(1_000)))
        expect(answer).toEqual({ inserted: 19_900, updated: 100, unchanged: 0 })
        expect(yield* transactions).toHaveLength(1)
        expect((yield* stored("streamed")).map(({ price_cents }) => price_cents)).toEqual(
          long.map(({ priceCents }) => priceCents)
        )
        expect(yield* sql`SELECT FROM aquifer_staging`).toEqual([])
      })
    )

    it.effect("of a stream that fails are not written, and what was staged is gone", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { stream } = yield* replacing
        const rows = Stream.fromIterable(products("broken", 20_000, "x".repeat(600))).pipe(
          Stream.rechunk(1_000),
          Stream.concat(Stream.fail("the source is gone" as const))
        )
        expect(refusal(yield* Effect.exit(stream(rows)))).toBe("the source is gone")
        expect(yield* stored("broken")).toEqual([])
        expect(yield* sql`SELECT FROM aquifer_staging`).toEqual([])
      })
    )

    it.effect("of a stream are refused by their place in all of it", () =>
      Effect.gen(function* () {
        const { stream } = yield* replacing
        const rows = products("misfit", 20_000, "x".repeat(600)).map((row, index) =>
          index === 15_000 ? { ...row, priceCents: 3e9 } : row
        )
        const exit = yield* Effect.exit(stream(Stream.fromIterable(rows).pipe(Stream.rechunk(1_000))))
        expect(refusal(exit)).toMatchObject({ reason: { field: "rows[15000].priceCents" } })
        expect(yield* stored("misfit")).toEqual([])
      })
    )
  })
}

/** The rows on a pool through a proxy, on the suite's database. */
const proxied = Effect.gen(function* () {
  const { app } = yield* SuiteDatabase
  const endpoint = app("direct")
  const proxy = yield* faultProxy(endpoint)
  const pool = PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 2, min: 0 } })
  const context = yield* Layer.build(Layer.fresh(Layer.provideMerge(PooledPg.layerSqlClient, pool)))
  return { proxy, ...(yield* Effect.provideContext(inserting, context)) }
})

layer(withTables("direct"), { excludeTestServices: true })(
  "When a connection dies under rows in bulk",
  (it) => {
    const fates: ReadonlyArray<Fate> = ["cut", "cut answer", "reset in answer"]
    for (const fate of fates) {
      it.effect(`(${fate}), all of them are written again, and once`, () =>
        Effect.gen(function* () {
          const { all, proxy } = yield* proxied
          const rows = products(fate.replaceAll(" ", "-"), 12_000, "x".repeat(500))
          proxy.decide = once(rows[7_000]?.sku ?? "", fate)
          expect(yield* all(rows)).toEqual({ inserted: 12_000, updated: 0, unchanged: 0 })
          expect(proxy.accepted).toBe(2)
        })
      )
    }
  }
)
