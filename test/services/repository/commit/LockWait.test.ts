import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import * as CurrentDeadline from "../../../../src/layers/deadline/CurrentDeadline.ts"
import * as LockWait from "../../../../src/services/repository/commit/LockWait.ts"

describe("The wait for a lock", () => {
  const wait = (lane: Parameters<typeof LockWait.of>[0]["lane"], leftMillis: number, aroundMillis?: number) =>
    Effect.map(Clock.Clock, (clock) => {
      const deadline = {
        expiresAt: aroundMillis ?? 0,
        progress: CurrentDeadline.unbegun(),
        name: undefined,
        fiber: undefined,
        held: undefined
      }
      const around = aroundMillis === undefined ? undefined : deadline
      return LockWait.of({ lane, rows: [{ clock, expiresAt: leftMillis, around }] })
    })

  it.effect("of a batch is the same for all, and short", () =>
    Effect.gen(function* () {
      expect(yield* wait("gathered", 3_000)).toBe(50)
      expect(yield* wait("divided", 60)).toBe(50)
    })
  )

  it.effect("of a row alone ends 50 ms before its caller's time, or the nearer one around it", () =>
    Effect.gen(function* () {
      expect(yield* wait("alone", 400)).toBe(350)
      expect(yield* wait("alone", 400, 200)).toBe(150)
    })
  )

  it.effect("of a row alone is half a second at most, and never none, which Postgres takes for ever", () =>
    Effect.gen(function* () {
      expect(yield* wait("alone", 3_000)).toBe(500)
      expect(yield* wait("alone", 20)).toBe(1)
    })
  )
})
