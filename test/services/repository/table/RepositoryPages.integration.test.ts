import { expect, layer } from "@effect/vitest"
import { DataError, Repository } from "aquifer"
import { Effect, Option, Stream } from "effect"
import { range } from "../../../support/range.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { onPostgres, places, product, Products } from "./Shop.ts"

const unbounded = { concurrency: "unbounded" } as const

const reasonOf = (error: unknown) => (error instanceof DataError ? error.reason : undefined)

for (const [place, twin] of places) {
  layer<Products, unknown>(twin, { excludeTestServices: true })(`A repository, ${place}`, (it) => {
    it.effect("gives pages, each behind the one before, and all of them as a stream", () =>
      Effect.gen(function* () {
        const products = yield* Products
        yield* Effect.forEach(
          range(7),
          (index) => products.insert(product(`page ${index}`, 1_000)),
          unbounded
        )
        const names: Array<string> = []
        const orderBy = { field: "createdAt", direction: "descending" } as const
        let { next, rows } = yield* products.page({ orderBy, size: 3 })
        while (Option.isSome(next)) {
          names.push(...rows.map(({ name }) => name))
          ;({ next, rows } = yield* products.page({ orderBy, size: 3, after: next.value }))
        }
        names.push(...rows.map(({ name }) => name))
        const streamed = yield* Stream.runCollect(products.stream({ orderBy, size: 2 }))
        expect(new Set(names).size).toBe(names.length)
        expect(streamed.map(({ name }) => name)).toEqual(names)
      })
    )

    it.effect("refuses a page that is none: of no rows, or behind a cursor of another order", () =>
      Effect.gen(function* () {
        const products = yield* Products
        yield* products.insert(product("paged", 2_000))
        for (const size of [0, -1, 1.5, Number.NaN]) {
          const refusal = { _tag: "Rejected", statement: "did not run" }
          const page = reasonOf(yield* Effect.flip(products.page({ size })))
          expect(page).toMatchObject({ ...refusal, field: "size" })
          const query = reasonOf(yield* Effect.flip(products.query({ limit: size })))
          expect(query).toMatchObject({ ...refusal, field: "limit" })
        }
        const { next } = yield* products.page({ orderBy: { field: "name" }, size: 1 })
        for (const after of [Option.getOrThrow(next), Repository.Cursor.make("nonsense")]) {
          const error = yield* Effect.flip(products.page({ after, size: 1 }))
          expect(reasonOf(error)).toMatchObject({ _tag: "Rejected", field: "after" })
        }
      })
    )

    it.effect("gives all rows by their ids, and a page of them, to who asks for nothing in particular", () =>
      Effect.gen(function* () {
        const products = yield* Products
        const first = yield* products.insert(product("one of all"))
        yield* products.insert(product("another of all"))
        yield* products.update({ ...first, stock: 1 }) // Postgres puts it behind the others
        const all = yield* products.query()
        expect(all.map(({ name }) => name)).toContain("one of all")
        expect(all.slice(0, 100)).toEqual((yield* products.page()).rows)
        expect(yield* products.query({ limit: 1 })).toEqual(all.slice(0, 1))
        expect((yield* products.page()).rows).toHaveLength(Math.min(all.length, 100))
        expect(yield* Stream.runCollect(products.stream())).toHaveLength(all.length)
      })
    )
  })
}

for (const route of routes) {
  layer(onPostgres(route), { excludeTestServices: true })(`Pages of a repository, ${route}`, (it) => {
    it.effect("are not in the order of a column that may be NULL; by what they may be is said", () =>
      Effect.gen(function* () {
        const products = yield* Products
        const error = yield* Effect.flip(products.page({ orderBy: { field: "removedAt" } }))
        const reason = reasonOf(error)
        expect(reason).toMatchObject({ _tag: "Rejected", field: "orderBy" })
        expect(reason?.message).toBe(
          'orderBy names the field removedAt, whose column "removed_at" may be NULL, and no page can begin behind a row that has no value there; make the column NOT NULL, or name a field whose column is (sku, name, priceCents, stock, createdAt, version)'
        )
      })
    )
  })
}
