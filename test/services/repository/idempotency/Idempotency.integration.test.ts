import { expect, layer } from "@effect/vitest"
import {
  DirectPg,
  Idempotency,
  Identity,
  kitSchema,
  Migration,
  Operation,
  PgTransaction,
  PooledPg,
  Transaction
} from "aquifer"
import { Context, Data, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { runExample } from "../../../support/docExamples.ts"
import { faultProxy, once } from "../../../support/FaultProxy.ts"
import { type Route, routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

const Order = Schema.Struct({ sku: Schema.String, placedAt: Schema.Date })
const Placed = Schema.Struct({ number: Schema.Int, at: Schema.Date })

const at = new Date("2026-01-02T03:04:05.678Z")
const order: typeof Order.Type = { sku: "secret-sku", placedAt: at }

/** What the example declares. */
interface Example {
  readonly pay: (
    key: string,
    payment: { readonly account: string; readonly cents: number }
  ) => Effect.Effect<unknown, unknown, SqlClient.SqlClient>
}

const shop = Effect.fnUntraced(function* (route: Route) {
  const { admin, app } = yield* SuiteDatabase
  const direct = yield* Layer.build(DirectPg.layerWith({ endpoint: admin }))
  yield* Effect.provideContext(Migration.run(kitSchema), direct)
  const { sql: truth } = Context.get(direct, DirectPg)
  yield* truth`CREATE TABLE IF NOT EXISTS orders (number int GENERATED ALWAYS AS IDENTITY, sku text)`
  yield* truth`CREATE TABLE IF NOT EXISTS accounts (name text PRIMARY KEY, balance int)`
  yield* truth`GRANT ALL ON orders, accounts TO PUBLIC`
  yield* truth`TRUNCATE orders, accounts, aquifer_operations RESTART IDENTITY`
  yield* truth`INSERT INTO accounts VALUES ('a', 100)`
  const endpoint = app(route)
  const proxy = yield* faultProxy(endpoint)
  const pool = PooledPg.layerWith({
    endpoint: { ...endpoint, port: proxy.port },
    pool: { size: 4, min: 0 }
  })
  const { sql } = Context.get(yield* Layer.build(pool), PooledPg)
  const insert = Effect.map(
    sql<{ readonly number: number }>`INSERT INTO orders (sku) VALUES ('a') RETURNING number`,
    ([row]) => ({ number: row?.number ?? 0, at })
  )
  const place = (key: string, value = order) =>
    insert.pipe(
      Idempotency.once({ key, request: [Order, value], result: Placed }),
      Transaction.run(),
      Effect.provideService(SqlClient.SqlClient, sql)
    )
  const orders = Effect.map(truth`SELECT FROM orders`, (rows) => rows.length)
  const on = Effect.provideService(SqlClient.SqlClient, sql)
  return { insert, on, orders, place, proxy, run: yield* on(Operation.make("Orders")), sql, truth }
})

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`An idempotency key, ${route}`, (it) => {
    it.effect("has its work done once, as the example of its doc comment says", () =>
      Effect.gen(function* () {
        const { on, truth } = yield* shop(route)
        const file = "services/repository/idempotency/Idempotency.ts"
        const { pay } = yield* runExample<Example>(file, 0, "pay")
        expect(yield* on(pay("1", { account: "a", cents: 30 }))).toEqual({ balance: 70 })
        expect(yield* on(pay("1", { account: "a", cents: 30 }))).toEqual({ balance: 70 })
        expect(yield* Effect.flip(on(pay("1", { account: "a", cents: 31 })))).toMatchObject({
          _tag: "KeyReused",
          key: "1"
        })
        expect(yield* truth`SELECT balance FROM accounts`).toEqual([{ balance: 70 }])
      }).pipe(Effect.scoped)
    )

    it.effect("makes concurrent callers wait for each other, in whatever isolation", () =>
      Effect.gen(function* () {
        const { insert, orders, run } = yield* shop(route)
        for (const isolation of ["read committed", "repeatable read", "serializable"] as const) {
          const key = { key: isolation, request: [Order, order], result: Placed } as const
          const place = insert.pipe(run.transaction("place", { isolation, once: key }))
          const before = yield* orders
          const [first, ...others] = yield* Effect.all([place, place, place, place], {
            concurrency: "unbounded"
          })
          expect(others).toEqual([first, first, first])
          expect(yield* orders).toBe(before + 1)
        }
      }).pipe(Effect.scoped)
    )

    it.effect("is free again where its work was undone, and where it failed and the rest went on", () =>
      Effect.gen(function* () {
        const { on, orders, place, truth } = yield* shop(route)
        const own = new OutOfStock({ sku: "a" })
        const failing = Effect.fail(own).pipe(
          Idempotency.once({ key: "1", request: [Order, order], result: Placed })
        )
        expect(yield* failing.pipe(Transaction.run(), on, Effect.flip)).toBe(own)
        expect(yield* truth`SELECT FROM aquifer_operations`).toEqual([])
        yield* failing.pipe(Effect.ignore, Transaction.run(), on)
        yield* Effect.andThen(place("2"), Effect.fail("undone")).pipe(Transaction.run(), on, Effect.flip)
        expect(yield* orders).toBe(0)
        expect(yield* place("1", { ...order, sku: "other" })).toMatchObject({ number: 2 })
        expect(yield* place("2")).toMatchObject({ number: 3 })
      }).pipe(Effect.scoped)
    )

    it.effect("leaves what follows in its transaction to be done, which knows it too", () =>
      Effect.gen(function* () {
        const { insert, on, orders, place } = yield* shop(route)
        const keyed = insert.pipe(Idempotency.once({ key: "1", request: [Order, order], result: Placed }))
        const both = Effect.all([keyed, keyed, insert])
        expect(yield* both.pipe(Transaction.run(), on)).toEqual([1, 1, 2].map((number) => ({ number, at })))
        expect(yield* place("1")).toEqual({ number: 1, at })
        expect(yield* orders).toBe(2)
      }).pipe(Effect.scoped)
    )

    it.effect("is kept for its time, without its request, and then deleted by others", () =>
      Effect.gen(function* () {
        const { place, truth } = yield* shop(route)
        const first = yield* place("1")
        const row = yield* truth`
          SELECT octet_length(request_hash) AS bytes, expires_at - created_at = interval '1 day' AS day, o::text
          FROM aquifer_operations AS o`
        expect(row).toMatchObject([{ bytes: 32, day: true, o: expect.not.stringContaining("secret") }])
        expect(yield* place("1")).toEqual(first)
        yield* truth`UPDATE aquifer_operations SET expires_at = now() - interval '1 second'`
        expect(yield* place("1", { ...order, sku: "other" })).toMatchObject({ number: 2 })
        yield* truth`
          INSERT INTO aquifer_operations (operation, request_hash, result, expires_at)
          SELECT 'old ' || i, '', '1', now() - interval '1 second' FROM generate_series(1, 6) AS i`
        const left = truth`SELECT FROM aquifer_operations WHERE operation LIKE 'old%'`
        yield* place("2")
        expect((yield* left).length).toBe(2)
        yield* place("3")
        expect((yield* left).length).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("is another for another identity, and for another operation", () =>
      Effect.gen(function* () {
        const { insert, orders, place, run } = yield* shop(route)
        yield* place("1")
        yield* place("1").pipe(Identity.as({ claims: { sub: "another" } }))
        expect(yield* orders).toBe(2)
        const key = { key: "2", request: [Order, order], result: Placed } as const
        yield* insert.pipe(run.transaction("place", { once: key }))
        expect(yield* Effect.flip(insert.pipe(run.transaction("cancel", { once: key })))).toMatchObject({
          _tag: "KeyReused"
        })
        expect(yield* orders).toBe(3)
      }).pipe(Effect.scoped)
    )

    it.effect("is refused before anything is sent, or with its work where its result is", () =>
      Effect.gen(function* () {
        const { insert, orders, proxy, run } = yield* shop(route)
        const usual = { key: "1", request: [Order, order], result: Placed } as const
        const fieldOf = (options: Idempotency.OnceOptions<typeof Order.Type, typeof Placed.Type>) =>
          insert.pipe(
            run.transaction("place", { once: options }),
            Effect.flip,
            Effect.map(
              (error) =>
                "reason" in error &&
                error.reason._tag === "Rejected" && [error.reason.field, error.reason.statement]
            )
          )
        const before = proxy.roundTrips
        expect(yield* fieldOf({ ...usual, key: "" })).toEqual(["key", "did not run"])
        expect(yield* fieldOf({ ...usual, key: "é".repeat(101) })).toEqual(["key", "did not run"])
        expect(yield* fieldOf({ ...usual, key: "\0" })).toEqual(["key", "did not run"])
        expect(yield* fieldOf({ ...usual, timeToLive: 59_999 })).toEqual(["timeToLive", "did not run"])
        const request = [Order, { ...order, placedAt: new Date(Number.NaN) }] as const
        expect(yield* fieldOf({ ...usual, request })).toEqual(["request.placedAt", "did not run"])
        expect(proxy.roundTrips).toBe(before)
        const positive = Schema.Struct({ number: Schema.Int.check(Schema.isLessThan(0)), at: Schema.Date })
        expect(yield* fieldOf({ ...usual, result: positive })).toEqual(["result.number", "rolled back"])
        expect(yield* orders).toBe(0)
      }).pipe(Effect.scoped)
    )

    it.effect("takes a statement of its own before its work, and one behind it that commits", () =>
      Effect.gen(function* () {
        const { insert, proxy, run } = yield* shop(route)
        const place = (key: string) =>
          insert.pipe(run.transaction("place", { once: { key, request: [Order, order], result: Placed } }))
        yield* place("warm") // connects, and prepares what can be
        const before = proxy.roundTrips
        yield* place("1")
        expect(proxy.roundTrips - before).toBe(3)
      }).pipe(Effect.scoped)
    )

    it.effect("lets a transaction be repeated whose COMMIT was not answered", () =>
      Effect.gen(function* () {
        const { orders, proxy, run, sql } = yield* shop(route)
        const last = Effect.as(PgTransaction.last(sql`INSERT INTO orders (sku) VALUES ('a')`), {
          number: 0,
          at
        })
        proxy.decide = once("COMMIT", "cut answer")
        expect(yield* Effect.flip(last.pipe(run.transaction("place")))).toMatchObject({
          reason: { _tag: "OutcomeUnknown" }
        })
        expect(yield* orders).toBe(1)

        let attempts = 0
        const insert = Effect.suspend(() => {
          attempts++
          return Effect.as(sql`INSERT INTO orders (sku) VALUES ('a')`, { number: attempts, at })
        })
        for (const [fate, done] of [
          ["cut answer", 1],
          ["reset in answer", 1],
          ["cut", 2]
        ] as const) {
          attempts = 0
          proxy.decide = once("COMMIT", fate)
          const key = { key: fate, request: [Order, order], result: Placed } as const
          const before = yield* orders
          expect(yield* insert.pipe(run.transaction("place", { once: key }))).toEqual({ number: done, at })
          expect([attempts, yield* orders]).toEqual([done, before + 1])
        }
      }).pipe(Effect.scoped)
    )
  })
}
