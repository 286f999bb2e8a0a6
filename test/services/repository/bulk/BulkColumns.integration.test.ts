import { expect, layer } from "@effect/vitest"
import { BulkWrite, DirectPg } from "aquifer"
import { DateTime, Effect, Exit, Schema } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { routes } from "../../../support/SuiteDatabase.ts"
import { Product, products, refusal, stored, withTables } from "./catalogue.ts"

class Event extends Model.Class<Event>("Event")({
  id: Model.GeneratedByDb(Schema.BigInt),
  kind: Schema.String,
  at: Model.DateTimeInsertFromDate
}) {}

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
  })
}
