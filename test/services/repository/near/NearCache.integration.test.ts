import { expect, layer } from "@effect/vitest"
import { ChangeFeed, DirectPg, NearCache, Transaction } from "aquifer"
import { Context, Deferred, Effect, Exit, Fiber, Logger, Option, Schema, type Scope, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { changingShop, killListener, polling, products } from "../../../support/ChangingShop.ts"
import { runExample } from "../../../support/docExamples.ts"
import { routes } from "../../../support/SuiteDatabase.ts"

const Tenant = Context.Reference<string>("test/Tenant", { defaultValue: () => "" })

const price = (sku: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(sql<{ readonly cents: number }>`SELECT cents FROM products WHERE sku = ${sku}`, ([row]) =>
      Option.fromUndefinedOr(row?.cents)
    )
  )

const reprice = (sku: string, cents: number) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`INSERT INTO products VALUES (${sku}, ${cents}) ON CONFLICT (sku) DO UPDATE SET cents = excluded.cents`
  )

/** Prices in memory, and whether they are there. */
const prices = <E>(make: Effect.Effect<ChangeFeed.ChangeFeed<string>, E, SqlClient.SqlClient>) =>
  Effect.gen(function* () {
    const feed = yield* make
    const near = yield* NearCache.make<string, Option.Option<number>>({
      feed,
      capacity: 1_000,
      partition: (context) => Context.get(context, Tenant)
    })
    const get = (sku: string) => near.get(sku, price(sku))
    const held = (sku: string) =>
      Effect.withFiber((fiber) => {
        const exit = near.peek(sku, fiber)
        return Effect.succeed(exit === undefined ? "nothing" : exit.value)
      })
    /** Asks until it is answered from memory. */
    const warm = (sku: string) =>
      Effect.repeat(Effect.andThen(get(sku), held(sku)), { until: (found) => found !== "nothing" })
    return { near, get, held, warm }
  })

const feeds = { notifications: ChangeFeed.make(products), polling: polling(ChangeFeed.make(products)) }

for (const route of routes) {
  for (const [by, make] of Object.entries(feeds)) {
    layer(changingShop(route), { excludeTestServices: true })(`A near cache fed by ${by}, ${route}`, (it) => {
      it.effect("answers from memory, that there is nothing too, and counts", () =>
        Effect.gen(function* () {
          yield* reprice("hot", 1) // before anybody is told
          const { near, warm } = yield* prices(make)
          yield* warm("hot")
          yield* warm("absent")
          const before = (yield* near.stats).hits
          for (let look = 0; look < 10; look++) {
            expect(yield* near.get("hot", Effect.die("asked"))).toEqual(Option.some(1))
            expect(yield* near.get("absent", Effect.die("asked"))).toEqual(Option.none())
          }
          const stats = yield* near.stats
          expect(stats.hits - before).toBe(20)
          expect(stats).toMatchObject({ listening: true, entries: 2 })
        })
      )

      it.effect("forgets what anybody changes, when it is told", () =>
        Effect.gen(function* () {
          const { sql } = yield* DirectPg
          const { get, warm } = yield* prices(make)
          yield* reprice("changing", 1)
          yield* warm("changing")
          yield* sql`UPDATE products SET cents = 2 WHERE sku = 'changing'`
          yield* Effect.repeat(get("changing"), { until: (found) => Option.contains(found, 2) })
          yield* warm("changing")
          yield* sql`TRUNCATE products`
          yield* Effect.repeat(get("changing"), { until: Option.isNone })
          yield* warm("changing")
          yield* reprice("changing", 3)
          yield* Effect.repeat(get("changing"), { until: (found) => Option.contains(found, 3) })
        })
      )

      it.effect("is neither asked nor filled in a transaction", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const { get, held, near, warm } = yield* prices(make)
          yield* reprice("inside", 1)
          yield* warm("inside")
          const inside = Effect.gen(function* () {
            yield* reprice("inside", 2)
            yield* reprice("new", 2)
            return [yield* get("inside"), yield* held("inside"), yield* get("new")]
          })
          for (const transaction of [sql.withTransaction, Transaction.run()]) {
            const before = (yield* near.stats).bypassed
            const seen = yield* Effect.flip(transaction(Effect.flatMap(inside, Effect.fail)))
            expect(seen).toEqual([Option.some(2), "nothing", Option.some(2)])
            expect((yield* near.stats).bypassed - before).toBe(2)
          }
          expect(yield* held("new")).toBe("nothing")
          expect(yield* get("new")).toEqual(Option.none())
        })
      )
    })
  }
}

