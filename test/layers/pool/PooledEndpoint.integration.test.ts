import { PgClient } from "@effect/sql-pg"
import { expect, layer } from "@effect/vitest"
import { PgFailure, PooledPg } from "aquifer"
import { Effect, Layer, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

for (const route of routes) {
  const endpoint = Layer.unwrap(
    Effect.map(SuiteDatabase, ({ app }) =>
      PooledPg.layerWith({ endpoint: app(route), pool: { size: 2, min: 0 } })
    )
  )
  const client = PooledPg.layerPgClient.pipe(
    Layer.provideMerge(endpoint),
    Layer.provideMerge(SuiteDatabase.layer)
  )

  layer(client, { excludeTestServices: true })(`PooledPg.layerPgClient on ${route}`, (it) => {
    it.effect("sends json and arrays, and rows of helpers", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const value = { season: "winter", tags: ["a", null], deep: { n: 1 } }
        expect(
          yield* sql`SELECT ${sql.json(value)} AS json, jsonb_typeof(${sql.json([1])}) AS type, ${["x", "y"]}::text[] AS texts`
        ).toEqual([{ json: value, type: "array", texts: ["x", "y"] }])
        expect(yield* sql`SELECT 1 AS one WHERE 2 IN ${sql.in([1, 2])}`).toEqual([{ one: 1 }])
      })
    )

    it.effect("is the SqlClient too: one transaction for what goes by either, rolled back as one", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const same = yield* SqlClient.SqlClient
        const number = (client: SqlClient.SqlClient) =>
          Effect.map(client<{ x: string }>`SELECT pg_current_xact_id()::text AS x`, ([row]) => row?.x)
        const [one, other] = yield* sql.withTransaction(Effect.all([number(sql), number(same)]))
        expect(one).toBe(other)
        const { stats } = yield* PooledPg
        expect((yield* stats).used).toBe(0)
        const lost = sql.withTransaction(
          Effect.andThen(sql`CREATE TEMP TABLE t (x int) ON COMMIT DROP`, Effect.fail("undone" as const))
        )
        expect(yield* Effect.flip(lost)).toBe("undone")
      })
    )

    it.effect("streams", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const rows = yield* Stream.runCollect(
          sql<{ n: number }>`SELECT generate_series(1, 3000)::int AS n`.stream
        )
        expect(rows.length).toBe(3_000)
        expect(rows.at(-1)).toEqual({ n: 3_000 })
      })
    )

    it.effect("refuses listen and reserve with what to do instead, and notifies", () =>
      Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const listening = PgFailure.classify(yield* Effect.flip(sql.listen("news")))
        expect(listening).toMatchObject({
          _tag: "SessionStateRequired",
          rule: "LISTEN",
          statement: "did not run"
        })
        expect(listening.message).toContain("DirectPg.listen")
        const reserving = PgFailure.classify(yield* Effect.flip(sql.reserve))
        expect(reserving).toMatchObject({ _tag: "SessionStateRequired", rule: "reserve" })
        yield* sql.notify("news", "it's here")
        const failure = PgFailure.classify(yield* Effect.flip(sql.notify("", "x")))
        expect(failure).toMatchObject({ _tag: "Rejected" })
        expect(sql.config).not.toHaveProperty("password")
      }).pipe(Effect.scoped)
    )
  })
}
