import { expect, layer } from "@effect/vitest"
import { Fault, Testing } from "aquifer/testing"
import { Effect, Layer, Stream } from "effect"
import { NameTaken, Products, Sku } from "./Catalogue.ts"
import { importProducts } from "./importProducts.ts"
import { migrations } from "./migrations.ts"
import { Orders, OutOfStock } from "./Orders.ts"
import { OrderLines, OrderRows } from "./Rows.ts"

const shop = Orders.layerNoDeps.pipe(
  Layer.provideMerge(Layer.mergeAll(Products.layerNoDeps, OrderRows.layerNoDeps, OrderLines.layerNoDeps)),
  Layer.provideMerge(Testing.layer({ migrations }))
)

/** A product of this name, of which there are ten. */
const product = (name: string) => ({ sku: Sku.make(name), name, priceCents: 450, stock: 10 })

const orderOf = (name: string, quantity: number) => ({
  key: `order of ${name}`,
  customer: `who likes ${name}`,
  lines: [{ sku: Sku.make(name), quantity }]
})

layer(shop, { excludeTestServices: true })("The shop, on Postgres behind PgBouncer", (it) => {
  it.effect("names what a constraint stands for", () =>
    Effect.gen(function* () {
      const products = yield* Products
      yield* products.insert(product("tea"))
      const taken = yield* Effect.flip(products.insert({ ...product("tea"), sku: Sku.make("T-2") }))
      expect(taken).toEqual(new NameTaken({ name: "tea" }))
    })
  )

  it.effect("imports a catalogue of any length, and again what has changed of it", () =>
    Effect.gen(function* () {
      const catalogue = Stream.map(Stream.range(1, 5000), (index) => product(`imported ${index}`))
      expect(yield* importProducts(catalogue)).toMatchObject({ inserted: 5000, updated: 0 })
      const dearer = Stream.map(Stream.take(catalogue, 10), (row) => ({ ...row, priceCents: 500 }))
      expect(yield* importProducts(dearer)).toMatchObject({ inserted: 0, updated: 10 })
    })
  )

  it.effect("places an order with its lines, and takes them from stock", () =>
    Effect.gen(function* () {
      const products = yield* Products
      yield* products.insert(product("pots"))
      const { orderId } = yield* Orders.use(({ place }) => place(orderOf("pots", 3)))
      expect(yield* OrderLines.use(({ byOrder }) => byOrder(orderId))).toMatchObject([{ quantity: 3 }])
      expect((yield* products.get(Sku.make("pots"))).stock).toBe(7)
    })
  )

  it.effect("places nothing of an order of which a part is out of stock", () =>
    Effect.gen(function* () {
      const products = yield* Products
      yield* products.insert(product("cups"))
      const order = orderOf("cups", 1)
      const tooMany = { ...order, lines: [...order.lines, { sku: Sku.make("none"), quantity: 1 }] }
      const failure = yield* Effect.flip(Orders.use(({ place }) => place(tooMany)))
      expect(failure).toEqual(new OutOfStock({ sku: Sku.make("none") }))
      expect((yield* products.get(Sku.make("cups"))).stock).toBe(10)
    })
  )

  it.effect("places an order once, however often it is sent, and refuses another under its key", () =>
    Effect.gen(function* () {
      const { place } = yield* Orders
      yield* Products.use(({ insert }) => insert(product("jars")))
      const placed = yield* place(orderOf("jars", 1))
      expect(yield* place(orderOf("jars", 1))).toEqual(placed)
      expect(yield* Effect.flip(place(orderOf("jars", 2)))).toMatchObject({ _tag: "KeyReused" })
      expect(yield* OrderRows.use(({ byCustomer }) => byCustomer("who likes jars"))).toHaveLength(1)
    })
  )

  it.effect("has an order once whose COMMIT was not answered", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert(product("lids")))
      const happened = yield* Fault.answerOfCommitLost
      const { orderId } = yield* Orders.use(({ place }) => place(orderOf("lids", 4)))
      expect(yield* happened).toBe(true)
      const orders = yield* OrderRows.use(({ byCustomer }) => byCustomer("who likes lids"))
      expect(orders.map(({ id }) => id)).toEqual([orderId])
      expect(yield* Products.use(({ get }) => get(Sku.make("lids")))).toMatchObject({ stock: 6 })
    })
  )

  it.effect("places an order that met a deadlock", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert(product("trays")))
      const happened = yield* Fault.deadlockOnce("orders")
      yield* Orders.use(({ place }) => place(orderOf("trays", 1)))
      expect(yield* happened).toBe(true)
      expect(yield* OrderRows.use(({ byCustomer }) => byCustomer("who likes trays"))).toHaveLength(1)
    })
  )
})
