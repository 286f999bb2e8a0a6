import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Layer, Schema, Stream } from "effect"
import { Model } from "effect/schema"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

class Sample extends Model.Class<Sample>("Sample")({
  id: Schema.Int,
  body: Schema.Uint8Array,
  score: Schema.Number,
  scores: Schema.Array(Schema.Number),
  bodies: Schema.Array(Schema.Uint8Array),
  day: Schema.String,
  at: Schema.Date,
  from: Schema.String,
  opens: Schema.BigInt,
  lasts: Schema.Struct({ months: Schema.Int, days: Schema.Int, microseconds: Schema.BigInt })
}) {}

class Samples extends Repository.Service<Samples>()("settings/Samples", {
  model: Sample,
  tableName: "samples",
  idColumn: "id"
}) {}

const types = {
  scores: "float8[] NOT NULL",
  bodies: "bytea[] NOT NULL",
  day: "date NOT NULL",
  from: "inet NOT NULL",
  opens: "time NOT NULL",
  lasts: "interval NOT NULL"
}

/** What a database may write values by, each otherwise than it does by default. */
const unusual = [
  "bytea_output = 'escape'",
  "extra_float_digits = 0",
  "DateStyle = 'SQL, DMY'",
  "IntervalStyle = 'sql_standard'",
  "TimeZone = 'America/New_York'"
]

const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  const [found] = yield* sql<{ readonly name: string }>`SELECT quote_ident(current_database()) AS name`
  for (const setting of unusual) yield* sql.unsafe(`ALTER DATABASE ${found?.name} SET ${setting}`)
  yield* Migration.run(kitSchema)
  for (const { up } of [Samples.changesFor({ create: true, types })])
    for (const statement of up) yield* sql.unsafe(statement)
})

const onPostgres = (route: Route) =>
  Samples.layerNoDeps.pipe(Layer.provideMerge(suiteClient(route, tables, { min: 0 })))

const scores = [0.1 + 0.2, 0.3, 0.1 + 0.2 + 1e-16, 1 / 3, -0, Number.MAX_VALUE]

const clocks = [0n, 1n, 1_234n, 120_000n, 3_600_000_000n, 86_400_000_000n]

const samples = scores.map((score, id) => ({
  id,
  body: new TextEncoder().encode(`hello ${id}\\`),
  score,
  scores: [score, 1],
  bodies: [Uint8Array.of(id, 255)],
  day: "2024-11-03",
  at: new Date("2024-11-03T05:30:00.123Z"),
  from: "10.0.0.1",
  opens: clocks[id] ?? 0n,
  lasts: { months: 0 - id, days: id % 2 === 0 ? 3 : -3, microseconds: (clocks[id] ?? 0n) * -1_000n }
}))

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(
    `A database that writes otherwise, ${route}`,
    (it) => {
      it.effect("is answered by each write as it is read", () =>
        Effect.gen(function* () {
          const repository = yield* Samples
          for (const write of ["insert", "upsert", "update"] as const) {
            expect(yield* Effect.forEach(samples, (sample) => repository[write](sample))).toEqual(samples)
            expect(yield* Effect.forEach(samples, ({ id }) => repository.get(id))).toEqual(samples)
          }
        })
      )

      it.effect("refuses what is no time of day, and no interval", () =>
        Effect.gen(function* () {
          const repository = yield* Samples
          const refused = (opens: bigint) =>
            Effect.forEach(samples.slice(0, 1), (sample) => repository.insert({ ...sample, id: 99, opens }))
          for (const opens of [-1n, 86_400_000_001n]) {
            const failure = yield* Effect.flip(refused(opens))
            expect(failure.reason).toMatchObject({ _tag: "Rejected", statement: "did not run" })
            expect(failure.message).toContain("no time of day")
          }
        })
      )

      it.effect("gives each row once, page by page", () =>
        Effect.gen(function* () {
          const repository = yield* Samples
          yield* repository.insertMany(samples, { conflict: "replace" })
          for (const field of ["score", "body", "at", "day", "opens"] as const)
            for (const direction of ["ascending", "descending"] as const) {
              const orderBy = { field, direction }
              const all = Stream.take(repository.stream({ size: 1, orderBy }), 2 * samples.length)
              const ids = Array.from(yield* Stream.runCollect(all), ({ id }) => id)
              expect(ids.toSorted(), `${field} ${direction}`).toEqual(samples.map(({ id }) => id))
            }
        })
      )
    }
  )
}
