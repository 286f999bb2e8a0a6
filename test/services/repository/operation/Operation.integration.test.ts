import { expect, layer } from "@effect/vitest"
import { type DataError, DirectPg, Operation, PooledPg, Transaction } from "aquifer"
import { Context, Effect, Layer, type Scope } from "effect"
import { SqlClient } from "effect/sql"
import { runExample } from "../../../support/docExamples.ts"
import { type Route, routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"

const folder = "services/repository/operation"

interface Orders {
  readonly place: (sku: string) => Effect.Effect<void, DataError | { readonly _tag: "OutOfStock" }>
  readonly count: Effect.Effect<number, DataError>
}

/** What the examples declare. */
interface Examples {
  readonly makeOrders: Effect.Effect<Orders, never, SqlClient.SqlClient | Scope.Scope>
  readonly move: (sku: string, from: string, to: string) => Effect.Effect<void, unknown, SqlClient.SqlClient>
  readonly attempted: (sku: string) => Effect.Effect<void, unknown, SqlClient.SqlClient>
}

const shop = Effect.fnUntraced(function* (route: Route) {
  const { admin, app } = yield* SuiteDatabase
  const truth = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg).sql
  yield* truth`CREATE TABLE IF NOT EXISTS products (sku text PRIMARY KEY, stock int NOT NULL)`
  yield* truth`CREATE TABLE IF NOT EXISTS orders (sku text NOT NULL REFERENCES products)`
  yield* truth`CREATE TABLE IF NOT EXISTS stock (sku text, store text, pieces int)`
  yield* truth`CREATE TABLE IF NOT EXISTS attempts (sku text)`
  yield* truth`GRANT ALL ON ALL TABLES IN SCHEMA public TO PUBLIC`
  yield* truth`TRUNCATE products, orders, stock, attempts`
  yield* truth`INSERT INTO products VALUES ('a', 1)`
  yield* truth`INSERT INTO stock VALUES ('a', 'north', 5), ('a', 'south', 0)`
  const pool = PooledPg.layerWith({ endpoint: app(route), pool: { size: 2, min: 0 } })
  const { sql } = Context.get(yield* Layer.build(pool), PooledPg)
  return { on: Effect.provideService(SqlClient.SqlClient, sql), sql, truth }
})

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`Operations of a service, ${route}`, (it) => {
    it.effect("do as the example of their doc comment says", () =>
      Effect.gen(function* () {
        const { on, truth } = yield* shop(route)
        const { makeOrders } = yield* runExample<Examples>(`${folder}/Operation.ts`, 0, "makeOrders")
        const { count, place } = yield* on(makeOrders)
        yield* place("a")
        expect(yield* Effect.flip(place("a"))).toMatchObject({ _tag: "OutOfStock", sku: "a" })
        expect(yield* count).toBe(1)
        yield* truth`DROP TABLE orders`
        expect(yield* Effect.flip(count)).toMatchObject({
          _tag: "DataError",
          service: "Orders",
          operation: "count",
          reason: { _tag: "Rejected", sqlState: "42P01" }
        })
      }).pipe(Effect.scoped)
    )

    it.effect("do so beside transactions by themselves, and what stays outside of them", () =>
      Effect.gen(function* () {
        const { on, truth } = yield* shop(route)
        const { move } = yield* runExample<Examples>(
          "services/repository/transaction/Transaction.ts",
          0,
          "move"
        )
        const { attempted } = yield* runExample<Examples>(
          "services/repository/transaction/Transaction.ts",
          1,
          "attempted"
        )
        yield* on(move("a", "north", "south"))
        expect(yield* truth`SELECT store, pieces FROM stock ORDER BY store`).toEqual([
          { store: "north", pieces: 4 },
          { store: "south", pieces: 1 }
        ])
        const failing = Effect.andThen(attempted("a"), Effect.fail("no more"))
        expect(yield* failing.pipe(Transaction.run(), on, Effect.flip)).toBe("no more")
        expect(yield* truth`SELECT sku FROM attempts`).toEqual([{ sku: "a" }])
      }).pipe(Effect.scoped)
    )

    it.effect("repeat a transaction that met another one, and are savepoints inside one", () =>
      Effect.gen(function* () {
        const { on, sql, truth } = yield* shop(route)
        const run = yield* on(Operation.make("Products"))
        let attempts = 0
        const sell = Effect.gen(function* () {
          yield* sql`SELECT stock FROM products`
          if (attempts++ === 0) yield* Transaction.outside(truth`UPDATE products SET stock = 10`)
          yield* sql`UPDATE products SET stock = stock - 1 WHERE sku = 'a'`
        }).pipe(run.transaction("sell", { isolation: "repeatable read" }))
        yield* sell
        expect(attempts).toBe(2)
        expect(yield* truth`SELECT stock FROM products`).toEqual([{ stock: 9 }])

        const again = sql`INSERT INTO products VALUES ('a', 1)`.pipe(run.transaction("add"))
        const whole = Effect.gen(function* () {
          yield* sql`UPDATE products SET stock = 7`
          expect(yield* Effect.flip(again)).toMatchObject({
            operation: "add",
            reason: { _tag: "ConstraintViolated", constraint: "products_pkey" }
          })
          expect(yield* Effect.flip(sell)).toMatchObject({ operation: "sell", reason: { _tag: "Rejected" } })
        })
        yield* whole.pipe(run.transaction("whole"))
        expect(yield* truth`SELECT stock FROM products`).toEqual([{ stock: 7 }])
      }).pipe(Effect.scoped)
    )
  })
}
