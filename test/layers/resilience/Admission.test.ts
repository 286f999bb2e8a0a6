import { describe, expect, it } from "@effect/vitest"
import { Deadline, type PgFailure } from "aquifer"
import { Clock, Deferred, Duration, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import * as Breaker from "../../../src/layers/resilience/Breaker.ts"
import { one, turn } from "./scriptedBatcher.ts"

describe("A batcher", () => {
  describe("after its process has been held up", () => {
    /** Callers who wait behind a run, for longer than they have, before a timer could go off; and then another one. */
    const heldUp = Effect.gen(function* () {
      const clock = yield* Clock.Clock
      let late = 0n
      const slow: Clock.Clock = Object.create(clock, {
        monotonicTimeNanosUnsafe: { value: () => clock.monotonicTimeNanosUnsafe() + late }
      })
      const breaker = yield* Breaker.make
      const first = yield* Deferred.make<void>()
      const runs: Array<ReadonlyArray<string>> = []
      const batcher = new Batcher<string, number, PgFailure.PgFailure>({
        name: "held up",
        inFlight: 1,
        most: 1,
        divisible: () => false,
        run: (keys) => {
          runs.push(keys)
          const values = new Map(keys.map((key) => [key, key.length]))
          const answer =
            keys[0] === "first" ? Deferred.await(first) : keys[0] === "next" ? Effect.void : Effect.never
          return breaker.protect(Effect.andThen(CurrentDeadline.sending, Effect.as(answer, values)))
        }
      })
      const ask = (key: string) =>
        Effect.forkChild(Effect.provideService(Effect.exit(one(batcher, key)), Clock.Clock, slow), {
          startImmediately: true
        })
      for (let well = 0; well < 20; well++) yield* Effect.andThen(ask("next"), Fiber.join)
      runs.length = 0
      yield* ask("first")
      yield* turn
      const late40 = yield* Effect.forEach(
        Array.from({ length: 40 }, (_, index) => `late ${index}`),
        ask
      )
      yield* turn
      late = 3_000_000_000n
      yield* Deferred.succeed(first, undefined)
      yield* TestClock.adjust("2 seconds")
      const exits = yield* Effect.forEach(late40, Fiber.join)
      const next = yield* Effect.andThen(ask("next"), Fiber.join)
      return { runs, exits, next }
    })

    it.effect("asks nothing for callers whose time is over, and answers the next one", () =>
      Effect.gen(function* () {
        const { exits, next, runs } = yield* heldUp
        expect(runs).toEqual([["first"], ["next"]])
        expect(next).toEqual(Exit.succeed(4))
        for (const exit of exits)
          expect(yield* Effect.flip(exit)).toMatchObject({
            _tag: "DeadlineExceeded",
            statement: "did not run"
          })
      })
    )
  })

  describe("that knows how long its runs take", () => {
    /** Runs of one key take 100 ms each, of which it has seen twenty; and those who ask may have less than they need. */
    const known = Effect.gen(function* () {
      const runs: Array<string> = []
      const batcher = new Batcher<string, number, never>({
        name: "known",
        inFlight: 1,
        most: 1,
        divisible: () => false,
        run: (keys) => {
          runs.push(...keys)
          return Effect.as(Effect.sleep("100 millis"), new Map(keys.map((key) => [key, key.length])))
        }
      })
      const ask = (key: string, time: Duration.Duration = Duration.seconds(5)) =>
        Effect.forkChild(Effect.exit(one(batcher, key, time)), { startImmediately: true })
      const asked = (keys: number) =>
        Effect.forEach(
          Array.from({ length: keys }, (_, key) => `${key}`),
          (key) => ask(key)
        )
      yield* asked(20)
      yield* TestClock.adjust("2 seconds")
      expect(runs.splice(0).length).toBe(20)
      return { ask, asked, batcher, runs }
    })
    const little = Duration.millis(300)
    const refused = { _tag: "PoolExhausted", statement: "did not run" }

    it.effect("refuses at once who could not be answered in time, and asks nothing for them", () =>
      Effect.gen(function* () {
        const { ask, asked, batcher, runs } = yield* known
        yield* asked(5)
        const late: ReadonlyArray<Fiber.Fiber<Exit.Exit<unknown, unknown>>> = [
          yield* ask("late", little),
          yield* Effect.forkChild(Effect.exit(batcher.many(["late too"], little)), {
            startImmediately: true
          }),
          yield* Effect.forkChild(Effect.exit(Deadline.within(little)(one(batcher, "late within"))), {
            startImmediately: true
          })
        ]
        for (const fiber of late) {
          const exit = fiber.pollUnsafe()
          expect(exit?._tag).toBe("Success")
          expect(yield* Effect.flip(yield* Fiber.join(fiber))).toMatchObject(refused)
        }
        const patient = yield* ask("patient")
        yield* TestClock.adjust("1 second")
        expect(yield* Fiber.join(patient)).toEqual(Exit.succeed(7))
        expect(runs).toEqual(["0", "1", "2", "3", "4", "patient"])
      })
    )

    it.effect("answers whoever asks after the others", () =>
      Effect.gen(function* () {
        const { ask, asked } = yield* known
        yield* asked(40)
        expect(yield* Effect.flip(yield* Fiber.join(yield* ask("late", little)))).toMatchObject(refused)
        yield* TestClock.adjust("4 seconds")
        const next = yield* ask("next", little)
        yield* TestClock.adjust("100 millis")
        expect(yield* Fiber.join(next)).toEqual(Exit.succeed(4))
      })
    )

    it.effect("lets everybody wait for the next run, however long the last ones took", () =>
      Effect.gen(function* () {
        const { ask } = yield* known
        yield* ask("out")
        const short = yield* ask("short", Duration.millis(150))
        expect(short.pollUnsafe()).toBe(undefined)
      })
    )
  })
})
