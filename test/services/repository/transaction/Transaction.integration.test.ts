import { expect, layer } from "@effect/vitest"
import { DirectPg, PgFailure, PooledPg, Transaction } from "aquifer"
import { Context, Data, Deferred, Effect, Layer, Option, Stream } from "effect"
import { SqlClient } from "effect/sql"
import { type Route, routes, SuiteDatabase } from "../../../support/SuiteDatabase.ts"

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

/** The shop's pool, another one to the same database, and an honest way to look at the rows. */
const shop = Effect.fnUntraced(function* (route: Route) {
  const { admin, app } = yield* SuiteDatabase
  const truth = Context.get(yield* Layer.build(DirectPg.layerWith({ endpoint: admin })), DirectPg).sql
  yield* truth`CREATE TABLE IF NOT EXISTS stock (sku text PRIMARY KEY, pieces int NOT NULL)`
  yield* truth`GRANT ALL ON stock TO PUBLIC`
  yield* truth`TRUNCATE stock`
  yield* truth`INSERT INTO stock VALUES ('a', 1)`
  const pool = Effect.map(
    Layer.build(PooledPg.layerWith({ endpoint: app(route), pool: { size: 2, min: 0 } })),
    (context) => Context.get(context, PooledPg).sql
  )
  const sql = yield* pool
  const pieces = Effect.map(
    truth<{ sku: string; pieces: number }>`SELECT * FROM stock ORDER BY sku`,
    (rows) => Object.fromEntries(rows.map(({ pieces, sku }) => [sku, pieces]))
  )
  return { other: yield* pool, pieces, sql, truth }
})

type Sql = Effect.Success<ReturnType<typeof shop>>["sql"]

const insert = (sql: Sql, sku: string) => sql`INSERT INTO stock VALUES (${sku}, 1)`
const on = (sql: Sql) => Effect.provideService(SqlClient.SqlClient, sql)

const failureOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(Effect.sandbox(effect)), (cause) => Option.getOrThrow(PgFailure.ofCause(cause)))

