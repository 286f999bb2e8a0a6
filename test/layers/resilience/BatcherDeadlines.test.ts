import { describe, expect, it } from "@effect/vitest"
import { Deadline } from "aquifer"
import { Clock, Duration, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import { one, scripted, turn, within } from "./scriptedBatcher.ts"

describe("A batcher", () => {
  it.effect("answers each caller by its own deadline, whether its key is out or waits", () =>
    Effect.gen(function* () {
      const { ask, interrupted, runs } = scripted({ inFlight: 1, most: 10 })
      const alone = yield* ask("alone")
      yield* TestClock.adjust("1 second")
      const waiting = yield* ask("waiting")
      yield* TestClock.adjust("1 second")
      expect(yield* Effect.flip(yield* Fiber.join(alone))).toMatchObject({ _tag: "DeadlineExceeded" })
      expect(runs).toEqual([["alone"], ["waiting"]])
      yield* TestClock.adjust("999 millis")
      expect(waiting.pollUnsafe()).toBe(undefined)
      yield* TestClock.adjust("1 millis")
      expect(yield* Effect.flip(yield* Fiber.join(waiting))).toMatchObject({
        _tag: "DeadlineExceeded",
        message: expect.stringContaining("2s")
      })
      expect(interrupted).toEqual([["alone"], ["waiting"]])
    })
  )

  it.effect("keeps the sooner deadline of a caller who asks again as soon as time is over", () =>
    Effect.gen(function* () {
      const { ask, batcher } = scripted({ inFlight: 1, most: 10 })
      yield* ask("out")
      const short = one(batcher, "again", Duration.millis(200))
      const again = yield* Effect.forkChild(Effect.exit(Effect.catch(short, () => short)), {
        startImmediately: true
      })
      yield* Effect.forkChild(Effect.exit(batcher.many(["patient"], Duration.millis(1_500))), {
        startImmediately: true
      })
      yield* TestClock.adjust("200 millis")
      expect(again.pollUnsafe()).toBe(undefined)
      yield* TestClock.adjust("200 millis")
      expect(yield* Effect.flip(yield* Fiber.join(again))).toMatchObject({ _tag: "DeadlineExceeded" })
    })
  )

  it.effect("tells a deadline around a caller how far its batch has come", () =>
    Effect.gen(function* () {
      const sending = new Batcher<string, number, never>({
        name: "sending",
        inFlight: 1,
        most: 10,
        divisible: () => false,
        run: () => Effect.andThen(CurrentDeadline.sending, Effect.never)
      })
      const ask = (key: string, time: Duration.Input) =>
        Effect.tap(
          Effect.forkChild(Effect.exit(Deadline.within(time)(one(sending, key))), {
            startImmediately: true
          }),
          turn
        )
      yield* ask("a", "1 second")
      const joined = yield* ask("b", "1500 millis")
      yield* TestClock.adjust("1500 millis")
      expect(yield* Effect.flip(yield* Fiber.join(joined))).toMatchObject({
        _tag: "DeadlineExceeded",
        phase: "running",
        statement: "unknown"
      })
    })
  )

  it.effect("keeps the time of callers with clocks of their own", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock
      const other: Clock.Clock = Object.create(clock)
      const batcher = new Batcher<string, number, never>({
        name: "clocks",
        inFlight: 2,
        most: 1,
        divisible: () => false,
        run: () => Effect.never
      })
      const ask = (clock: Clock.Clock) =>
        Effect.forkChild(Effect.provideService(Effect.exit(one(batcher, "a")), Clock.Clock, clock), {
          startImmediately: true
        })
      const callers = [yield* ask(clock), yield* ask(other), yield* ask(clock)]
      yield* TestClock.adjust(within)
      for (const caller of callers) expect(Exit.isFailure(yield* Fiber.join(caller))).toBe(true)
    })
  )

  it.effect("makes one failure for all who are late", () =>
    Effect.gen(function* () {
      const { ask } = scripted({ inFlight: 1, most: 10 })
      yield* ask("out")
      const waiting = yield* Effect.forEach(["a", "b", "b"], ask)
      yield* TestClock.adjust(within)
      const [one, ...others] = yield* Effect.forEach(waiting, (fiber) =>
        Effect.flatMap(Fiber.join(fiber), Effect.flip)
      )
      for (const other of others) expect(other).toBe(one)
    })
  )
})
