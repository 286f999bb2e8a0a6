import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { DataError, Lease, PgFailure } from "aquifer"
import { Context, Deferred, Duration, Effect, Exit, Fiber, Layer, Option } from "effect"
import { TestClock } from "effect/testing"

type Leases = Lease.Leases["Service"]

/** The leases in memory, with some of their answers replaced. */
const leasesWith = (replaced: (leases: Leases) => Partial<Leases>) =>
  Effect.map(Layer.build(Lease.layerMemory), (context): Leases => {
    const leases = Context.get(context, Lease.Leases)
    return { ...leases, ...replaced(leases) }
  })

const unavailable = Effect.fail(
  new DataError({
    service: "Lease",
    operation: "renew",
    reason: new PgFailure.Unavailable({ statement: "did not run", message: "made for a test" })
  })
)

const unknown = Effect.fail(
  new DataError({
    service: "Lease",
    operation: "release",
    reason: new PgFailure.OutcomeUnknown({ statement: "unknown", message: "made for a test" })
  })
)

/** Holds a lease until it is told to end; says whether it was interrupted. */
const holding = Effect.fnUntraced(function* (leases: Leases, time: Duration.Input = "30 seconds") {
  const end = yield* Deferred.make<string>()
  const told = { interrupted: false }
  const work = Effect.onInterrupt(Deferred.await(end), () =>
    Effect.sync(() => {
      told.interrupted = true
    })
  )
  const held = work.pipe(Lease.tryWith("report", { time }), Effect.provideService(Lease.Leases, leases))
  const fiber = yield* Effect.forkChild(held, { startImmediately: true })
  return { end, fiber, told }
})

const taken = (leases: Leases) =>
  Effect.map(Lease.Held, ({ token }) => token).pipe(
    Lease.tryWith("report"),
    Effect.provideService(Lease.Leases, leases)
  )

const lost = { _tag: "LeaseLost", name: "report" }

