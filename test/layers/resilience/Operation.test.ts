import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Duration, Effect, Exit, Fiber } from "effect"
import { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import * as CurrentDeadline from "../../../src/layers/deadline/CurrentDeadline.ts"
import * as DriverError from "../../../src/layers/failure/DriverError.ts"
import * as Operation from "../../../src/layers/resilience/Operation.ts"
import { contention, lost, scripted, unavailable } from "../../support/failingWork.ts"

const fields = { statement: "did not run", message: "made for a test" } as const

const kinds = ["read", "batch", "write", "transaction", "report"] as const
const seconds = { read: 2, batch: 5, write: 3, transaction: 10, report: 35 }

/** Runs to the end of an operation whose pauses the test's clock skips. */
const toItsEnd = <A, E, R>(effect: Effect.Effect<A, E, R>, after: Duration.Input = "1 second") =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.exit(effect), { startImmediately: true })
    yield* TestClock.adjust(after)
    return yield* Fiber.join(fiber)
  })

const failed = <A, E, R>(effect: Effect.Effect<A, E, R>, after?: Duration.Input) =>
  Effect.flatMap(toItsEnd(effect, after), (exit) => Effect.flip(exit))

/** Work that has come so far, then hangs. */
const hangs = (phase: CurrentDeadline.Phase, sent: boolean) =>
  Effect.andThen(
    Effect.map(CurrentDeadline.Current, (deadline) =>
      Object.assign(deadline?.progress ?? {}, { phase, sent })
    ),
    Effect.never
  )