for (const route of routes) {
  layer(SuiteDatabase.layer, { excludeTestServices: true })(`Transaction.run, ${route}`, (it) => {
    it.effect("begins as it is asked to", () =>
      Effect.gen(function* () {
        const { pieces, sql } = yield* shop(route)
        const asked = sql<{ isolation: string; readonly: string }>`
          SELECT current_setting('transaction_isolation') AS isolation,
                 current_setting('transaction_read_only') AS readonly`
        expect(yield* asked.pipe(Transaction.run(), on(sql))).toEqual([
          { isolation: "read committed", readonly: "off" }
        ])
        const options = { isolation: "serializable", readOnly: true } as const
        expect(yield* asked.pipe(Transaction.run(options), on(sql))).toEqual([
          { isolation: "serializable", readonly: "on" }
        ])
        expect(yield* failureOf(insert(sql, "b").pipe(Transaction.run(options), on(sql)))).toMatchObject({
          _tag: "ReadOnly"
        })
        expect(yield* pieces).toEqual({ a: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("repeats the whole where it met another transaction", () =>
      Effect.gen(function* () {
        const { pieces, sql, truth } = yield* shop(route)
        let attempts = 0
        const take = Effect.gen(function* () {
          yield* sql`SELECT pieces FROM stock WHERE sku = 'a'`
          if (attempts++ === 0) yield* Transaction.outside(truth`UPDATE stock SET pieces = 10`)
          yield* insert(sql, "b")
          yield* sql`UPDATE stock SET pieces = pieces - 1 WHERE sku = 'a'`
        })
        yield* take.pipe(Transaction.run({ isolation: "repeatable read" }), on(sql))
        expect(attempts).toBe(2)
        expect(yield* pieces).toEqual({ a: 9, b: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("is rolled back by what its domain fails with, and tried once", () =>
      Effect.gen(function* () {
        const { pieces, sql } = yield* shop(route)
        const own = new OutOfStock({ sku: "a" })
        let attempts = 0
        const order = Effect.andThen(
          insert(sql, "b"),
          Effect.suspend(() => (attempts++, Effect.fail(own)))
        )
        expect(yield* order.pipe(Transaction.run(), on(sql), Effect.flip)).toBe(own)
        expect(attempts).toBe(1)
        expect(yield* pieces).toEqual({ a: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("is a savepoint inside another, which goes on when it fails", () =>
      Effect.gen(function* () {
        const { pieces, sql } = yield* shop(route)
        const failing = Effect.andThen(insert(sql, "c"), insert(sql, "a"))
        const order = Effect.gen(function* () {
          yield* insert(sql, "b")
          expect(yield* failureOf(failing.pipe(Transaction.run()))).toMatchObject({
            _tag: "ConstraintViolated"
          })
          yield* insert(sql, "d").pipe(Transaction.run())
        })
        yield* order.pipe(Transaction.run(), on(sql))
        expect(yield* pieces).toEqual({ a: 1, b: 1, d: 1 })
        yield* insert(sql, "e").pipe(Transaction.run(), on(sql), sql.withTransaction)
        expect(yield* pieces).toMatchObject({ e: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("fails where it asks for an isolation or an access mode inside another", () =>
      Effect.gen(function* () {
        const { pieces, sql } = yield* shop(route)
        for (const options of [{ isolation: "serializable" }, { readOnly: true }] as const) {
          const asking = insert(sql, "b").pipe(Transaction.run(options))
          const failure = yield* failureOf(asking.pipe(Transaction.run(), on(sql)))
          expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(failure.message).toContain("open already")
        }
        expect(yield* pieces).toEqual({ a: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("refuses what is of another pool, which would commit by itself", () =>
      Effect.gen(function* () {
        const { other, pieces, sql } = yield* shop(route)
        const strangers: ReadonlyArray<Effect.Effect<unknown, unknown, SqlClient.SqlClient>> = [
          insert(other, "b"),
          insert(other, "b").values,
          Stream.runDrain(insert(other, "b").stream),
          other.withTransaction(insert(other, "b")),
          insert(other, "b").pipe(Transaction.run(), on(other))
        ]
        for (const stranger of strangers) {
          const failure = yield* failureOf(stranger.pipe(Transaction.run(), on(sql)))
          expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
          expect(failure.message).toContain("Transaction.outside")
          expect(yield* failureOf(stranger.pipe(Transaction.run(), on(sql), sql.withTransaction))).toEqual(
            failure
          )
        }
        expect(yield* pieces).toEqual({ a: 1 })
      }).pipe(Effect.scoped)
    )

    it.effect("leaves to itself what is said to be outside of it", () =>
      Effect.gen(function* () {
        const { other, pieces, sql } = yield* shop(route)
        const order = Effect.gen(function* () {
          yield* insert(sql, "b")
          yield* Transaction.outside(insert(other, "c"))
          yield* Transaction.outside(insert(sql, "d"))
          expect(yield* Transaction.outside(sql`SELECT sku FROM stock WHERE sku = 'b'`)).toEqual([])
          return yield* new OutOfStock({ sku: "b" })
        })
        yield* order.pipe(Transaction.run(), on(sql), Effect.flip)
        expect(yield* pieces).toEqual({ a: 1, c: 1, d: 1 })
        yield* Transaction.outside(insert(sql, "e"))
        expect(yield* pieces).toMatchObject({ e: 1 })
      }).pipe(Effect.scoped)
    )
  })
}

layer(SuiteDatabase.layer, { excludeTestServices: true })("Transaction.run, all at once", (it) => {
  it.effect("serves each of twenty that want one row, of which nineteen lost a conflict", () =>
    Effect.gen(function* () {
      const callers = 20
      const { pieces } = yield* shop("direct")
      const { app } = yield* SuiteDatabase
      const pooled = PooledPg.layerWith({ endpoint: app("direct"), pool: { size: callers, min: 0 } })
      const { sql } = Context.get(yield* Layer.build(pooled), PooledPg)
      const allHaveRead = yield* Deferred.make<void>()
      let readers = 0
      let attempts = 0
      const take = Effect.gen(function* () {
        // Those who come again come one by one: a lock of the table is waited for before anything is read.
        if (attempts++ >= callers) yield* sql`LOCK TABLE stock IN SHARE ROW EXCLUSIVE MODE`
        const [row] = yield* sql<{ readonly pieces: number }>`SELECT pieces FROM stock WHERE sku = 'a'`
        if (++readers === callers) yield* Deferred.succeed(allHaveRead, undefined)
        yield* Deferred.await(allHaveRead)
        yield* sql`UPDATE stock SET pieces = ${(row?.pieces ?? 0) + 1} WHERE sku = 'a'`
      }).pipe(Transaction.run({ isolation: "serializable" }), on(sql))
      yield* Effect.replicateEffect(take, callers, { concurrency: "unbounded" })
      expect(yield* pieces).toEqual({ a: 1 + callers })
      expect(attempts).toBe(2 * callers - 1)
    }).pipe(Effect.scoped)
  )
})
