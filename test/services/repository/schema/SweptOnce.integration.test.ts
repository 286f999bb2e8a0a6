import { expect, layer } from "@effect/vitest"
import { DirectPg, kitSchema, Migration, SchemaDrift } from "aquifer"
import { Effect, Layer } from "effect"
import * as MadeSchema from "../../../../src/layers/migration/drift/MadeSchema.ts"
import * as Outside from "../../../../src/layers/migration/drift/Outside.ts"
import { SuiteDatabase } from "../../../support/SuiteDatabase.ts"

/** A database of nothing but the kit, as a version before left it. */
const database = Layer.unwrap(
  Effect.map(SuiteDatabase, ({ admin }) => DirectPg.layerWith({ endpoint: admin }))
).pipe(Layer.provideMerge(SuiteDatabase.layer))

const before = 8

const sweeps = [
  {
    table: "aquifer_batches",
    columns: "token, written, expires_at",
    values: "gen_random_uuid(), true, now() - i * interval '1 second'",
    call: "SELECT aquifer_batch(gen_random_uuid(), '[]')",
    most: 100
  },
  {
    table: "aquifer_operations",
    columns: "operation, request_hash, result, expires_at",
    values: "'operation ' || to_char(i, 'FM0000'), '', '{}', now() - (1201 - i) * interval '1 second'",
    call: "SELECT aquifer_operation_conclude('', 'none', '{}')",
    most: 4
  }
]

/** Takes care that the session's next random number is a small one. */
const smallNext = `DO $$
DECLARE seed double precision := 0;
BEGIN
  LOOP
    PERFORM setseed(seed);
    EXIT WHEN random() < 0.03;
    seed := seed + 0.001;
  END LOOP;
  PERFORM setseed(seed);
END
$$`

layer(database, { excludeTestServices: true })("A database at the kit of before", (it) => {
  it.effect("is migrated to functions that sweep as many rows as they may, and back", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const catalogue = Effect.map(MadeSchema.readAll(sql, "public", Outside.madeBy([])), (entries) =>
        entries.map(({ definition, kind, name }) => `${kind} ${name} ${definition}`).toSorted()
      )
      const settings = sql`
        SELECT oid, proname, proowner, proconfig, prosecdef, proacl::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace ORDER BY oid`
      yield* Migration.run(kitSchema, { to: before })
      const asItWas = yield* catalogue
      const settingsBefore = yield* settings
      for (const { columns, table, values } of sweeps) {
        const fill = sql.unsafe(
          `INSERT INTO ${table} (${columns}) SELECT ${values} FROM generate_series(1, 1200) AS i`
        )
        yield* fill
        yield* sql.unsafe(`DELETE FROM ${table}`)
        // As autovacuum does; with the empty pages that it leaves, what comes later is estimated at no rows.
        yield* sql.unsafe(`VACUUM (ANALYZE, TRUNCATE off) ${table}`)
        yield* fill
      }
      expect(yield* Migration.run(kitSchema, { to: before + 1 })).toMatchObject([
        { set: "kit", id: before + 1 }
      ])
      expect(yield* settings).toEqual(settingsBefore)
      expect(yield* SchemaDrift.find(kitSchema)).toEqual([])
      for (const { call, most, table } of sweeps) {
        const due = sql.unsafe(`SELECT count(*)::int4 AS rows FROM ${table} WHERE expires_at < now()`)
        yield* sql.withTransaction(Effect.andThen(sql.unsafe(smallNext), sql.unsafe(call)))
        expect(yield* due, table).toEqual([{ rows: 1200 - most }])
      }
      yield* Migration.undo(kitSchema, { to: before })
      expect(yield* catalogue).toEqual(asItWas)
      expect(yield* settings).toEqual(settingsBefore)
    })
  )
})