layer(changingShop("pgbouncer118"), { excludeTestServices: true })("A near cache", (it) => {
  it.effect("does not hold what was asked before the key was changed", () =>
    Effect.gen(function* () {
      const { held, near, warm } = yield* prices(ChangeFeed.make(products))
      yield* warm("any") // it listens
      const read = yield* Deferred.make<void>()
      const old = near.get("raced", Effect.as(Deferred.await(read), Option.some(1)))
      const asking = yield* Effect.forkChild(old, { startImmediately: true })
      yield* near.invalidate("raced")
      yield* Deferred.succeed(read, undefined)
      expect(yield* Fiber.join(asking)).toEqual(Option.some(1))
      expect(yield* held("raced")).toBe("nothing")
    })
  )

  it.effect("forgets what is changed here at once, before and after", () =>
    Effect.gen(function* () {
      const { get, held, near, warm } = yield* prices(ChangeFeed.make(products))
      yield* warm("own")
      const between = yield* reprice("own", 2).pipe(Effect.andThen(held("own")), near.changing(["own"]))
      expect(between).toBe("nothing")
      expect(yield* get("own")).toEqual(Option.some(2))
    })
  )

  it.effect("holds nothing of a load that fails or is interrupted", () =>
    Effect.gen(function* () {
      const { get, near, held, warm } = yield* prices(ChangeFeed.make(products))
      yield* warm("any")
      expect(yield* Effect.flip(near.get("failing", Effect.fail("no server")))).toBe("no server")
      const asking = yield* Effect.forkChild(near.get("failing", Effect.never), { startImmediately: true })
      yield* Fiber.interrupt(asking)
      expect([yield* held("failing"), (yield* near.stats).loading]).toEqual(["nothing", 0])
      yield* get("failing")
      expect(yield* held("failing")).toEqual(Option.none())
    })
  )

  it.effect("holds nothing for which its owner says so", () =>
    Effect.gen(function* () {
      const feed = yield* ChangeFeed.make(products)
      const near = yield* NearCache.make<string, string>({
        feed,
        capacity: 10,
        holds: (key, value) => key === value.toLowerCase()
      })
      const held = (sku: string) =>
        Effect.withFiber((fiber) => Effect.succeed(near.peek(sku, fiber) !== undefined))
      const get = (sku: string) => Effect.andThen(near.get(sku, Effect.succeed("Tea")), held(sku))
      yield* Effect.repeat(get("tea"), { until: (isHeld) => isHeld })
      expect(yield* get("TEA")).toBe(false)
      expect(yield* near.stats).toMatchObject({ entries: 1, loading: 0 })
    })
  )

  it.effect("keeps apart who must not see each other's", () =>
    Effect.gen(function* () {
      const { get, held, warm } = yield* prices(ChangeFeed.make(products))
      const as = <A, E, R>(tenant: string, effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, Tenant, tenant)
      yield* as("one", warm("tenants"))
      expect(yield* as("one", held("tenants"))).toEqual(Option.none())
      expect(yield* as("other", held("tenants"))).toBe("nothing")
      yield* as("other", get("tenants"))
      yield* reprice("tenants", 5)
      for (const tenant of ["one", "other"]) {
        yield* Effect.repeat(as(tenant, get("tenants")), { until: (found) => Option.contains(found, 5) })
      }
    })
  )

  it.effect("knows a key of several columns by what is in it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const feed = yield* ChangeFeed.make({
        table: "lines",
        key: Schema.Struct({ order_id: Schema.BigInt, line: Schema.Int })
      })
      const near = yield* NearCache.make<{ readonly order_id: bigint; readonly line: number }, number>({
        feed,
        capacity: 10
      })
      const key = () => ({ order_id: 1n, line: 1 })
      const held = Effect.withFiber((fiber) => Effect.succeed(near.peek(key(), fiber)))
      yield* Effect.repeat(Effect.andThen(near.get(key(), Effect.succeed(7)), held), {
        until: (found) => found !== undefined
      })
      expect(yield* held).toEqual(Exit.succeed(7))
      yield* sql`INSERT INTO lines VALUES (1, 1, 8)`
      yield* Effect.repeat(held, { until: (found) => found === undefined })
    })
  )

  it.effect("is empty while its feed is lost, and holds again when it listens", () =>
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      const { get, warm } = yield* prices(ChangeFeed.make(products))
      yield* reprice("unvouched", 1)
      yield* warm("unvouched")
      yield* killListener
      yield* sql`UPDATE products SET cents = 2 WHERE sku = 'unvouched'`
      yield* Effect.repeat(get("unvouched"), { until: (found) => Option.contains(found, 2) })
      yield* warm("unvouched")
    })
  )

  it.effect("is passed by when its feed has died, and says so", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const died = yield* Deferred.make<never>()
      const feed = yield* ChangeFeed.make(products)
      const events = Stream.concat(
        Stream.succeed(ChangeFeed.ChangeEvent.Listening({ by: "polling" })),
        Stream.fromEffect(Deferred.await(died))
      )
      const { get, held, near, warm } = yield* prices(Effect.succeed({ ...feed, events }))
      yield* reprice("orphan", 1)
      yield* warm("orphan")
      yield* Deferred.die(died, new Error("a defect"))
      yield* reprice("orphan", 2)
      yield* Effect.repeat(Effect.andThen(price("orphan"), get("orphan")), {
        until: (found) => Option.contains(found, 2)
      })
      expect(yield* held("orphan")).toBe("nothing")
      expect(yield* near.stats).toMatchObject({ listening: false, entries: 0, bytes: 0 })
      expect(String(logged[0])).toContain(
        "nothing of products is held in memory any more: its feed has ended"
      )
    }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => void logged.push(message))])))
  })

  it.effect("is what its documentation shows", () =>
    Effect.gen(function* () {
      const { makePrices } = yield* runExample<{
        readonly makePrices: Effect.Effect<
          {
            readonly price: (sku: string) => Effect.Effect<Option.Option<number>>
            readonly reprice: (sku: string, cents: number) => Effect.Effect<unknown>
          },
          unknown,
          SqlClient.SqlClient | Scope.Scope
        >
      }>("services/repository/near/NearCache.ts", 0, "makePrices")
      const { price, reprice: change } = yield* makePrices
      yield* reprice("shown", 1)
      expect(yield* price("shown")).toEqual(Option.some(1))
      yield* change("shown", 2)
      expect(yield* price("shown")).toEqual(Option.some(2))
    })
  )
})