describe("An operation", () => {
  const repeated: ReadonlyArray<
    readonly [what: string, options: Operation.Options, failure: PgFailure.PgFailure, attempts: number]
  > = [
    ["a read whose connection was lost", { kind: "read" }, lost, 2],
    ["a batch of reads whose connection was lost", { kind: "batch" }, lost, 2],
    ["a report whose connection was lost", { kind: "report" }, lost, 2],
    ["a read that is told to be none", { kind: "read", idempotent: false }, lost, 1],
    ["a write whose connection was lost", { kind: "write" }, lost, 1],
    ["a transaction whose connection was lost", { kind: "transaction" }, lost, 1],
    ["a write under a key whose connection was lost", { kind: "write", idempotent: true }, lost, 2],
    ["a transaction under a key", { kind: "transaction", idempotent: true }, lost, 2],
    ["a write that did not run", { kind: "write" }, unavailable, 2],
    ["a transaction that met another one", { kind: "transaction" }, contention, 2],
    ["a write that met another one", { kind: "write" }, contention, 2],
    ["what the gate turned away", { kind: "read" }, new PgFailure.PoolExhausted(fields), 1],
    ["what is refused", { kind: "read" }, new PgFailure.Rejected({ ...fields, field: "keyword" }), 1],
    [
      "what breaks a constraint",
      { kind: "write" },
      new PgFailure.ConstraintViolated({ ...fields, statement: "rolled back" }),
      1
    ]
  ]
  for (const [what, options, failure, attempts] of repeated) {
    it.effect(`${attempts > 1 ? "repeats" : "does not repeat"} ${what}`, () =>
      Effect.gen(function* () {
        const run = yield* Operation.make("Test")
        const { counter, effect } = scripted(failure)
        const exit = yield* toItsEnd(run("act", options)(effect))
        expect(counter.begun).toBe(attempts)
        if (attempts > 1) expect(exit).toEqual(Exit.succeed("done"))
        else expect(yield* Effect.flip(exit)).toMatchObject({ _tag: "DataError", reason: failure })
      })
    )
  }

  it.effect("lets a domain's own failure pass as it is, tried once", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      // Its tag is that of a reason, which does not make it one.
      const own = { _tag: "Unavailable", sku: "A-1" } as const
      let attempts = 0
      const work = Effect.suspend(() => Effect.fail(attempts++ < 50 ? own : unavailable))
      const act = run("act", { kind: "transaction" })(work)
      for (let call = 0; call < 50; call++) expect(yield* failed(act)).toBe(own)
      expect(attempts).toBe(50)
      const reason = expect.objectContaining({ message: unavailable.message }) // the circuit is not open
      expect(yield* failed(act)).toMatchObject({ _tag: "DataError", reason })
    })
  )

  it.effect("repeats work that another operation in it could not do, and keeps that one's name", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Outer")
      const { counter, effect } = scripted(contention, contention, contention)
      const inner = Operation.failed("Inner", "find", "read")
      const work = Effect.mapError(effect, inner)
      expect(yield* failed(run("act", { kind: "transaction" })(work))).toMatchObject({ service: "Inner" })
      expect(counter.begun).toBe(3)
    })
  )

  it.effect("repeats a transaction that met another one as a whole, from its first statement", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      const log: Array<string> = []
      let conflicts = 2
      const transaction = Effect.gen(function* () {
        log.push("first")
        if (conflicts-- > 0) return yield* Effect.fail(contention)
        log.push("second")
      })
      yield* toItsEnd(run("act", { kind: "transaction" })(transaction))
      expect(log).toEqual(["first", "first", "first", "second"])
    })
  )

  it.effect("gives up after three attempts, with the last reason", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      const { counter, effect } = scripted(unavailable, unavailable, contention, unavailable)
      expect(yield* failed(run("act", { kind: "read" })(effect))).toMatchObject({ reason: contention })
      expect(counter.begun).toBe(3)
    })
  )

  it.effect("fails with its service, its name and the reason as it was observed", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("ResearchCache")
      const reason = new PgFailure.Rejected({ ...fields, field: "keyword" })
      const error = yield* failed(run("lookup", { kind: "read" })(Effect.fail(reason)))
      expect(error).toMatchObject({ _tag: "DataError", service: "ResearchCache", operation: "lookup" })
      expect(error.reason).toBe(reason)
      expect(error.message).toBe("ResearchCache.lookup: made for a test")
    })
  )

  it.effect("classifies the driver's errors, and finds our own in them", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      const ours = yield* failed(
        run("act", { kind: "write" })(Effect.fail(DriverError.fromFailure(lost, "query")))
      )
      expect(ours.reason).toBe(lost)
      const cause = Object.assign(new Error("duplicate"), { code: "23505", constraint: "t_pkey" })
      const drivers = new SqlError.SqlError({
        reason: new SqlError.UniqueViolation({
          cause,
          constraint: "t_pkey",
          message: "no",
          operation: "query"
        })
      })
      expect((yield* failed(run("act", { kind: "write" })(Effect.fail(drivers)))).reason).toMatchObject({
        _tag: "ConstraintViolated",
        constraint: "t_pkey"
      })
    })
  )

  for (const kind of kinds) {
    it.effect(
      `of kind ${kind} is answered after ${seconds[kind]} s, and after as much more as it asks for`,
      () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Test")
          for (const extra of [undefined, Duration.seconds(7)]) {
            const options = extra === undefined ? { kind } : { kind, extra }
            const fiber = yield* Effect.forkChild(Effect.flip(run("act", options)(Effect.never)), {
              startImmediately: true
            })
            yield* TestClock.adjust((seconds[kind] + (extra === undefined ? 0 : 7)) * 1_000 - 1)
            expect(fiber.pollUnsafe()).toBe(undefined)
            yield* TestClock.adjust(1)
            expect(yield* Fiber.join(fiber)).toMatchObject({ reason: { _tag: "DeadlineExceeded" } })
          }
        })
    )
  }

  const cutOff: ReadonlyArray<
    readonly [phase: CurrentDeadline.Phase, sent: boolean, reading: object, writing: object]
  > = [
    [
      "queued",
      false,
      { _tag: "DeadlineExceeded", statement: "did not run" },
      { _tag: "DeadlineExceeded", statement: "did not run" }
    ],
    [
      "connecting",
      false,
      { _tag: "DeadlineExceeded", statement: "did not run" },
      { _tag: "DeadlineExceeded", statement: "did not run" }
    ],
    [
      "running",
      true,
      { _tag: "DeadlineExceeded", statement: "unknown" },
      { _tag: "OutcomeUnknown", statement: "unknown" }
    ],
    [
      "running",
      false,
      { _tag: "DeadlineExceeded", statement: "rolled back" },
      { _tag: "DeadlineExceeded", statement: "rolled back" }
    ],
    ["committing", false, { _tag: "OutcomeUnknown" }, { _tag: "OutcomeUnknown" }]
  ]
  for (const [phase, sent, reading, writing] of cutOff) {
    it.effect(
      `cut off by its deadline while ${phase}, ${sent ? "sent" : "not sent"} on its own, says whether it ran`,
      () =>
        Effect.gen(function* () {
          const run = yield* Operation.make("Test")
          for (const kind of kinds) {
            const error = yield* failed(run("act", { kind })(hangs(phase, sent)), "1 minute")
            expect(error.reason, kind).toMatchObject(
              kind === "write" || kind === "transaction" ? writing : reading
            )
          }
        })
    )
  }

  it.effect("is not begun again by a deadline that passes, even when it may be repeated", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      let attempts = 0
      const hanging = Effect.andThen(
        Effect.sync(() => attempts++),
        hangs("running", true)
      )
      yield* failed(run("act", { kind: "write", idempotent: true })(hanging), "1 minute")
      expect(attempts).toBe(1)
    })
  )

  it.effect("sends nothing while the database has been failing, and goes on when it is back", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      const act = (effect: Effect.Effect<string, PgFailure.PgFailure>) =>
        toItsEnd(run("act", { kind: "write" })(effect), "1 millis")
      for (let call = 0; call < 20; call++) yield* act(Effect.fail(lost))
      const { counter, effect } = scripted()
      const fiber = yield* Effect.forkChild(Effect.exit(run("act", { kind: "read" })(effect)), {
        startImmediately: true
      })
      yield* TestClock.adjust("400 millis")
      expect(yield* Effect.flip(yield* Fiber.join(fiber))).toMatchObject({ reason: { _tag: "Unavailable" } })
      expect(counter.begun).toBe(0)
      yield* TestClock.adjust("1 second")
      expect(yield* act(effect)).toEqual(Exit.succeed("done"))
    })
  )

  it.effect("repeats no more than a tenth of the traffic when everything fails", () =>
    Effect.gen(function* () {
      const run = yield* Operation.make("Test")
      let attempts = 0
      const contended = Effect.suspend(() => {
        attempts++
        return Effect.fail(contention) // which the breaker does not count
      })
      const fibers = yield* Effect.forEach(Array.from({ length: 500 }), () =>
        Effect.forkChild(Effect.exit(run("act", { kind: "write" })(contended)), { startImmediately: true })
      )
      yield* TestClock.adjust("1 second")
      yield* Effect.forEach(fibers, Fiber.join)
      expect(attempts).toBeGreaterThan(500)
      expect(attempts).toBeLessThanOrEqual(500 + 50 + 10)
    })
  )
})
