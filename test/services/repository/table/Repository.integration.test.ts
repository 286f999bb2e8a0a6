import { expect, layer } from "@effect/vitest"
import { Repository } from "aquifer"
import { type Cause, Effect, Exit, Option, Stream } from "effect"
import { range } from "../../../support/range.ts"
import { Lines, Orders, places, Product, product, Products, sku } from "./Shop.ts"

const unbounded = { concurrency: "unbounded" } as const

const noSuchElement: Pick<Cause.NoSuchElementError, "_tag"> = { _tag: "NoSuchElementError" }

for (const [place, twin] of places) {
  layer<Products | Orders | Lines, unknown>(twin, { excludeTestServices: true })(
    `A repository, ${place}`,
    (it) => {
      it.effect("gives back a row with what the model and the database have made", () =>
        Effect.gen(function* () {
          const products = yield* Products
          const tea = yield* products.insert(product("tea"))
          expect(tea).toBeInstanceOf(Product)
          expect(tea).toMatchObject({ name: "tea", stock: 7, version: 1, removedAt: null })
          expect((yield* products.insert({ ...product("pot"), stock: 3 })).stock).toBe(3)
          expect(yield* products.get(tea.sku)).toEqual(tea)
          expect(Option.getOrThrow(yield* products.byName("pot")).sku).toBe("pot")
          expect(yield* products.find(sku("none"))).toEqual(Option.none())
          expect(yield* Effect.flip(products.get(sku("none")))).toMatchObject(noSuchElement)
        })
      )

      it.effect("tells rows apart whose ids the database makes", () =>
        Effect.gen(function* () {
          const orders = yield* Orders
          const made = yield* Effect.forEach(
            range(50),
            (index) => orders.insert({ customer: `customer ${index}` }),
            unbounded
          )
          expect(made.map(({ customer }) => customer)).toEqual(range(50).map((index) => `customer ${index}`))
          expect(new Set(made.map(({ id }) => id)).size).toBe(50)
          const again = yield* Effect.forEach(made, ({ id }) => orders.get(id), unbounded)
          expect(again).toEqual(made)
        })
      )

      it.effect("knows a row by an id of several parts, with types that JSON cannot carry", () =>
        Effect.gen(function* () {
          const lines = yield* Lines
          const [first, second] = yield* Effect.all(
            [
              lines.insert({ orderId: 1, line: 1, sku: sku("a") }),
              lines.insert({ orderId: 1, line: 2, sku: sku("b") })
            ],
            unbounded
          )
          expect([first.line, second.sku, second.packedIn]).toEqual([1, "b", null])
          expect(yield* lines.get({ orderId: 1, line: 2 })).toEqual(second)
          expect((yield* lines.byOrder(1)).map(({ line }) => line).toSorted()).toEqual([1, 2])
          expect(yield* lines.remove({ orderId: 1, line: 2 })).toBe(true)
          expect(yield* lines.remove({ orderId: 1, line: 2 })).toBe(false)
          expect(yield* lines.exists({ orderId: 1, line: 2 })).toBe(false)
        })
      )

      it.effect("refuses an update of a version that is over, with both", () =>
        Effect.gen(function* () {
          const products = yield* Products
          const read = yield* products.insert(product("versioned"))
          const cheaper = yield* products.update({ ...read, priceCents: 0 })
          expect(cheaper).toMatchObject({ priceCents: 0, version: 2, stock: 7 })
          const conflict = yield* Effect.flip(products.update({ ...read, priceCents: 9 }))
          expect(conflict).toBeInstanceOf(Repository.VersionConflict)
          expect(conflict).toMatchObject({ expected: 1, actual: 2 })
          expect(yield* products.get(read.sku)).toEqual(cheaper)
          expect(yield* Effect.flip(products.update({ ...read, sku: sku("no such") }))).toMatchObject(
            noSuchElement
          )
        })
      )

      it.effect("lets one of two updates of a version through", () =>
        Effect.gen(function* () {
          const products = yield* Products
          const read = yield* products.insert(product("contended"))
          const exits = yield* Effect.forEach(
            range(10),
            (priceCents) => Effect.exit(products.update({ ...read, priceCents })),
            unbounded
          )
          expect(exits.filter(Exit.isSuccess)).toHaveLength(1)
          expect((yield* products.get(read.sku)).version).toBe(2)
        })
      )

      it.effect("replaces a row by its id, and brings back one that had been removed", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* products.insert({ ...product("replaced"), stock: 2 })
          expect(yield* products.upsert(product("replaced", 5))).toMatchObject({
            priceCents: 5,
            stock: 2,
            version: 2
          })
          expect(yield* products.remove(sku("replaced"))).toBe(true)
          expect(yield* products.remove(sku("replaced"))).toBe(false)
          expect(yield* products.exists(sku("replaced"))).toBe(false)
          expect(yield* products.byName("replaced")).toEqual(Option.none())
          expect(yield* products.upsert(product("replaced", 6))).toMatchObject({
            priceCents: 6,
            removedAt: null
          })
        })
      )

      it.effect("finds many by a field, in their order and no more than are wanted", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* Effect.forEach(["c", "a", "b"], (name) => products.insert(product(`many ${name}`, 77)))
          expect((yield* products.byPrice(77)).map(({ name }) => name)).toEqual(["many c", "many b"])
          expect(yield* products.byPrice(78)).toEqual([])
        })
      )

      it.effect("inserts many at once, from a list or a stream", () =>
        Effect.gen(function* () {
          const lines = yield* Lines
          const line = (line: number) => ({ orderId: 9, line, sku: sku("bulk") })
          expect(yield* lines.insertMany(range(100).map(line))).toMatchObject({ inserted: 100 })
          const more = Stream.fromIterable(range(150).map(line))
          expect(yield* lines.insertMany(more, { conflict: "ignore" })).toMatchObject({
            inserted: 50,
            unchanged: 100
          })
          expect(yield* lines.byOrder(9)).toHaveLength(150)
        })
      )
    }
  )
}
