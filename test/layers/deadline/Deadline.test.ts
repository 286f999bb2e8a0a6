import { describe, expect, it } from "@effect/vitest"
import { Deadline } from "aquifer"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

describe("A deadline", () => {
  it.effect("has its work give up what it waits for before the caller goes on", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const work = Effect.callback<void>(() => Effect.sync(() => order.push("given up")))
      const caller = yield* Effect.forkChild(
        Effect.flip(Deadline.within("1 second")(work)).pipe(
          Effect.tap(() => Effect.sync(() => order.push("told")))
        ),
        { startImmediately: true }
      )
      yield* TestClock.adjust("1 second")
      expect(yield* Fiber.join(caller)).toMatchObject({ _tag: "DeadlineExceeded", statement: "did not run" })
      expect(order).toEqual(["given up", "told"])
    })
  )

  it.effect.each([0, -1, Number.NaN])("of %d milliseconds begins nothing", (millis) =>
    Effect.gen(function* () {
      let begun = false
      const work = Effect.sync(() => (begun = true))
      expect(yield* Effect.flip(Deadline.within(millis)(work))).toMatchObject({
        _tag: "DeadlineExceeded",
        statement: "did not run"
      })
      expect(begun).toBe(false)
    })
  )

  it.effect("that is over lets nothing begin inside of it", () =>
    Effect.gen(function* () {
      let begun = false
      const inside = Deadline.within("1 minute")(Effect.sync(() => (begun = true)))
      const late = Effect.andThen(TestClock.adjust("1 second"), inside)
      yield* Effect.flip(Deadline.within("1 second")(late))
      expect(begun).toBe(false)
    })
  )
})
