import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { Fault, Testing } from "aquifer/testing"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { HttpServer } from "effect/http"
import { HttpApiTest } from "effect/http-api"
import { Api, handlers } from "./Api.ts"
import { Products, Sku } from "./Catalogue.ts"
import { importProducts } from "./importProducts.ts"
import { migrations } from "./migrations.ts"
import { Orders, OutOfStock } from "./Orders.ts"
import { Packing, packNext } from "./Packing.ts"
import { receipt } from "./Receipt.ts"
import { Reports, ReportsPool } from "./Reports.ts"
import { OrderLines, OrderRows } from "./Rows.ts"
import { scarce } from "./scarce.ts"

const database = Testing.layer({ migrations, with: ["queue"], pools: [ReportsPool] })

const shop = Layer.mergeAll(Orders.layerNoDeps, Reports.layerNoDeps).pipe(
  Layer.provideMerge(
    Layer.mergeAll(Products.layerNoDeps, OrderRows.layerNoDeps, OrderLines.layerNoDeps, Packing.layerNoDeps)
  ),
  Layer.provideMerge(database)
)

/** A product of this name, of which there are ten. */
const product = (name: string) => ({ sku: Sku.make(name), name, priceCents: 450, stock: 10 })

const orderOf = (name: string, quantity: number) => ({
  key: `order of ${name}`,
  customer: `who likes ${name}`,
  lines: [{ sku: Sku.make(name), quantity }]
})

/** Orders that wait, packed up to this one. */
const packedUntil = (orderId: number) =>
  Stream.fromEffectRepeat(packNext).pipe(
    Stream.takeUntil((packed) => packed === orderId),
    Stream.runCollect
  )

layer(shop, { excludeTestServices: true })("The shop, on Postgres behind PgBouncer", (it) => {
  it.effect("imports a catalogue of any length, and again what has changed of it", () =>
    Effect.gen(function* () {
      const catalogue = Stream.map(Stream.range(1, 50_000), (index) => product(`imported ${index}`))
      expect(yield* importProducts(catalogue)).toMatchObject({ inserted: 50_000, updated: 0 })
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
      const happened = yield* Fault.outcomeLost // the order's key alone knows what became of it
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

  it.effect("has an order packed once that was placed the second time", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert(product("bowls")))
      const happened = yield* Fault.cutBefore("COMMIT")
      const { orderId } = yield* Orders.use(({ place }) => place(orderOf("bowls", 1)))
      expect(yield* happened).toBe(true)
      const packed = yield* packedUntil(orderId)
      const placed = yield* OrderRows.use(({ query }) => query())
      expect(packed.filter((id) => placed.every((order) => order.id !== id))).toEqual([])
    })
  )

  it.effect("places an order whose offer to the packers met a deadlock", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert(product("forks")))
      const happened = yield* Fault.deadlockOnce("effect_queue")
      const { orderId } = yield* Orders.use(({ place }) => place(orderOf("forks", 1)))
      expect(yield* happened).toBe(true)
      expect(yield* packedUntil(orderId)).toContain(orderId)
    })
  )

  it.effect("tells of a product that has become scarce", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert({ ...product("pans"), stock: 4 }))
      const told = yield* Effect.forkChild(
        scarce(3).pipe(
          Stream.filter(({ name }) => name === "pans"),
          Stream.runHead
        )
      )
      yield* Orders.use(({ place }) => place(orderOf("pans", 2)))
      expect(Option.getOrThrow(yield* Fiber.join(told))).toMatchObject({ name: "pans", stock: 2 })
    })
  )

  it.effect("reports while every other connection is held", () =>
    Effect.gen(function* () {
      yield* Products.use(({ insert }) => insert({ ...product("ovens"), priceCents: 90_000 }))
      yield* Orders.use(({ place }) => place(orderOf("ovens", 2)))
      yield* Fault.poolExhausted
      const best = yield* Reports.use(({ bestSellers }) => bestSellers(1))
      expect(best).toEqual([{ sku: "ovens", cents: 180_000n }])
    }).pipe(Effect.scoped)
  )

  it.effect("answers over HTTP with what the domain says", () =>
    Effect.gen(function* () {
      const { shop } = yield* HttpApiTest.groups(Api, ["shop"])
      yield* Products.use(({ insert }) => insert(product("knives")))
      const placed = yield* shop.order({ payload: orderOf("knives", 9) })
      expect(yield* shop.order({ payload: orderOf("knives", 9) })).toEqual(placed)
      expect(yield* shop.product({ params: { sku: Sku.make("knives") } })).toMatchObject({ stock: 1 })
      const more = { ...orderOf("knives", 9), key: "another" }
      expect(yield* Effect.flip(shop.order({ payload: more }))).toMatchObject({ _tag: "OutOfStock" })
      expect(yield* Effect.flip(shop.order({ payload: orderOf("knives", 1) }))).toMatchObject({
        _tag: "Conflict"
      })
      const none = yield* Effect.flip(shop.product({ params: { sku: Sku.make("no such") } }))
      expect(none).toMatchObject({ _tag: "NotFound" })
      yield* Fault.readOnly
      const refused = yield* Effect.flip(shop.order({ payload: { ...orderOf("knives", 1), key: "late" } }))
      expect(refused).toMatchObject({ _tag: "ServiceUnavailable" })
    }).pipe(Effect.provide(Layer.merge(handlers, HttpServer.layerServices)))
  )
})

const rows = Layer.mergeAll(Products.layerNoDeps, OrderRows.layerNoDeps, OrderLines.layerNoDeps).pipe(
  Layer.provideMerge(Testing.layer({ migrations }))
)

layer(rows, { excludeTestServices: true })("The shop's tables, read by many at once", (it) => {
  it.effect("give fifty orders with their lines and products in three statements", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 25 }, (_, index) => `kind ${index}`)
      yield* Products.use(({ insertMany }) => insertMany(names.map(product)))
      const orders = yield* Effect.forEach(
        Array.from({ length: 50 }, (_, index) => ({ customer: `customer ${index}` })),
        (order) => OrderRows.use(({ insert }) => insert(order)),
        { concurrency: "unbounded" }
      )
      const lines = orders.flatMap(({ id }) =>
        [0, 1, 2].map((more) => ({ orderId: id, sku: Sku.make(`kind ${(id + more) % 25}`), quantity: 2 }))
      )
      yield* OrderLines.use(({ insertMany }) => insertMany(lines))

      const { stats } = yield* PooledPg
      const before = (yield* stats).acquired
      const receipts = yield* Effect.forEach(orders, ({ id }) => receipt(id), { concurrency: "unbounded" })
      expect((yield* stats).acquired - before).toBe(3)
      expect(receipts.map(({ customer }) => customer)).toEqual(orders.map(({ customer }) => customer))
      expect(receipts.map(({ lines }) => lines.map(({ cents }) => cents))).toEqual(
        orders.map(() => [900, 900, 900])
      )
    })
  )
})
