import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Layer, Schema } from "effect"
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

const changes = [Settings.changesFor({ create: true, types: { plain: "json", each: "jsonb[] NOT NULL" } })]

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  for (const { up } of changes) for (const statement of up) yield* sql.unsafe(statement)
})

const onPostgres = (route: Route) => Settings.layerNoDeps.pipe(Layer.provideMerge(suiteClient(route, tables)))

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
        // A JSON array among others is a dimension of `jsonb[]`.
        const flat = rows.map((row) => (Array.isArray(row.value) ? { ...row, each: [] } : row))
        const get = Effect.forEach(flat, ({ id }) => settings.get(id), unbounded)
        const writes = ["insert", "upsert", "update"] as const
        for (const write of writes) {
          expect(yield* Effect.forEach(flat, (row) => settings[write](row), unbounded)).toMatchObject(flat)
          expect(yield* get).toMatchObject(flat)
          yield* settings.insertMany(others, { conflict: "replace" })
          expect(yield* get).toMatchObject(others)
        }
        yield* settings.insertMany(flat, { conflict: "replace" })
        expect(yield* get).toMatchObject(flat)
        for (const row of flat)
          expect(yield* settings.upsert({ ...row, id: -1 })).toMatchObject(row && { ...row, id: -1 })
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
