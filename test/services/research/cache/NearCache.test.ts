import { describe, expect, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { TestClock } from "effect/testing"
import { type Load, NearCache } from "../../../../src/services/research/cache/NearCache.ts"

const row = (keyword: string, payload: string, expiresAt = 1e12) => ({
  keyword,
  payload,
  absent: false,
  expiredMillis: undefined,
  fetchedAt: DateTime.makeUnsafe(0),
  expiresAt: DateTime.makeUnsafe(expiresAt)
})

const entries = (options = {}, listening = true) =>
  Effect.withFiber((fiber) => {
    const near = new NearCache(options)
    if (listening) near.heard({ _tag: "Listening", by: "notifications" })
    return Effect.succeed({
      near,
      load: (keyword: string, payload = "x", expiresAt?: number) =>
        near.end(keyword, near.begin(keyword), row(keyword, payload, expiresAt), fiber),
      has: (keyword: string) => near.get(keyword, fiber) !== undefined,
      fiber
    })
  })

describe("Entries in memory", () => {
  it.effect("are held only while somebody vouches for them", () =>
    Effect.gen(function* () {
      const { has, load, near } = yield* entries({}, false)
      load("early")
      expect(has("early")).toBe(false)
      near.heard({ _tag: "Listening", by: "polling" })
      load("held")
      expect(has("held")).toBe(true)
      near.heard({ _tag: "Gap", reason: "many", continues: true })
      expect(has("held")).toBe(false)
      load("held")
      expect(has("held")).toBe(true)
      near.heard({ _tag: "Gap", reason: "lost", continues: false })
      load("held")
      expect(has("held")).toBe(false)
    })
  )

  it.effect("never go back to what is older than what another look has brought", () =>
    Effect.gen(function* () {
      const { fiber, has, near } = yield* entries()
      const bring = (load: Load, payload: string) => near.end("raced", load, row("raced", payload), fiber)
      const begin = () => near.begin("raced")
      // Which of two is the older one cannot be told, so what is asked for next is asked of the database.
      for (const order of [["new", "old"] as const, ["old", "new"] as const]) {
        const [one, other] = [begin(), begin()]
        bring(one, order[0])
        bring(other, order[1])
        expect(has("raced")).toBe(false)
      }
      const late = begin()
      bring(begin(), "new")
      const later = begin()
      bring(late, "old")
      bring(later, "old")
      expect(has("raced")).toBe(false)
      const [first, second] = [begin(), begin()]
      bring(first, "same")
      bring(second, "same")
      expect(has("raced")).toBe(true)
    })
  )

  it.effect("are not what a look brings that was under way when its keyword changed", () =>
    Effect.gen(function* () {
      const { fiber, has, near } = yield* entries()
      for (const event of [
        { _tag: "Changed", keyword: "raced" },
        { _tag: "Gap", reason: "many", continues: true }
      ] as const) {
        const [old, other] = [near.begin("raced"), near.begin("other")]
        near.heard(event)
        const young = near.begin("raced")
        near.end("raced", old, row("raced", "old"), fiber)
        expect(has("raced")).toBe(false)
        near.end("raced", young, row("raced", "new"), fiber)
        expect(has("raced")).toBe(true)
        near.end("other", other, row("other", "x"), fiber)
        expect(has("other")).toBe(event._tag === "Changed")
        near.heard({ _tag: "Listening", by: "polling" })
      }
    })
  )

  it.effect("end with their time to live, and at their bound however long that is", () =>
    Effect.gen(function* () {
      const { has, load } = yield* entries({ maxAge: "10 seconds" })
      load("short", "x", 5_000)
      load("long")
      yield* TestClock.adjust("5 seconds")
      expect([has("short"), has("long")]).toEqual([false, true])
      yield* TestClock.adjust("5 seconds")
      expect(has("long")).toBe(false)
    })
  )

  it.effect("stay within their bound of bytes, and those that are used stay longer", () =>
    Effect.gen(function* () {
      const { has, load, near } = yield* entries({ maxBytes: 10_000 })
      load("used", "x".repeat(1_000))
      for (let index = 0; index < 50; index++) {
        load(`other ${index}`, "x".repeat(1_000))
        expect(has("used")).toBe(true)
        expect(near.bytes).toBeLessThanOrEqual(10_000)
      }
      expect(near.size).toBeGreaterThan(2)
      load("too large", "x".repeat(10_000))
      expect(has("too large")).toBe(false)
    })
  )
})
