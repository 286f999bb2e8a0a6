import { describe, expect, it } from "@effect/vitest"
import { PgFailure, Telemetry } from "aquifer"
import { Clock, Effect, Exit, Fiber, Latch, Metric } from "effect"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import * as Deadline from "../../../src/layers/deadline/Deadline.ts"
import * as Breaker from "../../../src/layers/resilience/Breaker.ts"
import { settableClock } from "../../support/settableClock.ts"

const fields = { statement: "did not run", message: "made for a test" } as const
const unavailable = new PgFailure.Unavailable(fields)

const times = <A, E, R>(count: number, effect: Effect.Effect<A, E, R>) =>
  Effect.replicateEffect(Effect.exit(effect), count, { discard: true })

const failing = (breaker: Breaker.Breaker, failure: PgFailure.PgFailure = unavailable) =>
  breaker.protect(Effect.fail(failure))

/** So many calls that fail after so many milliseconds, all at once. */
const failingAfter = (millis: number, breaker: Breaker.Breaker, failure: PgFailure.PgFailure, count = 40) =>
  Effect.gen(function* () {
    const call = Effect.exit(breaker.protect(Effect.delay(Effect.fail(failure), millis)))
    const calls = yield* Effect.forEach(Array.from({ length: count }), () =>
      Effect.forkChild(call, { startImmediately: true })
    )
    yield* TestClock.adjust(millis)
    return yield* Fiber.joinAll(calls)
  })

const succeeding = (breaker: Breaker.Breaker) => breaker.protect(Effect.succeed("through"))

/** Whether work gets through; nothing is sent if not. */
const isOpen = (breaker: Breaker.Breaker) =>
  Effect.gen(function* () {
    let sent = false
    const exit = yield* Effect.exit(
      breaker.protect(
        Effect.suspend(() => {
          sent = true
          // Neither good nor bad, so that asking changes nothing.
          return Effect.fail(new PgFailure.Rejected({ ...fields, message: "asked" }))
        })
      )
    )
    expect(Exit.isFailure(exit)).toBe(true)
    return !sent
  })

const opened = Effect.tap(Breaker.make, (breaker) => times(20, failing(breaker)))

/** The breaker lets a probe through after this long, and not a millisecond before. */
const opensFor = (breaker: Breaker.Breaker, millis: number) =>
  Effect.gen(function* () {
    yield* TestClock.adjust(millis - 1)
    expect(yield* isOpen(breaker), `${millis - 1} ms`).toBe(true)
    yield* TestClock.adjust(1)
    expect(yield* isOpen(breaker), `${millis} ms`).toBe(false)
  })

