import { expect, layer } from "@effect/vitest"
import { BulkWrite } from "aquifer"
import { Effect, Schema, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { routes } from "../../../support/SuiteDatabase.ts"
import { Product, products, replacing, stored, withTables } from "./catalogue.ts"

for (const route of routes) {
  layer(withTables(route), { excludeTestServices: true })(`Rows in bulk, ${route}`, (it) => {
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

    for (const table of ["parted", "seen"]) {
      it.effect(`are replaced and counted where the table keeps no rows itself: ${table}`, () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { all, stream } = yield* BulkWrite.make({
            name: "Parted.import",
            table,
            row: Schema.Struct({ key: Schema.String, n: Schema.Int }),
            conflict: { key: ["key"] }
          })
          yield* sql`DELETE FROM parted`
          const rows = (n: number, ...keys: ReadonlyArray<string>) => keys.map((key) => ({ key, n }))
          const others = table === "parted" ? ["a", "b", "c"] : []
          expect(yield* all(rows(1, ...others, "same"))).toEqual({
            inserted: others.length + 1,
            updated: 0,
            unchanged: 0
          })
          const left = others.slice(0, 1) // by a trigger
          const given = [
            ...rows(-1, ...left),
            ...rows(1, ...others.slice(1, 2)),
            ...rows(2, ...others.slice(2))
          ]
          const answer = yield* all([...given, ...rows(2, "same", "same too")])
          expect(answer).toEqual({
            inserted: 1,
            updated: 1 + others.slice(2).length,
            unchanged: others.slice(0, 2).length
          })
          const again = yield* stream(Stream.fromIterable([...rows(3, "same"), ...rows(2, "same too")]))
          expect(again).toEqual({ inserted: 0, updated: 1, unchanged: 1 })
        })
      )
    }

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
  })
}
