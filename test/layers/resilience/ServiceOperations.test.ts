import { describe, expect, it } from "@effect/vitest"
import { DataError, PgFailure } from "aquifer"
import { Effect, Fiber, Tracer } from "effect"
import { TestClock } from "effect/testing"
import { rejected } from "../../../src/layers/resilience/DataError.ts"
import * as Operation from "../../../src/layers/resilience/Operation.ts"
import * as ServiceOperations from "../../../src/layers/resilience/ServiceOperations.ts"

const contention = new PgFailure.Contention({ statement: "rolled back", message: "made for a test" })

/** A method that doubles an even number; its work fails so often first. */
const doubling = Effect.fnUntraced(function* (failures: number, check = Effect.void) {
  const { method } = ServiceOperations.make("Test", yield* Operation.makeProtection)
  const calls = { checks: 0, attempts: 0 }
  const double = method("double", {
    kind: "write",
    check: (given: number) => {
      calls.checks++
      return Effect.andThen(
        check,
        given % 2 === 0 ? Effect.succeed(given) : Effect.fail(rejected("given", "is odd"))
      )
    },
    work: (checked) =>
      Effect.suspend(() =>
        calls.attempts++ < failures ? Effect.fail(contention) : Effect.succeed(2 * checked)
      )
  })
  return { calls, double }
})

describe("A method of a service", () => {
  it.effect("checks its input once, however often its work is tried", () =>
    Effect.gen(function* () {
      const { calls, double } = yield* doubling(2)
      const fiber = yield* Effect.forkChild(double(4), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(fiber)).toBe(8)
      expect(calls).toEqual({ checks: 1, attempts: 3 })
    })
  )

  it.effect("refuses input as the operation's failure, before any work", () =>
    Effect.gen(function* () {
      const { calls, double } = yield* doubling(0)
      const failure = yield* Effect.flip(double(3))
      expect(failure).toBeInstanceOf(DataError)
      expect(failure).toMatchObject({ service: "Test", operation: "double", reason: { field: "given" } })
      expect(calls.attempts).toBe(0)
    })
  )

  it.effect("gives its work the whole time, however long the check has taken", () =>
    Effect.gen(function* () {
      const { double } = yield* doubling(0, Effect.sleep("1 minute"))
      const fiber = yield* Effect.forkChild(double(4), { startImmediately: true })
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toBe(8)
    })
  )

  it.effect("has a span of its name around the check and the work", () =>
    Effect.gen(function* () {
      const ended: Array<string> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          const end = span.end.bind(span)
          span.end = (time, exit) => {
            ended.push(span.name)
            end(time, exit)
          }
          return span
        }
      })
      const { double } = yield* doubling(0)
      yield* Effect.exit(double(3)).pipe(Effect.withTracer(tracer))
      yield* double(4).pipe(Effect.withTracer(tracer))
      expect(ended).toEqual(["Test.double", "Test.double"])
    })
  )
})
