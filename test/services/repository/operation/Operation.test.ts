import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { type DataError, Operation, Transaction } from "aquifer"
import { Cause, Data, Effect, Fiber } from "effect"
import { SqlClient, type SqlConnection } from "effect/sql"
import { TestClock } from "effect/testing"
import * as DriverError from "../../../../src/layers/failure/DriverError.ts"
import * as PgSqlClient from "../../../../src/layers/pool/PgSqlClient.ts"
import { contention, lost, scripted } from "../../../support/failingWork.ts"

/** As Effect's modules on SQL fail: the database's failure is somewhere below. */
class QueueFailed extends Data.TaggedError("QueueFailed")<{ readonly cause: unknown }> {}

class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

const connection = {} as SqlConnection.Connection // nothing is sent

/** A client that sends nothing, and whose transactions do as they are told. */
const client = PgSqlClient.make({
  connection,
  acquirer: Effect.succeed(connection),
  reserve: Effect.succeed(connection),
  spanAttributes: [],
  withTransaction: (sql) => (effect) => Effect.provideService(effect, sql.transactionService, [connection, 0])
})

const orders = Effect.gen(function* () {
  const sql = yield* client
  return { sql, run: yield* Effect.provideService(Operation.make("Orders"), SqlClient.SqlClient, sql) }
})

/** Runs to the end of what the test's clock delays. */
const toItsEnd = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(effect), { startImmediately: true })
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

const failed = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.flatMap(toItsEnd(effect), Effect.flip)

describe("An operation of a service", () => {
  it.effect("fails by its name for the database, and as it did for its domain", () =>
    Effect.gen(function* () {
      const { run } = yield* orders
      const work: Effect.Effect<number, OutOfStock | typeof contention | typeof lost> = Effect.fail(lost)
      const place = work.pipe(run.transaction("place"))
      expectTypeOf(place).toEqualTypeOf<Effect.Effect<number, DataError | OutOfStock>>()
      expect(yield* failed(place)).toMatchObject({ service: "Orders", operation: "place", reason: lost })
      const own = new OutOfStock({ sku: "A-1" })
      for (const pipe of [run.read("act"), run.write("act"), run.transaction("act")]) {
        expect(yield* failed(pipe(Effect.fail(own)))).toBe(own)
      }
    })
  )

  it.effect("is repeated for what is the cause of another's error, which comes out as it is in the end", () =>
    Effect.gen(function* () {
      const { run } = yield* orders
      const sqlError = DriverError.fromFailure(contention, "query")
      const causes = [contention, sqlError, Cause.fail(sqlError), Cause.die(sqlError), { cause: sqlError }]
      for (const cause of causes) {
        let begun = 0
        const work = Effect.suspend(() =>
          ++begun === 1 ? new QueueFailed({ cause }) : Effect.succeed(begun)
        )
        expect(yield* Effect.flatten(toItsEnd(run.transaction("act")(work)))).toBe(2)
      }
      const always = new QueueFailed({ cause: sqlError })
      const never = [new QueueFailed({ cause: lost }), new QueueFailed({ cause: new Error("no database") })]
      for (const error of [always, ...never]) {
        let begun = 0
        const work: Effect.Effect<never, QueueFailed> = Effect.suspend(() => {
          begun++
          return error
        })
        const act = run.transaction("act")(work)
        expectTypeOf(act).toEqualTypeOf<Effect.Effect<never, DataError | QueueFailed>>()
        expect(yield* failed(act)).toBe(error)
        expect(begun).toBe(error === always ? 3 : 1)
      }
    })
  )

  it.effect("is repeated by what it may have done", () =>
    Effect.gen(function* () {
      const { run } = yield* orders
      const attempts = [
        [run.read("act"), lost, 2],
        [run.write("act"), lost, 1],
        [run.transaction("act"), lost, 1],
        [run.transaction("act", { readOnly: true }), lost, 2],
        [run.write("act"), contention, 2],
        [run.transaction("act"), contention, 2]
      ] as const
      for (const [pipe, failure, expected] of attempts) {
        const { counter, effect } = scripted(failure)
        yield* toItsEnd(pipe(effect))
        expect(counter.begun).toBe(expected)
      }
    })
  )

  it.effect("is answered by the deadline of what it does", () =>
    Effect.gen(function* () {
      const { run } = yield* orders
      const deadlines = [
        [run.read("act"), 2],
        [run.write("act"), 3],
        [run.transaction("act"), 10]
      ] as const
      for (const [pipe, seconds] of deadlines) {
        const fiber = yield* Effect.forkChild(Effect.flip(pipe(Effect.never)), { startImmediately: true })
        yield* TestClock.adjust(seconds * 1_000 - 1)
        expect(fiber.pollUnsafe()).toBe(undefined)
        yield* TestClock.adjust(1)
        expect(yield* Fiber.join(fiber)).toMatchObject({ reason: { _tag: "DeadlineExceeded" } })
      }
    })
  )

  it.effect("is part of the transaction around it, which alone is repeated", () =>
    Effect.gen(function* () {
      const { run, sql } = yield* orders
      const inner = scripted(contention, contention, contention)
      let outer = 0
      const whole = Effect.suspend(() => {
        outer++
        return inner.effect.pipe(run.read("look"))
      })
      expect(yield* failed(whole.pipe(run.transaction("place")))).toMatchObject({ operation: "look" })
      expect([outer, inner.counter.begun]).toEqual([3, 3])

      const { counter, effect } = scripted(contention, contention, contention, contention)
      const separately = effect.pipe(Transaction.run(), run.write("place"))
      yield* failed(Effect.provideService(separately, SqlClient.SqlClient, sql))
      expect(counter.begun).toBe(3)
    })
  )

  it.effect("gives a transaction to whoever asks for one, of the client that it was made with", () =>
    Effect.gen(function* () {
      const { run, sql } = yield* orders
      const current = Effect.map(Transaction.Current, (transaction) => transaction.sql)
      const place = current.pipe(run.transaction("place"))
      expectTypeOf(place).toEqualTypeOf<Effect.Effect<SqlClient.SqlClient, DataError>>()
      expect(yield* Effect.provideService(place, SqlClient.SqlClient, yield* client)).toBe(sql)
      expectTypeOf(current.pipe(run.write("place"))).toEqualTypeOf<
        Effect.Effect<SqlClient.SqlClient, DataError, Transaction.Current>
      >()
    })
  )

  it.effect("has a span of its name, whose parent is the caller's", () =>
    Effect.gen(function* () {
      const { run } = yield* orders
      const span = yield* Effect.currentSpan.pipe(run.read("look"), Effect.withSpan("caller"))
      expect(span).toMatchObject({ name: "Orders.look", parent: { value: { name: "caller" } } })
    })
  )
})
