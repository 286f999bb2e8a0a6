import { describe, expect, it, layer } from "@effect/vitest"
import { Idempotency, Identity, kitSchema, Migration, Operation, PgFailure, Transaction } from "aquifer"
import { Data, Deferred, Effect, Fiber, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { type Route, routes } from "../../../support/SuiteDatabase.ts"
import { suiteClient } from "../../../support/SuiteEndpoints.ts"

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

const onPostgres = (route: Route) => suiteClient(route, Migration.run(kitSchema), { size: 4, min: 0 })

/** Work in memory, of which a result says how often it was done. */
const counting = () => {
  let done = 0
  const work = Effect.sync(() => ({ number: ++done }))
  return { work, count: () => done }
}

const Placed = Schema.Struct({ number: Schema.Int })

/** Keys of their own, as the suites of one database share its table. */
let keys = 0
const keyed = (sku = "tea", key = `key ${++keys}`) =>
  ({ key, request: [Schema.String, sku], result: Placed }) as const

const places = [
  ["memory", Idempotency.layerMemory] as const,
  ...routes.map((route) => [route, onPostgres(route)] as const)
]

for (const [place, client] of places) {
  layer<SqlClient.SqlClient, unknown>(client, { excludeTestServices: true })(
    `An idempotency key and its twin, ${place}`,
    (it) => {
      it.effect("has its work done once, and refuses another request", () =>
        Effect.gen(function* () {
          const { work } = counting()
          const once = keyed()
          const act = work.pipe(Idempotency.once(once), Transaction.run())
          expect([yield* act, yield* act]).toEqual([{ number: 1 }, { number: 1 }])
          const other = work.pipe(Idempotency.once(keyed("pot", once.key)), Transaction.run())
          expect(yield* Effect.flip(other)).toMatchObject({ _tag: "KeyReused", key: once.key })
        })
      )

      it.effect("makes concurrent callers wait for each other, in whatever isolation", () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Orders")
          for (const isolation of ["read committed", "repeatable read", "serializable"] as const) {
            const { work } = counting()
            const act = Effect.andThen(Effect.yieldNow, work).pipe(
              run.transaction("place", { isolation, once: keyed() })
            )
            const all = yield* Effect.all([act, act, act, act], { concurrency: "unbounded" })
            expect(all).toEqual(all.map(() => all[0]))
          }
        })
      )

      it.effect("is taken over where the first one fails while another waits for it", () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Orders")
          const once = keyed()
          const [begun, end] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
          const failing = Deferred.succeed(begun, undefined).pipe(
            Effect.andThen(Deferred.await(end)),
            Effect.andThen(Effect.fail(new OutOfStock({ sku: "tea" }))),
            run.transaction("place", { once })
          )
          const first = yield* Effect.forkChild(Effect.flip(failing))
          yield* Deferred.await(begun)
          const second = yield* Effect.forkChild(counting().work.pipe(run.transaction("place", { once })))
          yield* Effect.yieldNow
          yield* Deferred.succeed(end, undefined)
          expect(yield* Fiber.join(first)).toBeInstanceOf(OutOfStock)
          expect(yield* Fiber.join(second)).toEqual({ number: 1 })
        })
      )

      it.effect("is free again where its work was undone, and where it failed and the rest went on", () =>
        Effect.gen(function* () {
          const { work } = counting()
          const [one, two] = [keyed(), keyed()]
          const failing = Effect.fail(new OutOfStock({ sku: "tea" })).pipe(Idempotency.once(one))
          expect(yield* failing.pipe(Transaction.run(), Effect.flip)).toBeInstanceOf(OutOfStock)
          yield* failing.pipe(Effect.ignore, Transaction.run())
          const undone = Effect.andThen(work.pipe(Idempotency.once(two)), Effect.fail("undone"))
          yield* undone.pipe(Transaction.run(), Effect.flip)
          const savepoint = Effect.flip(Transaction.run()(undone))
          yield* Transaction.run()(savepoint)
          expect(yield* work.pipe(Idempotency.once(one), Transaction.run())).toEqual({ number: 3 })
          expect(yield* work.pipe(Idempotency.once(two), Transaction.run())).toEqual({ number: 4 })
        })
      )

      it.effect("leaves what follows in its transaction to be done, which knows it too", () =>
        Effect.gen(function* () {
          const { work } = counting()
          const one = keyed()
          const keyedWork = work.pipe(Idempotency.once(one))
          const nested = Transaction.run()(keyedWork)
          const all = yield* Transaction.run()(Effect.all([nested, keyedWork, work]))
          expect(all.map(({ number }) => number)).toEqual([1, 1, 2])
          expect(yield* work.pipe(Idempotency.once(one), Transaction.run())).toEqual({ number: 1 })
        })
      )

      it.effect("is another for another identity, and for another operation", () =>
        Effect.gen(function* () {
          const { count, work } = counting()
          const run = yield* Operation.make("Orders")
          const once = keyed()
          const act = work.pipe(run.transaction("place", { once }))
          yield* act
          yield* act.pipe(Identity.as({ claims: { sub: "another" } }))
          expect(count()).toBe(2)
          const other = work.pipe(run.transaction("cancel", { once }))
          expect(yield* Effect.flip(other)).toMatchObject({ _tag: "KeyReused" })
        })
      )

      it.effect("is refused with its work where its result is not what the Schema says", () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Orders")
          const once = {
            ...keyed(),
            result: Schema.Struct({ number: Schema.Int.check(Schema.isLessThan(0)) })
          }
          const { work } = counting()
          const error = yield* Effect.flip(work.pipe(run.transaction("place", { once })))
          expect(error).toMatchObject({
            reason: { _tag: "Rejected", field: "result.number", statement: "rolled back" }
          })
          expect(yield* work.pipe(run.transaction("place", { once: { ...once, result: Placed } }))).toEqual({
            number: 2
          })
        })
      )

      it.effect("has its transaction repeated whose work met another one", () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Orders")
          const { count, work } = counting()
          const contention = new PgFailure.Contention({
            statement: "rolled back",
            message: "made for a test"
          })
          const act = Effect.flatMap(work, (placed) =>
            count() < 3 ? Effect.fail(contention) : Effect.succeed(placed)
          )
          expect(yield* act.pipe(run.transaction("place", { once: keyed() }))).toEqual({ number: 3 })
        })
      )
    }
  )
}

