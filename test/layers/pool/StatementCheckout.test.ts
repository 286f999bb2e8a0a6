import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import { Gate } from "../../../src/layers/gate/Gate.ts"
import * as StatementCheckout from "../../../src/layers/pool/StatementCheckout.ts"

/** Sessions on which a statement never ends; which step a fiber is at cannot be had from a real server. */
const sessions = { use: () => Effect.never }

describe("A statement", () => {
  it.effect("can tell whether its caller may be interrupted, which no type of effect's says", () =>
    Effect.withFiber((fiber) => {
      expect(fiber).toHaveProperty("interruptible", true)
      return Effect.uninterruptible(
        Effect.withFiber((inner) => Effect.sync(() => expect(inner).toHaveProperty("interruptible", false)))
      )
    })
  )

  it.effect.each([
    ["shared", StatementCheckout.shared],
    ["exclusive", StatementCheckout.exclusive]
  ] as const)(
    "%s gives its permit back at whatever step its fiber is made to yield and interrupted",
    ([, lend]) =>
      Effect.gen(function* () {
        // The scheduler makes a fiber yield after 2,048 operations.
        for (let steps = 2_020; steps < 2_050; steps++) {
          const gate = new Gate({
            name: "pooled",
            sizeVariable: "POOL_SIZE",
            permits: 1,
            maxWaiting: 10,
            timeout: Duration.seconds(5)
          })
          const work = Effect.gen(function* () {
            for (let step = 0; step < steps; step++) yield* Effect.sync(() => undefined)
            yield* lend(gate, sessions)(() => Effect.void)
          })
          const fiber = yield* Effect.forkDetach(work, { startImmediately: true })
          yield* Fiber.interrupt(fiber)
          expect(gate.used).toBe(0)
        }
      })
  )
})
