import { expect, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Products, Sku } from "./Catalogue.ts"

const tea = { sku: Sku.make("T-1"), name: "tea", priceCents: 450, stock: 10 }

layer(Products.layerMemory)("The catalogue, in memory", (it) => {
  it.effect("finds a product by its name", () =>
    Effect.gen(function* () {
      const products = yield* Products
      yield* products.insert(tea)
      expect(Option.getOrThrow(yield* products.byName("tea"))).toMatchObject(tea)
      expect(yield* products.byName("coffee")).toEqual(Option.none())
    })
  )

  it.effect("asks the supplier once for what many ask for", () =>
    Effect.gen(function* () {
      const products = yield* Products
      let asked = 0
      const supplier = Effect.sync(() => {
        asked++
        return { ...tea, sku: Sku.make("C-1"), name: "cups" }
      })
      const load = products.getOrLoad(Sku.make("C-1"), supplier)
      const found = yield* Effect.all([load, load, load], { concurrency: "unbounded" })
      expect(found.map(({ name }) => name)).toEqual(["cups", "cups", "cups"])
      expect(asked).toBe(1)
    })
  )
})
