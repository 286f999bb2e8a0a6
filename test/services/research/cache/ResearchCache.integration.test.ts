import { expect, layer } from "@effect/vitest"
import { ResearchCache } from "aquifer/research"
import { Effect, Option } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { payloadOf } from "./payloadOf.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchCache, unknown>(services)(`ResearchCache ${place}`, (it) => {
    it.effect("finds what was stored, under the trimmed keyword, case counting", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("  Diabetes ", { found: ["a", 1, null, true] })
        expect(yield* payloadOf("Diabetes")).toEqual(Option.some({ found: ["a", 1, null, true] }))
        expect(yield* payloadOf(" Diabetes\n")).toEqual(Option.some({ found: ["a", 1, null, true] }))
        expect(yield* payloadOf("diabetes")).toEqual(Option.none())
        expect(yield* cache.exists("Diabetes")).toBe(true)
        expect(yield* cache.exists("diabetes")).toBe(false)
      })
    )

    it.effect("replaces an entry that is stored again", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("again", 1)
        yield* cache.store("again", 2)
        expect(yield* payloadOf("again")).toEqual(Option.some(2))
      })
    )

    it.effect("says when an entry was fetched and when it expires", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("times", 1, { timeToLive: "90 minutes" })
        const { expiresAt, fetchedAt } = Option.getOrThrow(yield* cache.lookup("times"))
        expect(expiresAt.epochMilliseconds - fetchedAt.epochMilliseconds).toBe(90 * 60_000)
      })
    )

    it.effect("does not find an entry whose time to live is over, and evicts it", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("short", 1, { timeToLive: 0 })
        yield* cache.store("long", 1)
        expect(yield* payloadOf("short")).toEqual(Option.none())
        expect(yield* cache.exists("short")).toBe(false)
        expect(yield* cache.evictExpired).toBe(1)
        expect(yield* cache.evictExpired).toBe(0)
        expect(yield* payloadOf("long")).toEqual(Option.some(1))
      })
    )

    it.effect("looks many keywords up at once and leaves out those without an entry", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("one", 1)
        yield* cache.store("two", 2)
        const found = yield* cache.lookupMany(["one", " two", "three", "one"])
        expect([...found].map(([keyword, { payload }]) => [keyword, payload]).toSorted()).toEqual([
          ["one", 1],
          ["two", 2]
        ])
        expect((yield* cache.lookupMany([])).size).toBe(0)
      })
    )

    it.effect("forgets a keyword", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("forget me", 1)
        expect(yield* cache.invalidate("forget me")).toBe(true)
        expect(yield* cache.invalidate("forget me")).toBe(false)
        expect(yield* payloadOf("forget me")).toEqual(Option.none())
      })
    )

    it.effect("finds the same for one keyword as for it among many", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const payloads = [
          null,
          false,
          "",
          'žluťoučký 🐎 "\\\n',
          -1.5e300,
          [],
          { a: [{}] },
          "x".repeat(100_000)
        ]
        const keywords = payloads.map((_, index) => `same ${index}\nü`)
        for (const [index, payload] of payloads.entries()) yield* cache.store(`same ${index}\nü`, payload)
        yield* cache.storeAbsence("same nothing")
        yield* cache.store("same old", 1, { timeToLive: 0 })
        const many = yield* cache.lookupMany([...keywords, "same nothing", "same old", "same never"])
        expect([...many.keys()]).toEqual(keywords)
        for (const [index, keyword] of keywords.entries()) {
          expect(yield* cache.lookup(keyword)).toEqual(Option.some(many.get(keyword)))
          expect(many.get(keyword)?.payload).toEqual(payloads[index])
        }
        for (const keyword of ["same nothing", "same old", "same never"]) {
          expect(yield* cache.lookup(keyword), keyword).toEqual(Option.none())
        }
      })
    )
  })

  layer<ResearchCache, unknown>(services)(`ResearchCache statistics ${place}`, (it) => {
    it.effect("counts entries, expired ones, hits and misses, but not what exists asks", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("live", 1)
        yield* cache.store("dead", 1, { timeToLive: 0 })
        yield* cache.lookup("live")
        yield* cache.lookupMany(["live", "dead", "none"])
        yield* cache.exists("live")
        expect(yield* cache.stats).toEqual({ entries: 1, expired: 1, hits: 2, misses: 2 })
      })
    )
  })
}
