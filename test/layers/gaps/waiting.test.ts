import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Clock, Duration, Effect, Layer, Schedule } from "effect"
import { CircuitBreaker } from "effect/persistence"
import { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import * as Backoff from "../../../src/layers/resilience/Backoff.ts"
import * as Breaker from "../../../src/layers/resilience/Breaker.ts"
import { settableClock } from "../../support/settableClock.ts"

const key = "database"

/** The breaker of `effect` as its documentation has it, with ours' numbers. */
const bareBreaker = Effect.gen(function* () {
  const store = yield* Layer.build(CircuitBreaker.layerStoreMemory())
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.rate({ threshold: 0.5, minimumCalls: 20, size: 20 }),
    openDuration: "500 millis"
  }).pipe(Effect.provideContext(store))
  return <A, E>(effect: Effect.Effect<A, E>) => breaker.execute(effect, { key })
})

const ours = Effect.map(Breaker.make, ({ protect }) => protect)

const twenty = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.replicateEffect(Effect.exit(effect), 20, { discard: true })

const fields = { statement: "did not run", message: "made for a test" } as const
const unavailable = Effect.fail(new PgFailure.Unavailable(fields))
const through = Effect.succeed("through")

const violation = Effect.fail(
  new SqlError.SqlError({
    reason: new SqlError.UniqueViolation({
      cause: undefined,
      message: "x",
      operation: "query",
      constraint: "t_pkey"
    })
  })
)

/** The delays of a schedule, waited for by nobody. */
const delays = (schedule: Schedule.Schedule<unknown>, times: number) =>
  Effect.gen(function* () {
    const found: Array<number> = []
    const told = Schedule.modifyDelay(schedule, ({ duration }) =>
      Effect.sync(() => {
        found.push(Duration.toMillis(duration))
        return Duration.zero
      })
    )
    yield* Effect.repeat(Effect.void, { schedule: told, times })
    return found
  })

describe("Waiting, bare and here:", () => {
  it.effect("G20 what the data breaks opens the breaker there, and here only what the server does", () =>
    Effect.gen(function* () {
      const bare = yield* bareBreaker
      yield* twenty(bare(violation))
      expect(yield* Effect.flip(bare(through))).toMatchObject({ reason: { _tag: "CircuitOpen" } })
      const guard = yield* ours
      yield* twenty(guard(Effect.mapError(violation, PgFailure.classify)))
      expect(yield* guard(through)).toBe("through")
    })
  )

  it.effect("G20 a probe that hangs keeps all others out for ever there, and here for a second", () =>
    Effect.gen(function* () {
      const bare = yield* bareBreaker
      const guard = yield* ours
      yield* twenty(bare(unavailable))
      yield* twenty(guard(unavailable))
      yield* TestClock.adjust("500 millis")
      yield* Effect.forkChild(bare(Effect.never), { startImmediately: true })
      yield* Effect.forkChild(guard(Effect.never), { startImmediately: true })
      yield* TestClock.adjust("2 seconds") // the probe's second, and another while it is open again
      expect(yield* guard(through)).toBe("through")
      yield* TestClock.adjust("10 days")
      expect(yield* Effect.flip(bare(through))).toMatchObject({ reason: { _tag: "CircuitHalfOpen" } })
    })
  )

  it.effect("G21 a clock that is set back keeps the breaker open there, and here does nothing", () =>
    Effect.gen(function* () {
      const { clock, set } = yield* settableClock
      yield* Effect.gen(function* () {
        const bare = yield* bareBreaker
        const guard = yield* ours
        yield* twenty(bare(unavailable))
        yield* twenty(guard(unavailable))
        set.byMillis = -3_600_000
        yield* TestClock.adjust("1 minute")
        expect(yield* Effect.flip(bare(through))).toMatchObject({ reason: { _tag: "CircuitOpen" } })
        expect(yield* guard(through)).toBe("through")
      }).pipe(Effect.provideService(Clock.Clock, clock))
    })
  )

  it.effect(
    "G22 those who failed together come back together there, and here are spread over all the time",
    () =>
      Effect.gen(function* () {
        const bare = yield* delays(Schedule.jittered(Schedule.spaced("1 second")), 500)
        expect(Math.min(...bare)).toBeGreaterThanOrEqual(800)
        expect(Math.max(...bare)).toBeLessThanOrEqual(1_200)
        const late = (yield* delays(Backoff.fullJitter, 600)).slice(100) // its bound has grown to a second
        expect(Math.min(...late)).toBeLessThan(100)
        expect(Math.max(...late)).toBeGreaterThan(900)
        expect(Math.max(...late)).toBeLessThanOrEqual(1_000)
      })
  )
})
