import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as Monotonic from "../../../src/layers/deadline/Monotonic.ts"
import { settableClock } from "../../support/settableClock.ts"

const millis = Effect.withFiber((fiber) => Effect.succeed(Monotonic.millis(fiber)))

describe("Monotonic", () => {
  it.effect("measures time that passes, in fractions of a millisecond", () =>
    Effect.gen(function* () {
      const before = yield* millis
      yield* TestClock.adjust("1500 micros")
      expect((yield* millis) - before).toBeCloseTo(1.5, 6)
    })
  )

  it.effect("does not notice that the clock was set", () =>
    Effect.gen(function* () {
      const { clock, set } = yield* settableClock
      yield* Effect.gen(function* () {
        const before = yield* millis
        for (const byMillis of [-3_600_000, 3_600_000]) {
          set.byMillis = byMillis
          expect(yield* Clock.currentTimeMillis).toBe(byMillis)
          expect(yield* millis).toBe(before)
        }
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  )

  it.effect("gives library code a time of day that only runs forward, in every form", () =>
    Effect.gen(function* () {
      const { clock, set } = yield* settableClock
      const read = Effect.gen(function* () {
        const clock = yield* Clock.Clock
        return [
          yield* Clock.currentTimeMillis,
          clock.currentTimeMillisUnsafe(),
          Number(yield* Clock.currentTimeNanos) / 1e6,
          Number(clock.currentTimeNanosUnsafe()) / 1e6,
          Number(yield* Clock.monotonicTimeNanos) / 1e6,
          Number(clock.monotonicTimeNanosUnsafe()) / 1e6
        ]
      })
      yield* TestClock.adjust("7 seconds")
      set.byMillis = -3_600_000
      const readings = yield* read.pipe(Monotonic.only, Effect.provideService(Clock.Clock, clock))
      expect(readings).toEqual(Array.from({ length: 6 }, () => 7_000))
      const plain = yield* read.pipe(Effect.provideService(Clock.Clock, clock))
      expect(plain[0]).toBe(7_000 - 3_600_000)
    })
  )

  it.effect("still sleeps by the clock that it was given", () =>
    Effect.gen(function* () {
      const woken = yield* Latch.make(false)
      const fiber = yield* Effect.forkChild(
        Effect.andThen(Effect.sleep("1 second"), woken.open).pipe(Monotonic.only),
        { startImmediately: true }
      )
      yield* TestClock.adjust("999 millis")
      expect(fiber.pollUnsafe()).toBe(undefined)
      yield* TestClock.adjust("1 millis")
      yield* woken.await
      yield* Fiber.join(fiber)
    })
  )
})
