import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Duration, Effect, Exit, Fiber, Random, Schedule } from "effect"
import { TestClock } from "effect/testing"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as Backoff from "../../../src/layers/resilience/Backoff.ts"
import * as Retry from "../../../src/layers/resilience/Retry.ts"
import { RetryBudget } from "../../../src/layers/resilience/RetryBudget.ts"

const fields = { statement: "did not run", message: "made for a test" } as const

const unavailable = new PgFailure.Unavailable(fields)
const lostConflict = new PgFailure.Contention({ ...fields, statement: "rolled back", sqlState: "40001" })
const unknown = new PgFailure.OutcomeUnknown({ ...fields, statement: "unknown" })

/** The pauses of one operation that is tried again and again. */
const pauses = (times: number) =>
  Effect.gen(function* () {
    const step = yield* Schedule.toStep(Backoff.fullJitter)
    const found: Array<number> = []
    for (let attempt = 0; attempt < times; attempt++) {
      const exit = yield* Effect.exit(step(0, attempt))
      if (Exit.isFailure(exit)) break
      found.push(Duration.toMillis(exit.value[1]))
    }
    return found
  })

/** Whatever is drawn is this share. */
const always = (share: number) =>
  Effect.provideService(Random.Random, { nextDoubleUnsafe: () => share, nextIntUnsafe: () => 0 })

const bounds = [25, 50, 100, 200, 400, 800, 1_000, 1_000, 1_000]

/** An operation that fails as it is told, attempt by attempt, then succeeds; it counts its attempts. */
const scripted = (failures: ReadonlyArray<PgFailure.PgFailure | Error>) => {
  const counter = { attempts: 0 }
  const effect = Effect.suspend(() => {
    const failure = failures[counter.attempts++]
    return failure === undefined ? Effect.succeed("done") : Effect.fail(failure)
  })
  return { counter, effect }
}

const repeated = (failure: PgFailure.PgFailure, times = 100) =>
  scripted(Array.from({ length: times }, () => failure))

/** Runs to the end of an operation whose pauses the test's clock skips. */
const toItsEnd = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(effect), { startImmediately: true })
    yield* TestClock.adjust("1 minute")
    return yield* Fiber.join(fiber)
  })

describe("Backoff.fullJitter", () => {
  it.effect("is bounded by 25 ms that double to a second and stay there", () =>
    Effect.gen(function* () {
      expect(yield* always(1)(pauses(bounds.length))).toEqual(bounds)
      expect(yield* always(0)(pauses(bounds.length))).toEqual(bounds.map(() => 0))
      expect(yield* always(0.5)(pauses(bounds.length))).toEqual(bounds.map((bound) => bound / 2))
    })
  )

  it.effect("spreads over all of the time from nothing to its bound", () =>
    Effect.gen(function* () {
      const draws = 2_000
      const all = yield* Effect.forEach(Array.from({ length: draws }), () => pauses(bounds.length)).pipe(
        Random.withSeed("full jitter")
      )
      for (const [attempt, bound] of bounds.entries()) {
        const drawn = all.map((found) => (found[attempt] ?? Number.NaN) / bound)
        expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
        expect(Math.min(...drawn)).toBeLessThan(0.01)
        expect(Math.max(...drawn)).toBeLessThanOrEqual(1)
        expect(Math.max(...drawn)).toBeGreaterThan(0.99)
        for (let tenth = 0; tenth < 10; tenth++) {
          const share = drawn.filter((value) => Math.floor(value * 10) === tenth).length / draws
          expect(share).toBeGreaterThan(0.05)
          expect(share).toBeLessThan(0.15)
        }
      }
    })
  )

  it.effect("does not bring those back together who failed together", () =>
    Effect.gen(function* () {
      const first = yield* Effect.forEach(Array.from({ length: 1_000 }), () => pauses(1)).pipe(
        Random.withSeed("together")
      )
      expect(new Set(first.flat()).size).toBeGreaterThan(990)
    })
  )
})