describe("A client in memory", () => {
  it.effect("keeps a key for its time", () =>
    Effect.gen(function* () {
      const { work } = counting()
      const act = work.pipe(Idempotency.once({ ...keyed(), timeToLive: "1 hour" }), Transaction.run())
      yield* act
      yield* TestClock.adjust("59 minutes")
      expect(yield* act).toEqual({ number: 1 })
      yield* TestClock.adjust("1 minute")
      expect(yield* act).toEqual({ number: 2 })
    }).pipe(Effect.provide(Idempotency.layerMemory))
  )

  it.effect("keeps it from when its transaction began, as now() is in Postgres", () =>
    Effect.gen(function* () {
      const { work } = counting()
      const once = { ...keyed(), timeToLive: "1 hour" } as const
      const act = work.pipe(Idempotency.once(once), Transaction.run())
      const slow = Effect.delay(work, "30 minutes").pipe(Idempotency.once(once), Transaction.run())
      const fiber = yield* Effect.forkChild(slow, { startImmediately: true })
      yield* TestClock.adjust("30 minutes")
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("29 minutes")
      expect(yield* act).toEqual({ number: 1 })
      yield* TestClock.adjust("1 minute")
      expect(yield* act).toEqual({ number: 2 })
    }).pipe(Effect.provide(Idempotency.layerMemory))
  )

  it.effect("is another each time that it is made", () =>
    Effect.gen(function* () {
      const { work } = counting()
      const act = work.pipe(Idempotency.once(keyed()), Transaction.run())
      expect(yield* Effect.provide(act, Idempotency.layerMemory)).toEqual({ number: 1 })
      expect(yield* Effect.provide(act, Idempotency.layerMemory)).toEqual({ number: 2 })
    })
  )

  it.effect("runs no statement, and says where it would run", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const statements = [sql`SELECT 1`, sql.withTransaction(sql`SELECT 1`), Transaction.run()(sql`SELECT 1`)]
      for (const statement of statements) {
        const error = yield* Effect.flip(statement)
        const failure = error._tag === "SqlError" ? PgFailure.classify(error) : error
        expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
        expect(failure.message).toContain("aquifer/testing")
      }
    }).pipe(Effect.provide(Idempotency.layerMemory))
  )

  it.effect("refuses what a client of Postgres refuses", () =>
    Effect.gen(function* () {
      const inside = Transaction.run({ isolation: "serializable" })(Effect.void).pipe(
        Transaction.run(),
        Effect.flip
      )
      expect((yield* inside).message).toContain("open already")
      const foreign = Effect.provide(Transaction.run()(Effect.void), Idempotency.layerMemory)
      expect((yield* foreign.pipe(Transaction.run(), Effect.flip)).message).toContain("of another pool")
    }).pipe(Effect.provide(Idempotency.layerMemory))
  )
})
