import { expect, describe, it } from "@effect/vitest"
import { Deadline, PgFailure } from "aquifer"
import { Clock, Context, Deferred, Duration, Effect, Exit, Fiber, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import { Batcher } from "../../../src/layers/resilience/Batcher.ts"
import * as Breaker from "../../../src/layers/resilience/Breaker.ts"
import type { BatchFailure } from "../../../src/layers/resilience/Waiter.ts"

const within = Duration.seconds(2)
const poison = "poison"
const rejected = new PgFailure.Rejected({ statement: "rolled back", message: "a row spoils it" })

/** Asks for one key. */
const one = <V, E>(batcher: Batcher<string, V, E>, key: string, time = within) =>
  Effect.withFiber((fiber) =>
    Effect.callback<V | undefined, BatchFailure<E>>((resume) =>
      batcher.join(
        key,
        {
          within: Duration.toMillis(time),
          answer: (value: V | undefined) => Exit.succeed(value),
          failed: (exit: Exit.Exit<never, BatchFailure<E>>) => exit
        },
        fiber,
        resume
      )
    )
  )

/** The end of the turn, when what was asked in it goes out. */
const turn = Effect.promise(() => Promise.resolve())

/** A batcher whose runs wait until they are let go, and are noted. */
const scripted = (options: {
  readonly inFlight: number
  readonly mostInFlight?: number
  readonly most: number
}) => {
  const runs: Array<ReadonlyArray<string>> = []
  const gates: Array<Deferred.Deferred<void>> = []
  const interrupted: Array<ReadonlyArray<string>> = []
  const batcher = new Batcher<string, number, PgFailure.PgFailure>({
    name: "scripted",
    ...options,
    divisible: ({ _tag }) => _tag === "Rejected",
    run: (keys) => {
      const gate = Deferred.makeUnsafe<void>()
      runs.push(keys)
      gates.push(gate)
      return Deferred.await(gate).pipe(
        Effect.andThen(
          keys.includes(poison)
            ? Effect.fail(rejected)
            : Effect.succeed(new Map(keys.filter((key) => key !== "none").map((key) => [key, key.length])))
        ),
        Effect.onInterrupt(() => Effect.sync(() => interrupted.push(keys)))
      )
    }
  })
  const letGo = (run: number) => Deferred.succeed(gates[run] ?? Deferred.makeUnsafe<void>(), undefined)
  const begin = (key: string) => Effect.forkChild(Effect.exit(one(batcher, key)), { startImmediately: true })
  /** Asks in a turn of its own. */
  const ask = (key: string) => Effect.tap(begin(key), turn)
  return { ask, begin, batcher, interrupted, letGo, runs }
}

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
