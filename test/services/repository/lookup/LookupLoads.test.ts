import { describe, expect, it } from "@effect/vitest"
import { type Duration, Deferred, Effect, Fiber, Option } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import * as LookupLoads from "../../../../src/services/repository/lookup/LookupLoads.ts"

/** Values that loads store, each for a minute where times are looked at, and looks that may be held up. */
const loading = Effect.fnUntraced(function* (options: LookupLoads.LoadOptions<number> = {}) {
  const stored = new Map<string, number>()
  const looks: Array<Effect.Effect<unknown>> = []
  const loads = yield* LookupLoads.make<string, number>({
    ...options,
    sql: { transactionService: SqlClient.TransactionConnection(-1) },
    sent: (key) => key,
    find: (key) =>
      Effect.suspend(() => {
        const found = Option.fromUndefinedOr(stored.get(key)) // what was there when it was asked
        return Effect.as(looks.shift() ?? Effect.void, found)
      })
  })
  let count = 0
  const load = Effect.sync(() => {
    stored.set("a", ++count)
    return Option.some(count)
  })
  return { ...loads, load, looks, stored }
})

const begin = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })

/** The n-th load is good until the n-th minute. */
const expiring = (staleFor?: Duration.Input): LookupLoads.LoadOptions<number> => ({
  expiry: { at: (value) => value * 60_000, ...(staleFor === undefined ? undefined : { staleFor }) }
})

describe("A load", () => {
  it.effect("is not begun by who looked before another ended", () =>
    Effect.gen(function* () {
      const { findOrLoad, load, looks } = yield* loading()
      const late = yield* Deferred.make<void>()
      looks.push(Deferred.await(late))
      const slow = yield* begin(findOrLoad("a", load))
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
      yield* Deferred.succeed(late, undefined)
      expect(yield* Fiber.join(slow)).toEqual(Option.some(1))
    })
  )

  it.effect("goes on for the others when who began it is interrupted, and ends with the last of them", () =>
    Effect.gen(function* () {
      const { findOrLoad } = yield* loading()
      const letGo = yield* Deferred.make<void>()
      let interrupted = 0
      const load = Deferred.await(letGo).pipe(
        Effect.as(Option.some(7)),
        Effect.onInterrupt(() => Effect.sync(() => interrupted++))
      )
      const callers = yield* Effect.forEach(["b", "b"], (key) => begin(findOrLoad(key, load)))
      const alone = yield* begin(findOrLoad("c", load))
      yield* Effect.yieldNow
      const [first, second] = callers
      if (first !== undefined) yield* Fiber.interrupt(first)
      expect(interrupted).toBe(0)
      yield* Fiber.interrupt(alone)
      expect(interrupted).toBe(1)
      yield* Deferred.succeed(letGo, undefined)
      expect(second && (yield* Fiber.join(second))).toEqual(Option.some(7))
    })
  )

  it.effect("for which an absence is an answer is not shared with one for which it is none", () =>
    Effect.gen(function* () {
      const { findOrLoad, getOrLoad } = yield* loading()
      const letGo = yield* Deferred.make<void>()
      const none = yield* begin(findOrLoad("a", Effect.as(Deferred.await(letGo), Option.none())))
      expect(yield* getOrLoad("a", Effect.succeed(3))).toBe(3)
      yield* Deferred.succeed(letGo, undefined)
      expect(yield* Fiber.join(none)).toEqual(Option.none())
    })
  )

  it.effect("is begun anew when a value's time is over", () =>
    Effect.gen(function* () {
      const { findOrLoad, load } = yield* loading(expiring())
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
      yield* TestClock.adjust("59 seconds")
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
      yield* TestClock.adjust("1 second")
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(2))
    })
  )

  it.effect("goes on behind those who are answered with what is stale, once for all of them", () =>
    Effect.gen(function* () {
      const { findOrLoad, getOrLoad, load, stored } = yield* loading(expiring("10 seconds"))
      yield* findOrLoad("a", load)
      yield* TestClock.adjust("70 seconds")
      const letGo = yield* Deferred.make<void>()
      let begun = 0
      const slow = Effect.andThen(
        Effect.sync(() => begun++),
        Effect.andThen(Deferred.await(letGo), Effect.map(load, Option.getOrThrow))
      )
      const stale = yield* Effect.all([getOrLoad("a", slow), getOrLoad("a", slow), getOrLoad("a", slow)])
      expect(stale).toEqual([1, 1, 1])
      yield* Deferred.succeed(letGo, undefined)
      yield* Effect.repeat(Effect.yieldNow, { until: () => stored.get("a") === 2 })
      expect(yield* getOrLoad("a", slow)).toBe(2)
      expect(begun).toBe(1)
    })
  )

  it.effect("is waited for when a value has been stale for too long", () =>
    Effect.gen(function* () {
      const { findOrLoad, load } = yield* loading(expiring("10 seconds"))
      yield* findOrLoad("a", load)
      yield* TestClock.adjust("71 seconds")
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(2))
    })
  )

  it.effect("that gave nothing is not repeated for a while, and a value is found all the same", () =>
    Effect.gen(function* () {
      const { findOrLoad, getOrLoad, invalidate, load, stored } = yield* loading({
        absenceTimeToLive: "1 minute"
      })
      let asked = 0
      const none = Effect.sync(() => {
        asked++
        return Option.none()
      })
      yield* findOrLoad("a", none)
      expect(yield* findOrLoad("a", load)).toEqual(Option.none())
      expect(yield* getOrLoad("a", Effect.succeed(7))).toBe(7) // for whom an absence is no answer
      stored.set("a", 5)
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(5))
      stored.clear()
      yield* TestClock.adjust("1 minute")
      yield* findOrLoad("a", none)
      expect(asked).toBe(2)
      yield* invalidate("a")
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
    })
  )

  it.effect("that was under way when its key was forgotten is shared by nobody else, nor remembered", () =>
    Effect.gen(function* () {
      const { findOrLoad, invalidate, load, stored } = yield* loading({ absenceTimeToLive: "1 minute" })
      const letGo = yield* Deferred.make<void>()
      const early = yield* begin(findOrLoad("a", Effect.as(Deferred.await(letGo), Option.none())))
      const beside = yield* begin(findOrLoad("b", Effect.as(Deferred.await(letGo), Option.some(8))))
      yield* Effect.yieldNow
      yield* invalidate("a")
      const shared = yield* begin(findOrLoad("b", Effect.die("begun twice")))
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
      yield* Deferred.succeed(letGo, undefined)
      expect(yield* Fiber.join(early)).toEqual(Option.none())
      expect(yield* Effect.all([Fiber.join(beside), Fiber.join(shared)])).toEqual([
        Option.some(8),
        Option.some(8)
      ])
      stored.clear()
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(2))
    })
  )

  it.effect("that is not known to have found nothing is not remembered unless that was asked for", () =>
    Effect.gen(function* () {
      const { findOrLoad, load } = yield* loading()
      expect(yield* findOrLoad("a", Effect.succeedNone)).toEqual(Option.none())
      expect(yield* findOrLoad("a", load)).toEqual(Option.some(1))
    })
  )
})
