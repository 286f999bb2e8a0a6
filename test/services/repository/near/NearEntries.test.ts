import { describe, expect, it } from "@effect/vitest"
import { ChangeFeed } from "aquifer"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { NearBounds } from "../../../../src/services/repository/near/NearBounds.ts"
import { NearEntries } from "../../../../src/services/repository/near/NearEntries.ts"

const { Changed, Gap, Listening } = ChangeFeed.ChangeEvent

interface Thing {
  readonly text: string
}

const entries = (bounds: Partial<NearBounds<Thing>> = {}, listening = true) =>
  Effect.withFiber((fiber) => {
    const near = new NearEntries<string, Thing>(
      {
        capacity: 100,
        maxBytes: 1_000_000,
        sizeOf: ({ text }) => text.length,
        timeToLive: () => 60_000,
        ...bounds
      },
      (key) => key
    )
    if (listening) near.heard(Listening({ by: "notifications" }))
    return Effect.succeed({
      near,
      begin: (key: string, of = "") => near.begin(key, of),
      end: (load: ReturnType<typeof near.begin>, text: string, at = 0) => near.end(load, { text }, at),
      load: (key: string, text = "x", of = "", at = 0) => near.end(near.begin(key, of), { text }, at),
      has: (key: string, of = "") => near.get(key, of, fiber) !== undefined
    })
  })

describe("Values in memory", () => {
  it.effect("are held only while somebody vouches for them", () =>
    Effect.gen(function* () {
      const { has, load, near } = yield* entries({}, false)
      load("early")
      const asked = near.begin("asked", "")
      near.heard(Listening({ by: "polling" }))
      near.end(asked, { text: "before it listened" }, 0)
      load("held")
      expect([near.isFed, has("early"), has("asked"), has("held")]).toEqual([true, false, false, true])
      near.heard(Gap({ reason: "many", continues: true }))
      expect(has("held")).toBe(false)
      load("held")
      expect(has("held")).toBe(true)
      near.heard(Gap({ reason: "lost", continues: false }))
      expect([near.isFed, has("held"), near.size, near.bytes]).toEqual([false, false, 0, 0])
    })
  )

  it.effect("never go back to what is older than what another look has brought", () =>
    Effect.gen(function* () {
      const { begin, end, has } = yield* entries()
      // Which of two is the older one cannot be told, so what is asked for next is asked of the database.
      for (const [first, second] of [
        ["new", "old"],
        ["old", "new"]
      ] as const) {
        const [one, other] = [begin("raced"), begin("raced")]
        end(one, first)
        end(other, second)
        expect(has("raced")).toBe(false)
      }
      const late = begin("raced")
      end(begin("raced"), "new")
      const later = begin("raced")
      end(late, "old")
      end(later, "old")
      expect(has("raced")).toBe(false)
      // Nor can it beside one that saw both.
      const long = begin("raced")
      end(begin("raced"), "old")
      end(begin("raced"), "new")
      expect(has("raced")).toBe(true)
      end(long, "new")
      expect(has("raced")).toBe(false)
      const [first, second] = [begin("raced"), begin("raced")]
      end(first, "same")
      end(second, "same")
      expect(has("raced")).toBe(true)
    })
  )

  it.effect("are not what a look brings that was under way when its key changed", () =>
    Effect.gen(function* () {
      const { begin, end, has, near } = yield* entries()
      for (const event of [Changed({ keys: ["raced"] }), Gap({ reason: "many", continues: true })]) {
        const [old, other] = [begin("raced"), begin("other")]
        near.heard(event)
        const young = begin("raced")
        end(old, "old")
        expect(has("raced")).toBe(false)
        end(young, "new")
        expect(has("raced")).toBe(true)
        end(other, "x")
        expect(has("other")).toBe(event._tag === "Changed")
        near.heard(Listening({ by: "polling" }))
      }
    })
  )

  it.effect("belong to their partition, and a change is of all of them", () =>
    Effect.gen(function* () {
      const { begin, end, has, load, near } = yield* entries()
      const [mine, theirs] = [begin("shared", "me"), begin("shared", "them")]
      end(mine, "what I see")
      end(theirs, "what they see")
      load("other", "x", "me")
      expect([has("shared", "me"), has("shared", "them"), has("shared"), has("other", "them")]).toEqual([
        true,
        true,
        false,
        false
      ])
      near.heard(Changed({ keys: ["shared"] }))
      expect([has("shared", "me"), has("shared", "them"), has("other", "me"), near.size]).toEqual([
        false,
        false,
        true,
        1
      ])
    })
  )

  it.effect("are found whichever of their key's others are gone", () =>
    Effect.gen(function* () {
      const partitions = ["", "one", "two"]
      for (const gone of partitions) {
        const { has, load, near } = yield* entries({ timeToLive: ({ text }) => Number(text) })
        for (const of of partitions) load("shared", of === gone ? "5000" : "60000", of)
        yield* TestClock.adjust("10 seconds")
        expect(has("shared", gone)).toBe(false)
        const left = partitions.filter((of) => of !== gone)
        expect([left.map((of) => has("shared", of)), near.size]).toEqual([[true, true], 2])
        near.heard(Changed({ keys: ["shared"] }))
        expect([left.map((of) => has("shared", of)), near.size]).toEqual([[false, false], 0])
      }
    })
  )

  it.effect("end with their time to live", () =>
    Effect.gen(function* () {
      const { has, load } = yield* entries({ timeToLive: ({ text }) => Number(text) })
      load("short", "5000")
      load("long", "10000")
      load("none", "0")
      yield* TestClock.adjust("5 seconds")
      expect([has("short"), has("long"), has("none")]).toEqual([false, true, false])
      yield* TestClock.adjust("5 seconds")
      expect(has("long")).toBe(false)
    })
  )

  it.effect("stay within their bounds, and those that are used stay longer", () =>
    Effect.gen(function* () {
      for (const bounds of [{ maxBytes: 10_000 }, { capacity: 10 }]) {
        const { has, load, near } = yield* entries(bounds)
        load("used", "x".repeat(1_000))
        for (let index = 0; index < 50; index++) {
          load(`other ${index}`, "x".repeat(1_000))
          expect(has("used")).toBe(true)
          expect(near.bytes).toBeLessThanOrEqual(10_000)
          expect(near.size).toBeLessThanOrEqual(10)
        }
        expect(near.size).toBe(10)
      }
      const { has, load } = yield* entries({ maxBytes: 10_000 })
      load("too large", "x".repeat(10_001))
      expect(has("too large")).toBe(false)
    })
  )
})
