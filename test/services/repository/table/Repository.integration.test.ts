import { expect, layer } from "@effect/vitest"
import { DataError, DirectPg, Repository, Transaction } from "aquifer"
import { type Cause, Context, Deferred, Effect, Exit, Fiber, Layer, Option, Schedule, Stream } from "effect"
import { SqlClient } from "effect/sql"
import type { Route } from "../../../support/SuiteDatabase.ts"
import {
  client,
  inMemory,
  Lines,
  NameTaken,
  onPostgres,
  Orders,
  Product,
  Products,
  Quotes,
  Sku
} from "./Shop.ts"

const sku = (name: string) => Sku.make(name)

const unbounded = { concurrency: "unbounded" } as const

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

const reasonOf = (error: unknown) => (error instanceof DataError ? error.reason : undefined)

const noSuchElement: Pick<Cause.NoSuchElementError, "_tag"> = { _tag: "NoSuchElementError" }

/** A product of a price, so that tests do not meet each other's. */
const product = (name: string, priceCents = 1) => ({ sku: sku(name), name, priceCents })

/** Never run: that it does not compile where it is marked is the test. */
export const uses = () => {
  const options = { model: Product, tableName: "products", idColumn: "sku" } as const
  // @ts-expect-error a name is no time
  Repository.make("shop/Products", { ...options, expiry: { column: "name" } })
  // @ts-expect-error nothing becomes stale without a column that says when
  Repository.make("shop/Products", { ...options, expiry: { staleFor: "1 hour" } })
  return Repository.make("shop/Products", { ...options, expiry: { column: "removedAt" } })
}

const routes: ReadonlyArray<Route> = ["direct", "pgbouncer118", "pgbouncer124"]

const places = [["memory", inMemory] as const, ...routes.map((route) => [route, onPostgres(route)] as const)]

for (const [place, twin] of places) {
  layer<Products | Orders | Lines | Quotes, unknown>(twin, { excludeTestServices: true })(
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

      it.effect("names the field of a value that Postgres cannot hold, before anything is sent", () =>
        Effect.gen(function* () {
          const [products, lines] = [yield* Products, yield* Lines]
          const nul = sku("a\0b")
          const row = product("a\0b")
          const asked: ReadonlyArray<readonly [string, Effect.Effect<unknown, unknown>]> = [
            ["sku", products.find(nul)],
            ["sku", products.get(nul)],
            ["sku", products.exists(nul)],
            ["sku", products.findMany([sku("tea"), nul])],
            ["sku", products.remove(nul)],
            ["sku", products.getOrLoad(nul, Effect.succeed(row))],
            ["name", products.byName("a\0b")],
            ["id", lines.find({ orderId: 1, line: 2 ** 60 })],
            ["row.sku", products.insert(row)],
            ["row.name", products.upsert({ ...row, sku: sku("ab") })],
            ["row.name", products.update({ ...row, sku: sku("ab"), version: 1 })]
          ]
          for (const [field, act] of asked) {
            expect(reasonOf(yield* Effect.flip(act))).toMatchObject({
              _tag: "Rejected",
              field,
              statement: "did not run"
            })
          }
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

      it.effect("makes a violated constraint the domain's own error, and leaves the neighbours theirs", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* products.insert(product("taken"))
          const exits = yield* Effect.forEach(
            range(20),
            (index) =>
              Effect.exit(
                products.insert({
                  ...product(`neighbour ${index}`),
                  ...(index === 7 ? { name: "taken" } : undefined)
                })
              ),
            unbounded
          )
          expect(exits.flatMap((exit, index) => (Exit.isFailure(exit) ? [index] : []))).toEqual([7])
          expect(yield* Effect.flip(products.insert({ ...product("other"), name: "taken" }))).toEqual(
            new NameTaken({ name: "taken" })
          )
          const same = yield* Effect.flip(products.insert(product("taken")))
          expect(reasonOf(same)).toMatchObject({ _tag: "ConstraintViolated", constraint: "products_pkey" })
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

      it.effect("gives all rows, and a page of them, to who asks for nothing in particular", () =>
        Effect.gen(function* () {
          const products = yield* Products
          yield* products.insert(product("one of all"))
          const all = yield* products.query()
          expect(all.map(({ name }) => name)).toContain("one of all")
          expect((yield* products.page()).rows).toHaveLength(Math.min(all.length, 100))
          expect(yield* Stream.runCollect(products.stream())).toHaveLength(all.length)
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

      it.effect("refuses what the model's schemas do, before anything is asked", () =>
        Effect.gen(function* () {
          const products = yield* Products
          const long = "x".repeat(21) as typeof Sku.Type
          expect(
            reasonOf(yield* Effect.flip(products.insert({ ...product("ok"), sku: long })))
          ).toMatchObject({
            _tag: "Rejected",
            statement: "did not run",
            field: "row.sku"
          })
          expect(reasonOf(yield* Effect.flip(products.find(long)))).toMatchObject({
            _tag: "Rejected",
            field: "sku"
          })
          expect(reasonOf(yield* Effect.flip(products.remove(long)))).toMatchObject({
            _tag: "Rejected",
            field: "sku"
          })
        })
      )
    }
  )
}

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
