import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Liveness from "../../../src/layers/session/Liveness.ts"

/** A connection that answers so, and is over once it is destroyed. */
const connection = Effect.fnUntraced(function* (ask: Effect.Effect<unknown, unknown>) {
  const closed = yield* Deferred.make<void>()
  const counts = { asked: 0, destroyed: 0 }
  const lost = Liveness.lost({
    closed: Deferred.await(closed),
    destroy: () => {
      counts.destroyed++
      Deferred.doneUnsafe(closed, Effect.void)
    },
    ask: Effect.andThen(
      Effect.sync(() => counts.asked++),
      ask
    )
  })
  const fiber = yield* Effect.forkChild(lost, { startImmediately: true })
  return { closed, counts, fiber }
})

describe("A connection on which nothing is sent", () => {
  it.effect("is asked every five seconds, and left alone while it answers", () =>
    Effect.gen(function* () {
      const { counts, fiber } = yield* connection(Effect.void)
      yield* TestClock.adjust("1 minute")
      expect(counts).toEqual({ asked: 12, destroyed: 0 })
      expect(fiber.pollUnsafe()).toBeUndefined()
    })
  )

  it.effect("is cut within ten seconds when its peer has silently gone", () =>
    Effect.gen(function* () {
      const { counts, fiber } = yield* connection(Effect.never)
      yield* TestClock.adjust("9900 millis")
      expect(counts.destroyed).toBe(0)
      yield* TestClock.adjust("200 millis")
      expect(counts.destroyed).toBe(1)
      yield* Fiber.join(fiber)
    })
  )

  it.effect("is over as soon as it is closed, without a question", () =>
    Effect.gen(function* () {
      const { closed, counts, fiber } = yield* connection(Effect.void)
      yield* Deferred.succeed(closed, undefined)
      yield* Fiber.join(fiber)
      expect(counts).toEqual({ asked: 0, destroyed: 0 })
    })
  )
})
