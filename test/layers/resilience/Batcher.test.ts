import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import { one, poison, rejected, scripted, turn, within } from "./scriptedBatcher.ts"

describe("A batcher", () => {
  it.effect("sends a question at once when nothing is out, and collects what is asked meanwhile", () =>
    Effect.gen(function* () {
      const { ask, letGo, runs } = scripted({ inFlight: 1, most: 10 })
      const first = yield* ask("a")
      expect(runs).toEqual([["a"]])
      const rest = yield* Effect.forEach(["bb", "ccc", "bb", "none"], ask)
      expect(runs.length).toBe(1)
      yield* letGo(0)
      expect(yield* Fiber.join(first)).toEqual(Exit.succeed(1))
      expect(runs).toEqual([["a"], ["bb", "ccc", "none"]])
      yield* letGo(1)
      expect(yield* Effect.forEach(rest, Fiber.join)).toEqual([2, 3, 2, undefined].map(Exit.succeed))
    })
  )

  it.effect("sends what is asked in one turn together at its end, and what fills a batch before it", () =>
    Effect.gen(function* () {
      const { begin, letGo, runs } = scripted({ inFlight: 2, most: 3 })
      const fibers = yield* Effect.forEach(["a", "bb"], begin)
      expect(runs).toEqual([])
      yield* turn
      expect(runs).toEqual([["a", "bb"]])
      const more = yield* Effect.forEach(["c", "dd", "eee", "ffff"], begin)
      expect(runs).toEqual([
        ["a", "bb"],
        ["c", "dd", "eee"]
      ])
      for (const run of [0, 1, 2]) yield* Effect.andThen(letGo(run), turn)
      expect(yield* Effect.forEach([...fibers, ...more], Fiber.join)).toEqual(
        [1, 2, 1, 2, 3, 4].map(Exit.succeed)
      )
    })
  )

  it.effect("asks again for a key that is out already, as its answer may be older than the question", () =>
    Effect.gen(function* () {
      const { ask, letGo, runs } = scripted({ inFlight: 1, most: 10 })
      yield* ask("a")
      yield* ask("a")
      yield* letGo(0)
      yield* Effect.yieldNow
      expect(runs).toEqual([["a"], ["a"]])
    })
  )

  it.effect("has no more runs out than it may, and no more keys in one", () =>
    Effect.gen(function* () {
      const { ask, batcher, letGo, runs } = scripted({ inFlight: 2, most: 2 })
      yield* Effect.forEach(["a", "b"], ask)
      const many = yield* Effect.forkChild(batcher.many(["c", "dd", "eee", "none", "ffff"], within), {
        startImmediately: true
      })
      yield* turn
      expect(runs).toEqual([["a"], ["b"]])
      for (const run of [0, 1, 2, 3]) yield* Effect.andThen(letGo(run), Effect.yieldNow)
      expect(runs.slice(2)).toEqual([["c", "dd"], ["eee", "none"], ["ffff"]])
      yield* letGo(4)
      expect([...(yield* Fiber.join(many))]).toEqual([
        ["c", 1],
        ["dd", 2],
        ["eee", 3],
        ["ffff", 4]
      ])
    })
  )

  it.effect("lets many keys go out while the usual runs are, up to its bound", () =>
    Effect.gen(function* () {
      const { ask, begin, runs } = scripted({ inFlight: 1, mostInFlight: 2, most: 100 })
      yield* ask("out")
      yield* Effect.forEach(
        Array.from({ length: 63 }, (_, index) => `key ${index}`),
        begin
      )
      yield* turn
      expect(runs.map(({ length }) => length)).toEqual([1])
      yield* ask("one more")
      expect(runs.map(({ length }) => length)).toEqual([1, 64])
      yield* Effect.forEach(
        Array.from({ length: 99 }, (_, index) => `next ${index}`),
        begin
      )
      yield* turn
      expect(runs.length).toBe(2)
    })
  )

  it.effect("divides a run that one key spoils, until that key fails alone", () =>
    Effect.gen(function* () {
      const { ask, letGo, runs } = scripted({ inFlight: 1, most: 10 })
      yield* ask("first")
      const keys = ["a", "bb", poison, "ccc", "dddd"]
      const fibers = yield* Effect.forEach(keys, ask)
      for (let run = 0; run < 9; run++) yield* Effect.andThen(letGo(run), Effect.yieldNow)
      const exits = yield* Effect.forEach(fibers, Fiber.join)
      expect(exits[2]).toEqual(Exit.fail(rejected))
      expect(exits.filter((_, index) => index !== 2)).toEqual([1, 2, 3, 4].map(Exit.succeed))
      expect(runs.length).toBeLessThanOrEqual(8)
    })
  )

  it.effect("asks what was found for each key once, and tells those who wait for it in their order", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const get = (key: string) => asked.push(key)
      const batcher = new Batcher<string, number, never>({
        name: "found",
        inFlight: 1,
        most: 10,
        divisible: () => false,
        run: () => Effect.succeed({ get })
      })
      const keys = ["a", "b", "a", "c", "a", "b"]
      const told: Array<number> = []
      const found = yield* Effect.forEach(
        keys,
        (key, caller) => Effect.tap(one(batcher, key), () => Effect.sync(() => told.push(caller))),
        { concurrency: "unbounded" }
      )
      expect(asked).toEqual(["a", "b", "c"])
      expect(found).toEqual([1, 2, 1, 3, 1, 2])
      expect(told).toEqual([0, 2, 4, 1, 5, 3])
    })
  )

  it.effect("answers those whose run dies of what it found", () =>
    Effect.gen(function* () {
      const nothing: unknown = undefined
      const batcher = new Batcher<string, number, never>({
        name: "dying",
        inFlight: 1,
        most: 10,
        divisible: () => false,
        run: () => Effect.succeed(nothing as ReadonlyMap<string, number>)
      })
      expect(Exit.hasDies(yield* Effect.exit(one(batcher, "a")))).toBe(true)
    })
  )
})