describe("Retry.worthwhile", () => {
  const table: ReadonlyArray<
    readonly [what: string, failure: PgFailure.PgFailure, plain: boolean, idempotent: boolean]
  > = [
    ["our own full queue", new PgFailure.PoolExhausted(fields), false, false],
    ["the server's full house", new PgFailure.PoolExhausted({ ...fields, sqlState: "53300" }), true, true],
    ["Unavailable", unavailable, true, true],
    [
      "DeadlineExceeded",
      new PgFailure.DeadlineExceeded({ ...fields, statement: "unknown", phase: "running" }),
      false,
      false
    ],
    ["OutcomeUnknown", unknown, false, true],
    ["Contention", new PgFailure.Contention({ ...fields, statement: "rolled back" }), true, true],
    [
      "ConstraintViolated",
      new PgFailure.ConstraintViolated({ ...fields, statement: "rolled back" }),
      false,
      false
    ],
    ["Rejected", new PgFailure.Rejected(fields), false, false],
    [
      "SessionStateRequired",
      new PgFailure.SessionStateRequired({ ...fields, rule: "SET", remedy: "SET LOCAL" }),
      false,
      false
    ],
    ["ReadOnly", new PgFailure.ReadOnly({ ...fields, statement: "rolled back" }), true, true],
    ["StorageFull", new PgFailure.StorageFull({ ...fields, statement: "rolled back" }), false, false],
    ["Misconfigured", new PgFailure.Misconfigured(fields), false, false],
    ["Unclassified", new PgFailure.Unclassified({ ...fields, statement: "unknown" }), false, false]
  ]

  it("has a row here for every reason", () => {
    const tags = new Set(table.map(([, failure]) => failure._tag))
    expect(tags.size).toBe(PgFailure.PgFailure.members.length)
  })

  for (const [what, failure, plain, idempotent] of table) {
    it.effect(
      `decides on ${what}: ${plain ? "" : "not "}repeated, ${idempotent ? "" : "not "}repeated when idempotent`,
      () =>
        Effect.gen(function* () {
          expect([Retry.worthwhile(failure, false), Retry.worthwhile(failure, true)]).toEqual([
            plain,
            idempotent
          ])
          for (const [isIdempotent, expected] of [
            [false, plain],
            [true, idempotent]
          ] as const) {
            const { counter, effect } = scripted([failure])
            const safely = Retry.safely({ idempotent: isIdempotent, writes: true, budget: new RetryBudget() })
            const exit = yield* toItsEnd(safely(effect))
            expect(counter.attempts).toBe(expected ? 2 : 1)
            expect(exit).toEqual(expected ? Exit.succeed("done") : Exit.fail(failure))
          }
        })
    )
  }
})

