import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as Monotonic from "../../../src/layers/deadline/Monotonic.ts"
import * as Timers from "../../../src/layers/deadline/Timers.ts"

/** Sets alarms by this test's clock, which note their names as they ring. */
const alarms = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const rung: Array<string> = []
  const set = (name: string, millis: number, then?: () => void, needed?: () => boolean) =>
    Timers.set(
      clock,
      Monotonic.millisOf(clock) + millis,
      () => {
        rung.push(name)
        then?.()
      },
      needed
    )
  return { rung, set }
})

describe("Alarms of a clock", () => {
  it.effect("ring when their time has come, whoever has waited for longest first", () =>
    Effect.gen(function* () {
      const { rung, set } = yield* alarms
      set("late", 60)
      set("first", 30)
      set("second", 30)
      yield* TestClock.adjust("29 millis")
      expect(rung).toEqual([])
      yield* TestClock.adjust("1 millis")
      expect(rung).toEqual(["first", "second"])
      yield* TestClock.adjust("30 millis")
      expect(rung).toEqual(["first", "second", "late"])
    })
  )

  it.effect("do not ring once they are cancelled, by whom and however often it may be", () =>
    Effect.gen(function* () {
      const { rung, set } = yield* alarms
      const cancel = set("cancelled", 10)
      const between = set("between", 10)
      set("cancels", 5, () => {
        cancel()
        cancel()
      })
      set("same moment", 10, () => last())
      const last = set("last", 10)
      between()
      yield* TestClock.adjust("1 second")
      expect(rung).toEqual(["cancels", "same moment"])
    })
  )

  it.effect("that nobody needs any more are forgotten, and those set meanwhile ring", () =>
    Effect.gen(function* () {
      const { rung, set } = yield* alarms
      const states = { needed: true }
      set("unneeded", 100, undefined, () => states.needed)
      set("sets another", 20, () => void set("another", 20))
      states.needed = false
      yield* TestClock.adjust("1 second")
      expect(rung).toEqual(["sets another", "another"])
    })
  )
})
