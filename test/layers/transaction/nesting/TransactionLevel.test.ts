import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Deferred, Effect, Exit, Fiber, Option } from "effect"
import type { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { TransactionLevel } from "../../../../src/layers/transaction/nesting/TransactionLevel.ts"

/** A nested transaction that is open until it is let go, and statements in it. */
const open = Effect.fnUntraced(function* (outer: TransactionLevel) {
  const goOn = yield* Deferred.make<void>()
  const begun = yield* Deferred.make<TransactionLevel>()
  const fiber = yield* Effect.withFiber((fiber) =>
    outer.nest(fiber, (level) => Effect.andThen(Deferred.succeed(begun, level), Deferred.await(goOn)))
  ).pipe(Effect.withSpan("the order's lines"), Effect.forkChild)
  const level = yield* Deferred.await(begun)
  const letGo = Effect.andThen(Deferred.succeed(goOn, undefined), Fiber.join(fiber))
  return { level, letGo }
})

const statement = (level: TransactionLevel) =>
  Effect.forkChild(Effect.exit(level.statement(() => Effect.void)), { startImmediately: true })

const failureIn = (exit: Exit.Exit<unknown, SqlError.SqlError>) =>
  Option.map(Exit.findErrorOption(exit), PgFailure.classify).pipe(Option.getOrUndefined)

describe("A statement beside a nested transaction", () => {
  it.effect("fails where that does nothing for long and no deadline is nearer, and tells why", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const { letGo } = yield* open(outermost)
      const waiting = yield* statement(outermost)
      yield* TestClock.adjust("29 seconds")
      expect(waiting.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("2 seconds")
      const failure = failureIn(yield* Fiber.join(waiting))
      expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      expect(failure?.message).toContain("(the order's lines) has sent nothing for 30s")
      yield* letGo
      expect(yield* Fiber.join(yield* statement(outermost))).toEqual(Exit.void)
    })
  )

  it.effect("waits for as long as that does something", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const { letGo, level } = yield* open(outermost)
      const waiting = yield* statement(outermost)
      for (let minute = 0; minute < 3; minute++) {
        yield* TestClock.adjust("20 seconds")
        yield* Fiber.join(yield* statement(level))
      }
      const slow = yield* Effect.forkChild(
        level.statement(() => Effect.sleep("5 minutes")),
        { startImmediately: true }
      )
      yield* TestClock.adjust("5 minutes")
      yield* Fiber.join(slow)
      expect(waiting.pollUnsafe()).toBeUndefined()
      yield* letGo
      expect(yield* Fiber.join(waiting)).toEqual(Exit.void)
    })
  )

  it.effect("is refused when its own transaction ends before its turn", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const { letGo } = yield* open(outermost)
      const waiting = yield* statement(outermost)
      outermost.end()
      const failure = failureIn(yield* Fiber.join(waiting))
      expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      expect(failure?.message).toContain("has ended")
      yield* letGo
    })
  )
})

describe("What waits beside a nested transaction", () => {
  it.effect("does not begin where it is given up together with what is in front of it", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const begun: Array<string> = []
      const begins = (what: string) => Effect.sync(() => begun.push(what))
      const answered = yield* Deferred.make<void>()
      const first = yield* Effect.forkChild(
        outermost.statement(() => Deferred.await(answered)),
        { startImmediately: true }
      )
      const nested = Effect.withFiber((fiber) => outermost.nest(fiber, () => begins("nested")))
      const givenUp = yield* Effect.forkChild(
        Effect.all([nested, outermost.statement(() => begins("statement"))], { concurrency: "unbounded" }),
        { startImmediately: true }
      )
      yield* Effect.yieldNow
      yield* Fiber.interrupt(givenUp)
      expect(begun).toEqual([])
      yield* Deferred.succeed(answered, undefined)
      yield* Fiber.join(first)
      yield* outermost.statement(() => begins("behind"))
      expect(begun).toEqual(["behind"])
    })
  )

  it.effect("does not begin where all of it ends with what is in front of it", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const { letGo } = yield* open(outermost)
      let hasBegun = false
      const behind = Effect.sync(() => (hasBegun = true))
      const waiting = yield* Effect.forkChild(Effect.exit(outermost.statement(() => behind)), {
        startImmediately: true
      })
      yield* letGo
      outermost.end()
      const failure = failureIn(yield* Fiber.join(waiting))
      expect(failure).toMatchObject({ _tag: "Rejected", statement: "did not run" })
      expect(hasBegun).toBe(false)
    })
  )
})

describe("A nested transaction", () => {
  it.effect("begins before statements that came behind it, and behind those that are under way", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const order: Array<string> = []
      const answered = yield* Deferred.make<void>()
      const said = (what: string) => Effect.sync(() => order.push(what))
      const first = Effect.andThen(Deferred.await(answered), said("first"))
      const nested = Effect.withFiber((fiber) => outermost.nest(fiber, () => said("nested")))
      const works = [outermost.statement(() => first), nested, outermost.statement(() => said("behind"))]
      const all = yield* Effect.forkChild(Effect.all(works, { concurrency: "unbounded" }), {
        startImmediately: true
      })
      yield* Effect.yieldNow
      expect(order).toEqual([])
      yield* Deferred.succeed(answered, undefined)
      yield* Fiber.join(all)
      expect(order).toEqual(["first", "nested", "behind"])
    })
  )

  it.effect("ends behind the statements that are under way in it", () =>
    Effect.gen(function* () {
      const outermost = new TransactionLevel(0)
      const { letGo, level } = yield* open(outermost)
      const answered = yield* Deferred.make<void>()
      const slow = yield* Effect.forkChild(
        level.statement(() => Deferred.await(answered)),
        { startImmediately: true }
      )
      const closing = yield* Effect.forkChild(level.close, { startImmediately: true })
      yield* Effect.yieldNow
      expect(closing.pollUnsafe()).toBeUndefined()
      yield* Deferred.succeed(answered, undefined)
      yield* Fiber.join(closing)
      yield* Fiber.join(slow)
      yield* letGo
    })
  )
})