describe("A lease", () => {
  it.effect("is one holder's while it runs, however long, and then the next one's", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({}))
      expect(yield* taken(leases)).toEqual(Option.some(1n))
      const { end, fiber } = yield* holding(leases)
      yield* TestClock.adjust("10 minutes")
      expect(yield* taken(leases)).toEqual(Option.none())
      yield* Deferred.succeed(end, "done")
      expect(yield* Fiber.join(fiber)).toEqual(Option.some("done"))
      expect(yield* taken(leases)).toEqual(Option.some(3n))
    })
  )

  it.effect("is given back by who fails or is interrupted, and a failure passes as it is", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({}))
      const failing = Effect.fail("no paper").pipe(
        Lease.tryWith("report"),
        Effect.provideService(Lease.Leases, leases)
      )
      expect(yield* Effect.flip(failing)).toBe("no paper")
      const { fiber, told } = yield* holding(leases)
      yield* Fiber.interrupt(fiber)
      expect(told.interrupted).toBe(true)
      expect(yield* taken(leases)).toEqual(Option.some(3n))
    })
  )

  it.effect("is lost to who has it now, which interrupts the work", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({ renew: () => Effect.succeed(false) }))
      const { fiber, told } = yield* holding(leases)
      yield* TestClock.adjust("9999 millis")
      expect(fiber.pollUnsafe()).toBeUndefined()
      yield* TestClock.adjust("1 millis")
      expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject(lost)
      expect(told.interrupted).toBe(true)
    })
  )

  it.effect("outlives renewals that fail or are not answered, and is lost when its time is over", () =>
    Effect.gen(function* () {
      for (const renewal of [unavailable, Effect.never]) {
        let asked = 0
        const leases = yield* leasesWith(() => ({
          renew: () => Effect.suspend(() => (asked++, renewal))
        }))
        const { fiber } = yield* holding(leases)
        yield* TestClock.adjust("29999 millis")
        expect(fiber.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("1 millis")
        expect(yield* Effect.flip(Fiber.join(fiber))).toMatchObject(lost)
        expect(asked).toBe(renewal === unavailable ? 7 : 1)
      }
    })
  )

  it.effect("outlives a renewal that took as long as an operation may, for the next is asked for soon", () =>
    Effect.gen(function* () {
      let asked = 0
      const leases = yield* leasesWith(({ renew }) => ({
        renew: (request) =>
          Effect.suspend(() =>
            asked++ === 0 ? Effect.andThen(Effect.sleep("3 seconds"), unavailable) : renew(request)
          )
      }))
      const { end, fiber } = yield* holding(leases, "10 seconds")
      yield* TestClock.adjust("1 minute")
      yield* Deferred.succeed(end, "done")
      expect(yield* Fiber.join(fiber)).toEqual(Option.some("done"))
    })
  )

  it.effect("of a holder who has died is the next one's after ten seconds", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({}))
      const died = { name: "report", holder: crypto.randomUUID(), time: Duration.seconds(10) }
      yield* leases.take(died)
      yield* TestClock.adjust("9999 millis")
      expect(yield* taken(leases)).toEqual(Option.none())
      yield* TestClock.adjust("1 millis")
      expect(yield* taken(leases)).toEqual(Option.some(2n))
    })
  )

  it.effect("that was lost before the work ended is told as lost, though the work had succeeded", () =>
    Effect.gen(function* () {
      const released = [
        [Effect.succeed(false), "0 seconds", lost],
        [unavailable, "29 seconds", undefined],
        [unavailable, "31 seconds", lost]
      ] as const
      for (const [release, later, expected] of released) {
        const leases = yield* leasesWith(() => ({
          renew: () => Effect.never,
          release: () => Effect.andThen(TestClock.adjust(later), release)
        }))
        const { end, fiber } = yield* holding(leases)
        yield* Deferred.succeed(end, "done")
        const exit = yield* Fiber.await(fiber)
        if (expected === undefined) expect(exit).toEqual(Exit.succeed(Option.some("done")))
        else expect(Option.getOrThrow(Exit.findErrorOption(exit))).toMatchObject(expected)
      }
    })
  )

  it.effect("is not left behind by who is interrupted while it asks", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({}))
      const { fiber } = yield* holding({
        ...leases,
        take: (request) => Effect.andThen(leases.take(request), Effect.never)
      })
      yield* Fiber.interrupt(fiber)
      expect(yield* taken(leases)).toEqual(Option.some(2n))
    })
  )

  it.effect("is given back once more where the answer was lost, and is the next one's at once", () =>
    Effect.gen(function* () {
      for (const isLate of [false, true]) {
        let asked = 0
        const leases = yield* leasesWith(({ release }) => ({
          release: (request) =>
            Effect.suspend(() => {
              if (asked++ > 0) return release(request)
              return isLate ? unknown : Effect.andThen(release(request), unknown)
            })
        }))
        expect(yield* taken(leases)).toEqual(Option.some(1n))
        expect(yield* taken(leases)).toEqual(Option.some(2n))
        expect(asked).toBe(3)
      }
    })
  )

  it.effect("is not left behind by who asked for it, and was told by nobody whether it was to be had", () =>
    Effect.gen(function* () {
      const leases = yield* leasesWith(() => ({}))
      const untold = {
        ...leases,
        take: (request: Parameters<Leases["take"]>[0]) => Effect.andThen(leases.take(request), unknown)
      }
      expect(yield* Effect.flip(taken(untold))).toMatchObject({ _tag: "DataError" })
      expect(yield* taken(leases)).toEqual(Option.some(2n))
    })
  )

  it.effect("is refused where its name or its time is none, and its type says what it needs", () =>
    Effect.gen(function* () {
      const refused = Effect.fnUntraced(function* (name: string, time: number) {
        const nothing = Lease.tryWith(name, { time })(Effect.void)
        const error = yield* Effect.flip(Effect.provide(nothing, Lease.layerMemory))
        return error._tag === "DataError" && error.reason._tag === "Rejected" && error.reason.field
      })
      expect(yield* refused("", 1_000)).toBe("name")
      expect(yield* refused("n".repeat(201), 1_000)).toBe("name")
      expect(yield* refused("report", 999)).toBe("time")
      expect(yield* refused("report", Number.NaN)).toBe("time")
      const work: Effect.Effect<number, "no paper", Lease.Held> = Effect.succeed(1)
      expectTypeOf(work.pipe(Lease.tryWith("report"))).toEqualTypeOf<
        Effect.Effect<Option.Option<number>, "no paper" | DataError | Lease.LeaseLost, Lease.Leases>
      >()
    })
  )
})
