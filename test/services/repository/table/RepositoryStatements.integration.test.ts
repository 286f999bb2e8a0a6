import { expect, layer } from "@effect/vitest"
import { DirectPg, Transaction } from "aquifer"
import { Context, Effect, Fiber, Layer, Option, Schedule, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { range } from "../../../support/range.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { client, Lines, product, Products, Quote, Quotes, sku } from "./Shop.ts"

const unbounded = { concurrency: "unbounded" } as const

/** A client that counts what goes out, by how statements begin. */
const counting = (sql: SqlClient.SqlClient) => {
  const sent: Array<string> = []
  const counted = new Proxy(sql, {
    apply: (target, self, given: ReadonlyArray<unknown>) => {
      const [text] = given
      if (Array.isArray(text)) sent.push(String(text[0]).trim().split(/\s/)[0] ?? "")
      return Reflect.apply(target, self, given)
    }
  })
  return { counted, count: (begin: string) => sent.splice(0).filter((word) => word === begin).length }
}

for (const route of routes) {
  layer(client(route), { excludeTestServices: true })(`A repository's statements, ${route}`, (it) => {
    it.effect("are few, however many callers there are", () =>
      Effect.gen(function* () {
        const { count, counted } = counting(yield* SqlClient.SqlClient)
        const context = yield* Layer.build(
          Layer.mergeAll(Products.layerNoDeps, Lines.layerNoDeps).pipe(
            Layer.provide(Layer.succeed(SqlClient.SqlClient, counted))
          )
        )
        yield* Effect.gen(function* () {
          const [products, lines] = [yield* Products, yield* Lines]
          count("")
          yield* Effect.forEach(range(200), (index) => products.insert(product(`few ${index}`)), unbounded)
          expect(count("WITH")).toBeLessThanOrEqual(2)
          yield* Effect.forEach(range(200), (index) => products.upsert(product(`few ${index}`, 2)), unbounded)
          expect(count("WITH")).toBeLessThanOrEqual(2)
          yield* Effect.forEach(range(200), (index) => products.find(sku(`few ${index}`)), unbounded)
          expect(count("SELECT")).toBeLessThanOrEqual(2)
          yield* lines.insertMany(
            range(150).map((index) => ({ orderId: index % 50, line: index, sku: sku(`few ${index}`) }))
          )
          count("")
          const orders = yield* Effect.forEach(
            range(50),
            (order) =>
              Effect.flatMap(lines.byOrder(order), (lines) =>
                Effect.forEach(lines, ({ sku }) => products.get(sku), unbounded)
              ),
            unbounded
          )
          expect(orders.map((products) => products.length)).toEqual(range(50).map(() => 3))
          expect(count("SELECT")).toBeLessThanOrEqual(2)
        }).pipe(Effect.provide(context))
      })
    )

    it.effect("are on the connection of a transaction, and end with it", () =>
      Effect.gen(function* () {
        const products = yield* Products
        const failing = Effect.gen(function* () {
          yield* products.insert(product("in a transaction"))
          const seen = yield* products.exists(sku("in a transaction"))
          const by = yield* products.query({ where: (yield* SqlClient.SqlClient)`name = 'in a transaction'` })
          return yield* Effect.fail({ seen, found: by.length })
        })
        expect(yield* Effect.flip(failing.pipe(Transaction.run()))).toEqual({ seen: true, found: 1 })
        expect(yield* products.exists(sku("in a transaction"))).toBe(false)
      }).pipe(Effect.provide(Products.layerNoDeps))
    )

    it.effect("keep a condition of alternatives to itself: what was removed stays away", () =>
      Effect.gen(function* () {
        const products = yield* Products
        yield* products.insert(product("removed"))
        yield* products.remove(sku("removed"))
        const where = (yield* SqlClient.SqlClient)`name = 'nothing' OR name = 'removed'`
        expect(yield* products.query({ where })).toEqual([])
        expect((yield* products.page({ where })).rows).toEqual([])
      }).pipe(Effect.provide(Products.layerNoDeps))
    )

    it.effect("leave a caller who is interrupted, and answer the others", () =>
      Effect.gen(function* () {
        const products = yield* Products
        const gone = yield* Effect.forkChild(products.insert(product("gone")))
        const others = yield* Effect.forkChild(
          Effect.forEach(range(5), (index) => products.insert(product(`other ${index}`)), unbounded)
        )
        yield* Effect.yieldNow
        yield* Fiber.interrupt(gone)
        expect(yield* Fiber.join(others)).toHaveLength(5)
      }).pipe(Effect.provide(Products.layerNoDeps))
    )

    it.effect("are none for a row in memory, until it changes", () =>
      Effect.gen(function* () {
        const { count, counted } = counting(yield* SqlClient.SqlClient)
        const context = yield* Layer.build(
          Products.layerNear().pipe(Layer.provide(Layer.succeed(SqlClient.SqlClient, counted)))
        )
        const products = Context.get(context, Products)
        yield* products.insert(product("near"))
        const read = products.get(sku("near"))
        // Its feed has begun when an answer comes from memory.
        const held = Effect.repeat(
          Effect.suspend(() => {
            count("")
            return Effect.map(read, () => count("SELECT"))
          }),
          { until: (asked) => asked === 0, schedule: Schedule.spaced("2 millis") }
        )
        yield* held
        const [one, other] = [yield* read, yield* read]
        expect(() => Object.assign(one, { priceCents: 9 })).toThrow(TypeError)
        expect(other).toBe(one)
        yield* products.update({ ...(yield* read), priceCents: 5 })
        expect((yield* read).priceCents).toBe(5)
        yield* held
        yield* products.invalidate(sku("near"))
        count("")
        yield* read
        expect(count("SELECT")).toBe(1)
        yield* held
        const { sql } = yield* DirectPg
        yield* sql`UPDATE products SET price_cents = 6 WHERE sku = 'near'`
        yield* Effect.repeat(read, {
          until: ({ priceCents }) => priceCents === 6,
          schedule: Schedule.spaced("2 millis")
        })
      })
    )

    it.effect("are none for a row in memory with a date in it, which each caller has to itself", () =>
      Effect.gen(function* () {
        const { count, counted } = counting(yield* SqlClient.SqlClient)
        const context = yield* Layer.build(
          Quotes.layerNear().pipe(Layer.provide(Layer.succeed(SqlClient.SqlClient, counted)))
        )
        const quotes = Context.get(context, Quotes)
        const freshUntil = new Date("2100-01-01")
        yield* quotes.insert({ sku: sku("dated"), cents: 1, freshUntil: new Date(freshUntil) })
        const read = Effect.map(quotes.get(sku("dated")), (quote) => {
          expect(quote).toBeInstanceOf(Quote)
          expect(quote.freshUntil).toEqual(freshUntil)
          quote.freshUntil.setTime(0)
          return quote
        })
        yield* Effect.repeat(
          Effect.suspend(() => {
            count("")
            return Effect.map(read, () => count("SELECT"))
          }),
          { until: (asked) => asked === 0, schedule: Schedule.spaced("2 millis") }
        )
        expect(yield* read).not.toBe(yield* read)
      })
    )

    it.effect("tell who listens which rows have changed, by id", () =>
      Effect.gen(function* () {
        const products = yield* Products
        const heard = yield* Effect.forkChild(
          Products.changes.pipe(
            Stream.tap((event) =>
              event._tag === "Listening" ? products.insert(product("heard")) : Effect.void
            ),
            Stream.filter((event) => event._tag === "Changed"),
            Stream.runHead
          )
        )
        expect(Option.getOrThrow(yield* Fiber.join(heard))).toMatchObject({ keys: ["heard"] })
      }).pipe(Effect.provide(Products.layerNoDeps))
    )
  })
}
