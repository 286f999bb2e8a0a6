import { expect, layer } from "@effect/vitest"
import { Effect, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import { pooledAt } from "../../support/bareDriver.ts"
import { faultProxy } from "../../support/FaultProxy.ts"
import { SuiteDatabase } from "../../support/SuiteDatabase.ts"

const lock = 4711

/** A pool of one connection behind a proxy, and an honest connection beside it. */
const behindProxy = Effect.fnUntraced(function* (multiplex = 1) {
  const { admin, app } = yield* SuiteDatabase
  const upstream = app("direct")
  const proxy = yield* faultProxy(upstream)
  const { sql, stats } = yield* pooledAt({ ...upstream, port: proxy.port }, {}, { multiplex })
  const truth = (yield* pooledAt(admin, { size: 2 })).sql
  yield* sql`SELECT 1`
  return { proxy, sql, stats, truth }
})

layer(SuiteDatabase.layer)("A connection of which nobody knows whether it is there", (it) => {
  it.effect("has been sent nothing: a deadline that passes meanwhile says so", () =>
    Effect.gen(function* () {
      const { proxy, sql } = yield* behindProxy()
      yield* TestClock.adjust("1100 millis")
      proxy.blackhole = true
      const late = yield* Effect.forkChild(Effect.flip(Deadline.within("200 millis")(sql`SELECT 1`)), {
        startImmediately: true
      })
      yield* TestClock.adjust("200 millis")
      expect(yield* Fiber.join(late)).toMatchObject({
        _tag: "DeadlineExceeded",
        phase: "connecting",
        statement: "did not run"
      })
    })
  )

  it.effect("is not lent to the next caller when the one who had it asked gave up", () =>
    Effect.gen(function* () {
      const { proxy, sql } = yield* behindProxy()
      yield* TestClock.adjust("1100 millis")
      proxy.blackhole = true
      const gone = yield* Effect.forkChild(sql`SELECT 1`, { startImmediately: true })
      yield* Fiber.interrupt(gone)
      proxy.blackhole = false
      expect(yield* sql`SELECT 2 AS two`).toEqual([{ two: 2 }])
      expect(proxy.accepted).toBe(2)
    })
  )

  it.effect("is not cut off from who waits on it for a long statement, by others who share it", () =>
    Effect.gen(function* () {
      const { proxy, sql, truth } = yield* behindProxy(4)
      const letGo = yield* Latch.make(false)
      const locked = yield* Latch.make(false)
      const holder = yield* Effect.forkChild(
        truth`SELECT pg_advisory_xact_lock(${lock})`.pipe(
          Effect.andThen(locked.open),
          Effect.andThen(letGo.await),
          truth.withTransaction
        )
      )
      yield* locked.await
      const long = yield* Effect.forkChild(sql`SELECT pg_advisory_xact_lock(${lock})::text AS done`)
      yield* Effect.repeat(truth`SELECT FROM pg_locks WHERE NOT granted`, {
        until: ({ length }) => length === 1
      })
      yield* TestClock.adjust("2 seconds")
      const short = yield* Effect.forkChild(sql`SELECT 2 AS two`, { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      const gone = yield* Effect.forkChild(sql`SELECT 1`, { startImmediately: true })
      yield* Fiber.interrupt(gone)
      const behind = yield* Effect.forkChild(sql`SELECT 3 AS three`, { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* letGo.open
      yield* Fiber.join(holder)
      expect(yield* Fiber.join(long)).toEqual([{ done: "" }])
      expect(yield* Fiber.join(short)).toEqual([{ two: 2 }])
      expect(yield* Fiber.join(behind)).toEqual([{ three: 3 }])
      expect(proxy.accepted).toBe(1)
    })
  )
})

layer(SuiteDatabase.layer, { excludeTestServices: true })("A connection that statements share", (it) => {
  it.effect("is given up when all who waited on it have given up, and nothing more came of it", () =>
    Effect.gen(function* () {
      const { proxy, sql, stats } = yield* behindProxy(4)
      proxy.forget()
      let isOver = false
      const asked = Effect.repeat(Effect.option(Deadline.within("200 millis")(sql`SELECT 1`)), {
        until: ({ _tag }) => isOver || (isOver = _tag === "Some")
      })
      yield* Effect.all([asked, asked, asked], { concurrency: "unbounded" })
      expect((yield* stats).replaced.dead).toBeGreaterThan(0)
    })
  )
})
