import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Option } from "effect"
import { SqlClient } from "effect/sql"
import * as LookupLoads from "../../../../src/services/repository/lookup/LookupLoads.ts"

/** Values that loads store, and looks that may be held up. */
const loading = () => {
  const stored = new Map<string, number>()
  const looks: Array<Effect.Effect<unknown>> = []
  const findOrLoad = LookupLoads.make<string, number>({
    sql: { transactionService: SqlClient.TransactionConnection(-1) },
    sent: (key) => key,
    find: (key) =>
      Effect.suspend(() => {
        const found = Option.fromUndefinedOr(stored.get(key)) // what was there when it was asked
        return Effect.as(looks.shift() ?? Effect.void, found)
      })
  })
  let loads = 0
  const load = Effect.sync(() => {
    stored.set("a", ++loads)
    return Option.some(loads)
  })
  return { findOrLoad, load, looks }
}

const begin = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })

describe("A load", () => {
  it.effect("is not begun by who looked before another ended", () =>
    Effect.gen(function* () {
      const { findOrLoad, load, looks } = loading()
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
      const { findOrLoad } = loading()
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
})
