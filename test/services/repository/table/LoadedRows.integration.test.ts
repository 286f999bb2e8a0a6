import { expect, layer } from "@effect/vitest"
import { DirectPg, Repository } from "aquifer"
import { Context, Deferred, Effect, Fiber, Layer, Option, Schedule } from "effect"
import { range } from "../../../support/range.ts"
import { routes } from "../../../support/SuiteDatabase.ts"
import { client, places, Product, product, Products, Quotes, sku } from "./Shop.ts"

const unbounded = { concurrency: "unbounded" } as const

/** Never run: that it does not compile where it is marked is the test. */
export const uses = () => {
  const options = { model: Product, tableName: "products", idColumn: "sku" } as const
  // @ts-expect-error a name is no time
  Repository.make("shop/Products", { ...options, expiry: { column: "name" } })
  // @ts-expect-error nothing becomes stale without a column that says when
  Repository.make("shop/Products", { ...options, expiry: { staleFor: "1 hour" } })
  return Repository.make("shop/Products", { ...options, expiry: { column: "removedAt" } })
}

for (const [place, twin] of places) {
  layer<Products | Quotes, unknown>(twin, { excludeTestServices: true })(`A repository, ${place}`, (it) => {
    it.effect("loads a row anew whose time is over, and answers with one that is stale meanwhile", () =>
      Effect.gen(function* () {
        const quotes = yield* Quotes
        const now = yield* Effect.clockWith(({ currentTimeMillis }) => currentTimeMillis)
        const quote = (name: string, cents: number, millis: number) => ({
          sku: sku(name),
          cents,
          freshUntil: new Date(now + millis)
        })
        yield* quotes.insert(quote("fresh", 1, 600_000))
        yield* quotes.insert(quote("stale", 2, -60_000))
        yield* quotes.insert(quote("old", 3, -7_200_000))
        const ask = (name: string) =>
          Effect.map(
            quotes.getOrLoad(sku(name), Effect.succeed(quote(name, 9, 600_000))),
            ({ cents }) => cents
          )
        expect(yield* Effect.all([ask("fresh"), ask("stale"), ask("old")])).toEqual([1, 2, 9])
        yield* Effect.repeat(ask("stale"), {
          until: (cents) => cents === 9,
          schedule: Schedule.spaced("2 millis")
        })
        expect((yield* quotes.get(sku("old"))).cents).toBe(9)
      })
    )

    it.effect("remembers for a while that there is nothing to load, and forgets it when told to", () =>
      Effect.gen(function* () {
        const quotes = yield* Quotes
        const some = Effect.succeedSome({
          sku: sku("unknown"),
          cents: 4,
          freshUntil: new Date("2100-01-01")
        })
        expect(yield* quotes.findOrLoad(sku("unknown"), Effect.succeedNone)).toEqual(Option.none())
        expect(yield* quotes.findOrLoad(sku("unknown"), some)).toEqual(Option.none())
        yield* quotes.invalidate(sku("unknown"))
        expect(Option.map(yield* quotes.findOrLoad(sku("unknown"), some), ({ cents }) => cents)).toEqual(
          Option.some(4)
        )
      })
    )

    it.effect("loads what is not there once, whoever asks, and keeps it", () =>
      Effect.gen(function* () {
        const products = yield* Products
        let loads = 0
        const load = Effect.andThen(
          Effect.yieldNow,
          Effect.sync(() => {
            loads++
            return product("loaded")
          })
        )
        const loaded = yield* Effect.forEach(
          range(20),
          () => products.getOrLoad(sku("loaded"), load),
          unbounded
        )
        expect(new Set(loaded.map(({ name }) => name))).toEqual(new Set(["loaded"]))
        expect(loads).toBe(1)
        expect((yield* products.get(sku("loaded"))).stock).toBe(7)
        expect(yield* products.findOrLoad(sku("never"), Effect.succeedNone)).toEqual(Option.none())
      })
    )
  })
}

for (const route of routes) {
  layer(client(route), { excludeTestServices: true })(`A repository's statements, ${route}`, (it) => {
    it.effect("load a row once, whichever of two programs is asked for it", () =>
      Effect.gen(function* () {
        let loads = 0
        const begun = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const load = Effect.gen(function* () {
          loads++
          yield* Deferred.succeed(begun, undefined)
          yield* Deferred.await(goOn)
          return product("once among all")
        })
        // Each has made its repository by itself, as two processes have: nothing in memory is theirs in common.
        const ask = Effect.scoped(
          Effect.flatMap(Layer.build(Layer.fresh(Products.layerNoDeps)), (context) =>
            Context.get(context, Products).getOrLoad(sku("once among all"), load)
          )
        )
        const first = yield* Effect.forkChild(ask)
        yield* Deferred.await(begun)
        const second = yield* Effect.forkChild(ask)
        const { sql } = yield* DirectPg
        yield* Effect.repeat(
          sql`SELECT 1 FROM aquifer_leases WHERE name LIKE 'Products %' AND holder IS NOT NULL`,
          { until: ({ length }) => length === 1, schedule: Schedule.spaced("2 millis") }
        )
        yield* Deferred.succeed(goOn, undefined)
        expect([(yield* Fiber.join(first)).name, (yield* Fiber.join(second)).name]).toEqual([
          "once among all",
          "once among all"
        ])
        expect(loads).toBe(1)
      })
    )
  })
}
