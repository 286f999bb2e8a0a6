import { expect, layer } from "@effect/vitest"
import { kitSchema, PooledPg } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { Effect, Layer } from "effect"
import { catalogue, NameTaken, Products, Sku } from "./Catalogue.ts"

const database = Testing.layer({ migrations: [...kitSchema, ...catalogue] })
const products = Products.layerNoDeps.pipe(Layer.provideMerge(database))

/** A product of this name, of which there are ten. */
const product = (name: string) => ({ sku: Sku.make(name), name, priceCents: 450, stock: 10 })

// The first run on a machine makes the servers ready, which takes longer than vitest waits.
layer(products, { excludeTestServices: true, timeout: "2 minutes" })(
  "The catalogue, on Postgres behind PgBouncer",
  (it) => {
    it.effect("names what a constraint stands for", () =>
      Effect.gen(function* () {
        const { insert } = yield* Products
        yield* insert(product("tea"))
        const taken = yield* Effect.flip(insert({ ...product("tea"), sku: Sku.make("T-2") }))
        expect(taken).toEqual(new NameTaken({ name: "tea" }))
      })
    )

    it.effect("answers a hundred callers with one statement", () =>
      Effect.gen(function* () {
        const { get, insertMany } = yield* Products
        const { stats } = yield* PooledPg
        const names = Array.from({ length: 100 }, (_, index) => `kind ${index}`)
        yield* insertMany(names.map(product))
        const before = (yield* stats).acquired
        const found = yield* Effect.forEach(names, (name) => get(Sku.make(name)), {
          concurrency: "unbounded"
        })
        expect(found.map(({ name }) => name)).toEqual(names)
        expect((yield* stats).acquired - before).toBe(1)
      })
    )

    it.effect("has a product that met a deadlock", () =>
      Effect.gen(function* () {
        const { get, insert } = yield* Products
        const happened = yield* Fault.deadlockOnce("products")
        yield* insert(product("cups"))
        expect(yield* happened).toBe(true)
        expect(yield* get(Sku.make("cups"))).toMatchObject({ stock: 10 })
      })
    )
  }
)
