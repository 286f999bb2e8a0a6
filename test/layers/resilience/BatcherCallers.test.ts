import { describe, expect, it } from "@effect/vitest"
import { Deadline } from "aquifer"
import { Context, Duration, Effect, Exit, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import { one, scripted, turn, within } from "./scriptedBatcher.ts"

describe("A batcher", () => {
  describe("whose callers were answered together and ask again together", () => {
    /** Forty who ask for a key of their own, are answered in one turn and ask again in it. */
    const crowd = Effect.gen(function* () {
      const { batcher, interrupted, letGo, runs } = scripted({ inFlight: 2, most: 100 })
      const caller = (index: number) =>
        Effect.andThen(one(batcher, `first ${index}`), one(batcher, `key ${index}`, Duration.seconds(1)))
      const within = Deadline.within("3 seconds")
      const fibers = yield* Effect.forEach(
        Array.from({ length: 40 }, (_, index) => index),
        (index) =>
          Effect.forkChild(Effect.exit(index < 39 ? caller(index) : within(caller(index))), {
            startImmediately: true
          })
      )
      yield* turn
      expect(runs.map(({ length }) => length)).toEqual([40])
      return { batcher, fibers, interrupted, letGo, runs }
    })

    it.effect("sends two runs, so that some are answered while the server works for the others", () =>
      Effect.gen(function* () {
        const { fibers, letGo, runs } = yield* crowd
        yield* Effect.andThen(letGo(0), turn)
        expect(runs.map(({ length }) => length)).toEqual([40, 20, 20])
        yield* Effect.andThen(letGo(2), turn)
        const isAnswered = fibers.map((fiber) => fiber.pollUnsafe() !== undefined)
        expect(isAnswered).toEqual(fibers.map((_, index) => index >= 20))
        yield* Effect.andThen(letGo(1), turn)
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(
          fibers.map((_, index) => Exit.succeed(`key ${index}`.length))
        )
      })
    )

    it.effect(
      "interrupts the one that nobody waits for any more, and answers the other's by their time",
      () =>
        Effect.gen(function* () {
          const { fibers, interrupted, letGo, runs } = yield* crowd
          yield* Effect.andThen(letGo(0), turn)
          yield* Fiber.interruptAll(fibers.slice(0, 20))
          expect(interrupted).toEqual([runs[1]])
          yield* TestClock.adjust("1 second")
          for (const fiber of fibers.slice(20))
            expect(yield* Effect.flip(yield* Fiber.join(fiber))).toMatchObject({ _tag: "DeadlineExceeded" })
          expect(interrupted).toEqual([runs[1], runs[2]])
        })
    )

    it.effect("answers one who waits for keys of both, and lets both go when it leaves", () =>
      Effect.gen(function* () {
        const { batcher, interrupted, letGo, runs } = scripted({ inFlight: 2, most: 100 })
        const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`)
        const many = batcher.many(keys, within)
        const twice = yield* Effect.forkChild(Effect.andThen(many, many), { startImmediately: true })
        yield* turn
        yield* Effect.andThen(letGo(0), turn)
        expect(runs.map(({ length }) => length)).toEqual([40, 20, 20])
        for (const run of [1, 2]) yield* Effect.andThen(letGo(run), turn)
        expect([...(yield* Fiber.join(twice)).keys()]).toEqual(keys)
        const leaver = yield* Effect.forkChild(Effect.andThen(many, many), { startImmediately: true })
        yield* turn
        yield* Effect.andThen(letGo(3), turn)
        yield* Fiber.interrupt(leaver)
        expect(interrupted).toEqual([runs[4], runs[5]])
      })
    )
  })

  it.effect("goes on for the others when a caller is interrupted, and asks nothing for those who left", () =>
    Effect.gen(function* () {
      const { ask, interrupted, letGo, runs } = scripted({ inFlight: 1, most: 10 })
      yield* ask("a")
      const [leaver, stayer] = [yield* ask("left"), yield* ask("stayed")]
      yield* Fiber.interrupt(leaver)
      yield* letGo(0)
      yield* Effect.yieldNow
      expect(runs[1]).toEqual(["stayed"])
      const late = yield* Effect.forEach(["x", "y"], ask)
      yield* letGo(1)
      expect(yield* Fiber.join(stayer)).toEqual(Exit.succeed(6))
      const [one, other] = late
      if (one !== undefined) yield* Fiber.interrupt(one)
      expect(interrupted).toEqual([])
      if (other !== undefined) yield* Fiber.interrupt(other)
      expect(interrupted).toEqual([["x", "y"]])
      const next = yield* ask("next")
      yield* letGo(3)
      expect(yield* Fiber.join(next)).toEqual(Exit.succeed(4))
    })
  )

  it.effect("answers the others of a caller whose first batch was interrupted from within", () =>
    Effect.gen(function* () {
      const answers = [Effect.succeed(new Map([["z", 1]])), Effect.interrupt]
      const letGo = yield* Latch.make(false)
      const batcher = new Batcher<string, number, never>({
        name: "interrupted",
        inFlight: 1,
        most: 2,
        divisible: () => false,
        run: (keys) =>
          Effect.andThen(letGo.await, answers.shift() ?? Effect.succeed(new Map(keys.map((key) => [key, 2]))))
      })
      const first = yield* Effect.forkChild(one(batcher, "z"), { startImmediately: true })
      yield* turn
      const inBoth = yield* Effect.forkChild(Effect.exit(batcher.many(["a", "b", "c"], within)), {
        startImmediately: true
      })
      const other = yield* Effect.forkChild(one(batcher, "d"), { startImmediately: true })
      yield* letGo.open
      expect(yield* Fiber.join(first)).toBe(1)
      expect(Exit.hasInterrupts(yield* Fiber.join(inBoth))).toBe(true)
      expect(yield* Fiber.join(other)).toBe(2)
    })
  )

  it.effect("runs in the context of whoever began a batch, who may be gone by then", () =>
    Effect.gen(function* () {
      const Named = Context.Reference<string>("test/Named", { defaultValue: () => "nobody" })
      const letGo = yield* Latch.make(false)
      const seen: Array<string> = []
      const batcher = new Batcher<string, number, never>({
        name: "named",
        inFlight: 1,
        most: 10,
        divisible: () => false,
        run: () =>
          Effect.flatMap(Named, (name) => {
            seen.push(name)
            return Effect.as(letGo.await, new Map<string, number>())
          })
      })
      const ask = (key: string, name: string) =>
        Effect.tap(
          Effect.forkChild(Effect.provideService(one(batcher, key), Named, name), {
            startImmediately: true
          }),
          turn
        )
      yield* ask("out", "first")
      const leaver = yield* ask("began", "second")
      const stayer = yield* ask("joined", "third")
      yield* Fiber.interrupt(leaver)
      yield* letGo.open
      yield* Fiber.join(stayer)
      expect(seen).toEqual(["first", "second"])
    })
  )
})
