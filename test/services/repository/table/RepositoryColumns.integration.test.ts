import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, Repository } from "aquifer"
import { Effect, Schema } from "effect"
import { Model } from "effect/schema"
import { SqlClient } from "effect/sql"
import { range } from "../../../support/range.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

const unbounded = { concurrency: "unbounded" } as const

class Note extends Model.Class<Note>("Note")({ id: Schema.Int, n: Schema.Int }) {}

class Notes extends Repository.Service<Notes>()("columns/Notes", {
  model: Note,
  tableName: "notes",
  idColumn: "id"
}) {}

/** Row security refuses 1, and a trigger 2 as if the table were gone. */
const tables = Effect.gen(function* () {
  const { sql } = yield* DirectPg
  yield* Migration.run(kitSchema)
  const statements = [
    ...Notes.changesFor({ create: true }).up,
    "CREATE POLICY most ON notes AS RESTRICTIVE WITH CHECK (n <> 1)",
    `CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.n = 2 THEN RAISE undefined_table; END IF;
      RETURN NEW;
    END $$`,
    "CREATE TRIGGER gone BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION gone()"
  ]
  for (const statement of statements) yield* sql.unsafe(statement)
})

/** Texts of statements that have gone out. */
const counting = (sql: SqlClient.SqlClient) => {
  const sent: Array<string> = []
  const counted = new Proxy(sql, {
    apply: (target, self, given: ReadonlyArray<unknown>) => {
      const [text] = given
      if (Array.isArray(text)) sent.push(String(text[0]).trim())
      return Reflect.apply(target, self, given)
    }
  })
  return { counted, sent }
}

layer(suiteClient("direct", tables), { excludeTestServices: true })("The columns of a table", (it) => {
  it.effect("are asked for by one of many, where a statement failed that may say they have changed", () =>
    Effect.gen(function* () {
      const { counted, sent } = counting(yield* SqlClient.SqlClient)
      const asked = () => sent.splice(0).filter((text) => text.startsWith("WITH")).length
      yield* Effect.gen(function* () {
        const notes = yield* Notes
        const wave = (n: number) =>
          Effect.forEach(range(200), (id) => notes.upsert({ id, n: n + id }), unbounded)
        yield* wave(3)
        asked()
        expect((yield* Effect.flip(notes.insert({ id: 1000, n: 1 }))).reason).toMatchObject({
          sqlState: "42501"
        })
        asked()
        yield* wave(4)
        expect(asked()).toBeLessThanOrEqual(2) // the rows alone: a privilege says nothing of columns
        expect((yield* Effect.flip(notes.insert({ id: 1000, n: 2 }))).reason).toMatchObject({
          sqlState: "42P01"
        })
        asked()
        expect((yield* wave(5)).map(({ n }) => n)).toEqual(range(200).map((id) => 5 + id))
        expect(asked()).toBeLessThanOrEqual(3) // and once the columns
      }).pipe(Effect.provide(Notes.layerNoDeps), Effect.provideService(SqlClient.SqlClient, counted))
    })
  )

  it.effect("leave writes of one key in the order asked, when they are asked for anew", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const refused = Effect.flip(notes.insert({ id: 1000, n: 2 }))
      const write = (n: number) => notes.upsert({ id: 2000, n })
      yield* refused
      yield* Effect.forEach(range(20), (n) => write(10 + n), unbounded)
      expect(yield* notes.get(2000)).toMatchObject({ n: 29 })
    }).pipe(Effect.provide(Notes.layerNoDeps))
  )
})
