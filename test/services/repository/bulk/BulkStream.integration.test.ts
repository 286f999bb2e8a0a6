import { expect, layer } from "@effect/vitest"
import { DirectPg } from "aquifer"
import { Effect, Stream } from "effect"
import { routes } from "../../../support/SuiteDatabase.ts"
import { products, refusal, replacing, stored, withTables } from "./catalogue.ts"

for (const route of routes) {
  layer(withTables(route), { excludeTestServices: true })(`Rows in bulk, ${route}`, (it) => {
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

    it.effect("of a stream whose first step fails halfway leave nothing behind", () =>
      Effect.gen(function* () {
        const { sql } = yield* DirectPg
        const { stream } = yield* replacing
        yield* sql`
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$`
        yield* sql`
          CREATE TRIGGER refuse BEFORE INSERT ON aquifer_staging FOR EACH ROW WHEN (NEW.share = 1) EXECUTE FUNCTION refuse()`
        const rows = Stream.fromIterable(products("halfway", 20_000, "x".repeat(600)))
        const failed = yield* Effect.exit(stream(rows.pipe(Stream.rechunk(1_000))))
        yield* sql`DROP FUNCTION refuse() CASCADE`
        expect(refusal(failed)).toMatchObject({ _tag: "DataError" })
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