describe("Breaker", () => {
  it.effect("opens when half of the last twenty found no server, and not before", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      yield* times(10, succeeding(breaker))
      yield* times(9, failing(breaker))
      expect(yield* isOpen(breaker)).toBe(false)
      yield* times(1, failing(breaker))
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  it.effect("counts what it refuses, and nothing else", () =>
    Effect.gen(function* () {
      const refused = Effect.map(
        Telemetry.prometheusText,
        (text) => /^aquifer_breaker_refused_total (.*)$/m.exec(text)?.[1]
      )
      const breaker = yield* Breaker.make
      expect(yield* refused).toBe("0")
      yield* times(20, failing(breaker))
      yield* times(1, failing(breaker, new PgFailure.Rejected(fields)))
      yield* times(2, succeeding(breaker))
      expect(yield* refused).toBe("3")
    }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
  )

  it.effect("stays closed below twenty calls, even if all of them failed", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      yield* times(19, failing(breaker))
      expect(yield* isOpen(breaker)).toBe(false)
      yield* times(1, failing(breaker))
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  it.effect("stays closed as long as fewer than half fail", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      for (let round = 0; round < 50; round++) {
        yield* times(11, succeeding(breaker))
        yield* times(9, failing(breaker))
      }
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )

  const table: ReadonlyArray<readonly [what: string, failure: PgFailure.PgFailure, counts: boolean]> = [
    ["Unavailable", unavailable, true],
    ["OutcomeUnknown", new PgFailure.OutcomeUnknown({ ...fields, statement: "unknown" }), true],
    ["the server's full house", new PgFailure.PoolExhausted({ ...fields, sqlState: "53300" }), true],
    [
      "a statement cut off by its deadline",
      new PgFailure.DeadlineExceeded({ ...fields, statement: "unknown", phase: "running" }),
      true
    ],
    ["the gate's full queue", new PgFailure.PoolExhausted(fields), false],
    [
      "a deadline that passed in the queue",
      new PgFailure.DeadlineExceeded({ ...fields, phase: "queued" }),
      false
    ],
    [
      "a unique violation",
      new PgFailure.ConstraintViolated({ ...fields, statement: "rolled back", sqlState: "23505" }),
      false
    ],
    ["Rejected", new PgFailure.Rejected(fields), false],
    [
      "SessionStateRequired",
      new PgFailure.SessionStateRequired({ ...fields, rule: "SET", remedy: "SET LOCAL" }),
      false
    ],
    ["Contention", new PgFailure.Contention({ ...fields, statement: "rolled back" }), false],
    ["ReadOnly", new PgFailure.ReadOnly({ ...fields, statement: "rolled back" }), false],
    [
      "StorageFull",
      new PgFailure.StorageFull({ ...fields, statement: "rolled back", sqlState: "53100" }),
      false
    ],
    ["Misconfigured", new PgFailure.Misconfigured(fields), false],
    ["Unclassified", new PgFailure.Unclassified({ ...fields, statement: "unknown" }), false]
  ]
  for (const [what, failure, counts] of table) {
    it.effect(`${counts ? "counts" : "does not count"} ${what}`, () =>
      Effect.gen(function* () {
        const breaker = yield* Breaker.make
        yield* failingAfter(1_000, breaker, failure)
        expect(yield* isOpen(breaker)).toBe(counts)
        // What does not count dilutes nothing either.
        if (!counts) yield* times(20, failing(breaker))
        expect(yield* isOpen(breaker)).toBe(true)
      })
    )
  }

  /** Work that has come so far when its deadline passes. */
  const cutOff = (breaker: Breaker.Breaker, phase: CurrentDeadline.Phase, millis = 1_000) =>
    Effect.gen(function* () {
      const hanging = Effect.andThen(
        Effect.map(CurrentDeadline.Current, (deadline) => Object.assign(deadline?.progress ?? {}, { phase })),
        Effect.never
      )
      const fiber = yield* Effect.forkChild(
        Effect.flip(breaker.protect(hanging).pipe(Deadline.within(millis))),
        { startImmediately: true }
      )
      yield* TestClock.adjust(millis)
      return yield* Fiber.join(fiber)
    })

  it.effect("counts statements that are not answered by their deadline", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      for (let call = 0; call < 20; call++) {
        expect(yield* cutOff(breaker, "running")).toMatchObject({
          _tag: "DeadlineExceeded",
          phase: "running"
        })
      }
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  const cut = new PgFailure.DeadlineExceeded({ ...fields, statement: "unknown", phase: "running" })

  it.effect("does not count callers who give a statement less than a second, around the work or in it", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      for (let call = 0; call < 40; call++) yield* cutOff(breaker, "running", 949)
      yield* failingAfter(949, breaker, cut)
      expect(yield* isOpen(breaker)).toBe(false)
      yield* times(20, succeeding(breaker)) // all goes well, and nothing is counted
      for (let call = 0; call < 40; call++) yield* cutOff(breaker, "running", 949)
      yield* failingAfter(949, breaker, cut)
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )

  it.effect("counts deadlines of a second, which began a moment before the call", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      yield* failingAfter(999, breaker, cut)
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  it.effect("counts them where it is told to, as there is somebody else to ask", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.makeOf({ window: 4, patience: 0 })
      yield* failingAfter(10, breaker, cut, 4)
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  it.effect("leaves the verdict to the next probe when a caller gave one less than a second", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      yield* TestClock.adjust("500 millis")
      expect(yield* cutOff(breaker, "running", 400)).toMatchObject({ _tag: "DeadlineExceeded" })
      expect(yield* succeeding(breaker)).toBe("through")
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )

  it.effect(
    "does not count callers whose deadline passed in the gate's queue, nor those who left before it",
    () =>
      Effect.gen(function* () {
        const breaker = yield* Breaker.make
        for (let call = 0; call < 20; call++) yield* cutOff(breaker, "queued")
        for (let call = 0; call < 20; call++) {
          const fiber = yield* Effect.forkChild(
            breaker.protect(Effect.never).pipe(Deadline.within("1 second")),
            { startImmediately: true }
          )
          yield* Fiber.interrupt(fiber)
        }
        expect(yield* isOpen(breaker)).toBe(false)
      })
  )

  it.effect("fails at once with Unavailable while it is open, and sends nothing", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      let sent = 0
      const failure = yield* Effect.flip(breaker.protect(Effect.sync(() => sent++)))
      expect(failure).toMatchObject({ _tag: "Unavailable", statement: "did not run" })
      expect(failure.message).toContain("circuit open")
      expect(sent).toBe(0)
    })
  )

  it.effect("tells the last failure that counts while it is open, and never its own refusal", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      const refused = new PgFailure.Unavailable({
        ...fields,
        message: "cannot connect to 127.0.0.1:5432; try again: a new connection is opened by itself"
      })
      yield* times(20, failing(breaker, refused))
      for (let round = 0; round < 3; round++) {
        const failure = yield* Effect.flip(succeeding(breaker))
        expect(failure.message).toMatch(
          /circuit open.*later\. The last failure was: cannot connect to 127\.0\.0\.1:5432$/
        )
        expect(failure.message.match(/circuit open/g)).toHaveLength(1)
        yield* TestClock.adjust("6 seconds")
        yield* Effect.exit(failing(breaker, failure)) // the probe, whose work another breaker refused
        yield* Effect.exit(failing(breaker, new PgFailure.Rejected({ ...fields, message: "a statement" })))
      }
      yield* TestClock.adjust("6 seconds")
      yield* times(20, succeeding(breaker))
      for (let call = 0; call < 20; call++) yield* cutOff(breaker, "connecting") // which says nothing
      const next = yield* Effect.flip(succeeding(breaker))
      expect(next.message).toMatch(/circuit open.*try again later$/)
    })
  )

  it.effect(
    "lets one probe through after half a second, refuses all others, and closes when it succeeds",
    () =>
      Effect.gen(function* () {
        const breaker = yield* opened
        yield* opensFor(breaker, 500)
        const answer = yield* Latch.make(false)
        const probe = yield* Effect.forkChild(breaker.protect(Effect.as(answer.await, "answered")), {
          startImmediately: true
        })
        for (let other = 0; other < 5; other++) {
          expect(yield* Effect.flip(succeeding(breaker))).toMatchObject({ _tag: "Unavailable" })
        }
        yield* answer.open
        expect(yield* Fiber.join(probe)).toBe("answered")
        expect(yield* succeeding(breaker)).toBe("through")
        yield* times(19, failing(breaker)) // it has forgotten the failures before
        expect(yield* isOpen(breaker)).toBe(true)
      })
  )

  it.effect("opens again when the probe fails, for twice as long each time, at most five seconds", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      for (const millis of [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]) {
        yield* opensFor(breaker, millis)
        yield* times(1, failing(breaker))
        expect(yield* isOpen(breaker)).toBe(true)
      }
    })
  )

  it.effect("is not kept open by a clock that is set back, nor closed by one that is set forward", () =>
    Effect.gen(function* () {
      const { clock, set } = yield* settableClock
      yield* Effect.gen(function* () {
        const breaker = yield* opened
        set.byMillis = 3_600_000
        expect(yield* isOpen(breaker)).toBe(true)
        set.byMillis = -3_600_000
        yield* opensFor(breaker, 500)
        expect(yield* succeeding(breaker)).toBe("through")
        expect(yield* isOpen(breaker)).toBe(false)
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  )

  it.effect("leaves the protected work the clock that it had", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      const clock = yield* Clock.Clock
      expect(yield* breaker.protect(Clock.Clock)).toBe(clock)
    })
  )

  it.effect("is not blocked by a probe that hangs until its deadline", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      yield* TestClock.adjust("500 millis")
      expect(yield* cutOff(breaker, "running")).toMatchObject({ _tag: "DeadlineExceeded" })
      yield* TestClock.adjust("5 seconds")
      expect(yield* succeeding(breaker)).toBe("through")
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )

  it.effect(
    "takes a probe that is not answered in a second for failed, and leaves its caller the answer",
    () =>
      Effect.gen(function* () {
        const breaker = yield* opened
        yield* TestClock.adjust("500 millis")
        const answer = yield* Latch.make(false)
        const slow = yield* Effect.forkChild(breaker.protect(Effect.as(answer.await, "late")), {
          startImmediately: true
        })
        yield* TestClock.adjust(999)
        expect(yield* isOpen(breaker)).toBe(true) // half open: the probe may still be answered
        yield* TestClock.adjust(1)
        yield* opensFor(breaker, 1_000) // as after any probe that failed
        expect(yield* succeeding(breaker)).toBe("through")
        yield* answer.open
        expect(yield* Fiber.join(slow)).toBe("late")
      })
  )

  it.effect("ends a probe whose caller leaves after that second", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      yield* TestClock.adjust("500 millis")
      let ended = false
      const hanging = Effect.onInterrupt(Effect.never, () => Effect.sync(() => (ended = true)))
      const slow = yield* Effect.forkChild(breaker.protect(hanging), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.interrupt(slow)
      expect(ended).toBe(true)
    })
  )

  it.effect("counts connections that are not made in time", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      const late = new PgFailure.DeadlineExceeded({ ...fields, phase: "connecting" })
      yield* failingAfter(1_000, breaker, late)
      expect(yield* isOpen(breaker)).toBe(true)
    })
  )

  it.effect("is not blocked by a probe whose caller leaves, which says nothing of the server", () =>
    Effect.gen(function* () {
      const breaker = yield* opened
      yield* TestClock.adjust("500 millis")
      const probe = yield* Effect.forkChild(breaker.protect(Effect.never), { startImmediately: true })
      expect(yield* isOpen(breaker)).toBe(true)
      yield* Fiber.interrupt(probe)
      expect(yield* succeeding(breaker)).toBe("through")
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )

  it.effect("passes defects on, and does not count them", () =>
    Effect.gen(function* () {
      const breaker = yield* Breaker.make
      const dying = breaker.protect(Effect.die(new Error("a mistake")))
      expect(Exit.hasDies(yield* Effect.exit(dying))).toBe(true)
      yield* times(40, dying)
      expect(yield* isOpen(breaker)).toBe(false)
    })
  )
})