describe("Retry.safely", () => {
  it.effect("tries three times, then fails with the last failure", () =>
    Effect.gen(function* () {
      const last = new PgFailure.Unavailable({ ...fields, message: "the third" })
      const { counter, effect } = scripted([unavailable, unavailable, last, unavailable])
      const exit = yield* toItsEnd(
        Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })(effect)
      )
      expect(exit).toEqual(Exit.fail(last))
      expect(counter.attempts).toBe(3)
    })
  )

  it.effect("waits before it tries again, at most the bound of its attempt", () =>
    Effect.gen(function* () {
      const { counter, effect } = repeated(unavailable)
      const safely = Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })
      const fiber = yield* Effect.forkChild(Effect.exit(safely(effect)).pipe(always(1)), {
        startImmediately: true
      })
      expect(counter.attempts).toBe(1)
      yield* TestClock.adjust("24 millis")
      expect(counter.attempts).toBe(1)
      yield* TestClock.adjust("1 millis")
      expect(counter.attempts).toBe(2)
      yield* TestClock.adjust("49 millis")
      expect(counter.attempts).toBe(2)
      yield* TestClock.adjust("1 millis")
      expect(counter.attempts).toBe(3)
      yield* Fiber.join(fiber)
    })
  )

  it.effect("stops as soon as a failure is of a sort that repeating does not mend", () =>
    Effect.gen(function* () {
      const { counter, effect } = scripted([unavailable, unknown, unavailable])
      const exit = yield* toItsEnd(
        Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })(effect)
      )
      expect(exit).toEqual(Exit.fail(unknown))
      expect(counter.attempts).toBe(2)
    })
  )

  it.effect("does not let a later attempt of a write hide that an earlier one may have been done", () =>
    Effect.gen(function* () {
      for (const [writes, tag] of [
        [true, "OutcomeUnknown"],
        [false, "Unavailable"]
      ] as const) {
        const { effect } = scripted([unknown, unavailable, unavailable])
        const safely = Retry.safely({ idempotent: true, writes, budget: new RetryBudget() })
        expect(yield* toItsEnd(Effect.flip(safely(effect)))).toMatchObject({ value: { _tag: tag } })
        const own = scripted([unknown, new Error("out of stock")])
        expect(yield* toItsEnd(Effect.flip(safely(own.effect)))).toMatchObject({
          value: writes ? { _tag: "OutcomeUnknown" } : { message: "out of stock" }
        })
        const later = scripted([unknown, unavailable])
        expect(yield* toItsEnd(safely(later.effect))).toEqual(Exit.succeed("done"))
      }
    })
  )

  it.effect("does not try beyond its deadline", () =>
    Effect.gen(function* () {
      const { counter, effect } = repeated(unavailable)
      const slow = Effect.andThen(Effect.sleep("900 millis"), effect)
      const safely = Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })
      const fiber = yield* Effect.forkChild(
        Effect.flip(safely(slow).pipe(always(1), Deadline.within("1 second"))),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "DeadlineExceeded" })
      yield* TestClock.adjust("1 minute")
      expect(counter.attempts).toBe(1)
    })
  )

  it.effect("fails at once when the budget is spent, and not for ever", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget()
      const { counter, effect } = repeated(unavailable, 1_000)
      const operation = Effect.exit(Retry.safely({ idempotent: false, writes: true, budget })(effect)).pipe(
        always(0)
      )
      yield* Effect.replicateEffect(operation, 100)
      expect(counter.attempts).toBe(100 + 10 + 10)
      yield* operation
      expect(counter.attempts).toBe(122) // a request more, and the retry that the budget's fraction allows
      yield* operation
      expect(counter.attempts).toBe(123)
      yield* TestClock.adjust("10 seconds")
      yield* operation
      expect(counter.attempts).toBe(126)
    })
  )

  it.effect("tries ten times where it lost a conflict, with pauses that grow to a second", () =>
    Effect.gen(function* () {
      for (const sqlState of ["40001", "40P01"]) {
        const conflict = new PgFailure.Contention({ ...fields, statement: "rolled back", sqlState })
        const { counter, effect } = repeated(conflict)
        const safely = Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })
        const fiber = yield* Effect.forkChild(Effect.flip(safely(effect)).pipe(always(1)), {
          startImmediately: true
        })
        for (const [attempt, bound] of bounds.entries()) {
          expect(counter.attempts).toBe(attempt + 1)
          yield* TestClock.adjust(bound)
        }
        expect(yield* Fiber.join(fiber)).toBe(conflict)
        expect(counter.attempts).toBe(10)
      }
    })
  )

  it.effect(
    "tries three times where a lock was not to be had, as each attempt holds a connection for that time",
    () =>
      Effect.gen(function* () {
        const { counter, effect } = repeated(
          new PgFailure.Contention({ ...fields, statement: "rolled back", sqlState: "55P03" })
        )
        yield* toItsEnd(Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })(effect))
        expect(counter.attempts).toBe(3)
      })
  )

  it.effect("does not try more often after a fault for the conflicts around it", () =>
    Effect.gen(function* () {
      const { counter, effect } = scripted([
        lostConflict,
        unavailable,
        lostConflict,
        unavailable,
        unavailable
      ])
      const exit = yield* toItsEnd(
        Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })(effect)
      )
      expect(exit).toEqual(Exit.fail(unavailable))
      expect(counter.attempts).toBe(5)
    })
  )

  it.effect("serves all of a burst whose conflicts pass, and leaves faults their budget", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget()
      const safely = Retry.safely({ idempotent: false, writes: true, budget })
      const burst = Array.from({ length: 100 }, () => scripted(Array.from({ length: 5 }, () => lostConflict)))
      const exit = yield* toItsEnd(
        Effect.all(
          burst.map(({ effect }) => safely(effect)),
          { concurrency: "unbounded" }
        )
      )
      expect(exit).toEqual(Exit.succeed(burst.map(() => "done")))
      expect(
        Array.from({ length: 50 }, () => budget.take(0, "fault")).filter((granted) => granted)
      ).toHaveLength(20)
    })
  )

  it.effect(
    "repeats conflicts no more than six times the traffic, though each would be tried ten times",
    () =>
      Effect.gen(function* () {
        const { counter, effect } = repeated(lostConflict, 10_000)
        const safely = Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })
        yield* Effect.replicateEffect(Effect.exit(safely(effect)).pipe(always(0)), 1_000)
        expect(counter.attempts).toBe(1_000 + 5_000 + 100)
      })
  )

  it.effect("fails at once with what it failed with where the deadline would pass in the pause", () =>
    Effect.gen(function* () {
      for (const failure of [lostConflict, unavailable]) {
        const { counter, effect } = repeated(failure)
        const slow = Effect.andThen(Effect.sleep("980 millis"), effect)
        const safely = Retry.safely({ idempotent: false, writes: true, budget: new RetryBudget() })
        const fiber = yield* Effect.forkChild(
          Effect.flip(safely(slow).pipe(always(1), Deadline.within("1 second"))),
          { startImmediately: true }
        )
        yield* TestClock.adjust("980 millis")
        expect(yield* Fiber.join(fiber)).toBe(failure)
        expect(counter.attempts).toBe(1)
      }
    })
  )

  it.effect("takes nothing from the budget for what is not repeated anyway", () =>
    Effect.gen(function* () {
      const budget = new RetryBudget()
      const rejected = repeated(new PgFailure.Rejected(fields), 1_000)
      const safely = Retry.safely({ idempotent: true, writes: true, budget })
      yield* Effect.replicateEffect(Effect.exit(safely(rejected.effect)), 50)
      expect(rejected.counter.attempts).toBe(50)
      const { counter, effect } = repeated(unavailable)
      yield* Effect.exit(safely(effect)).pipe(always(0))
      expect(counter.attempts).toBe(3)
    })
  )

  it.effect("leaves defects and interruption alone", () =>
    Effect.gen(function* () {
      let attempts = 0
      const safely = Retry.safely({ idempotent: true, writes: true, budget: new RetryBudget() })
      const dying = Effect.suspend(() => {
        attempts++
        return Effect.die(new Error("a mistake"))
      })
      expect(Exit.hasDies(yield* Effect.exit(safely(dying)))).toBe(true)
      expect(attempts).toBe(1)
    })
  )
})
