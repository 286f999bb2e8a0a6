import { expect, layer } from "@effect/vitest"
import { ResearchCache, type ResearchPayload } from "aquifer/research"
import { Deferred, Effect, Fiber, Option } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { heldResearch } from "./heldResearch.ts"
import { payloadOf } from "./payloadOf.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchCache, unknown>(services)(`ResearchCache ${place}`, (it) => {
    it.effect("researches a keyword that it does not have, once", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        let researched = 0
        const work = Effect.sync((): ResearchPayload => ({ times: ++researched }))
        expect(yield* cache.getOrResearch("new", work)).toEqual({ times: 1 })
        expect(yield* cache.getOrResearch("new", work)).toEqual({ times: 1 })
        expect(researched).toBe(1)
      })
    )

    it.effect("stores nothing when the research fails, and fails with its error", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const error = yield* Effect.flip(cache.getOrResearch("unlucky", Effect.fail("no answer")))
        expect(error).toBe("no answer")
        expect(yield* cache.exists("unlucky")).toBe(false)
      })
    )

    it.effect("researches once for all who ask at the same time, and tells each of them", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const { begun, letGo, runs, work } = yield* heldResearch
        const fibers = yield* Effect.forEach(Array.from({ length: 20 }), () =>
          Effect.forkChild(cache.getOrResearch("crowded", work))
        )
        yield* Deferred.await(begun)
        yield* Deferred.succeed(letGo, 7)
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(Array.from({ length: 20 }, () => 7))
        expect(runs()).toBe(1)
      })
    )

    it.effect("tells a failure to all who asked, and remembers it for none", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const begun = yield* Deferred.make<void>()
        const fail = yield* Deferred.make<never, string>()
        const work = Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(fail))
        const fibers = yield* Effect.forEach([1, 2, 3], () =>
          Effect.forkChild(Effect.flip(cache.getOrResearch("fails at first", work)), {
            startImmediately: true
          })
        )
        yield* Deferred.await(begun)
        yield* Deferred.fail(fail, "no answer")
        expect(yield* Effect.forEach(fibers, Fiber.join)).toEqual(["no answer", "no answer", "no answer"])
        expect(yield* cache.getOrResearch("fails at first", Effect.succeed(2))).toBe(2)
      })
    )

    it.effect("goes on researching when one of the callers leaves, and stops when the last one does", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        const stopped = yield* Deferred.make<void>()
        const { begun, letGo, work } = yield* heldResearch
        const watched = Effect.onInterrupt(work, () => Deferred.succeed(stopped, undefined))
        const ask = Effect.forkChild(cache.getOrResearch("left", watched), { startImmediately: true })
        const [first, second] = [yield* ask, yield* ask]
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(first)
        yield* Deferred.succeed(letGo, 3)
        expect(yield* Fiber.join(second)).toBe(3)
        const again = yield* heldResearch
        const alone = yield* Effect.forkChild(
          cache.getOrResearch(
            "left alone",
            Effect.onInterrupt(again.work, () => Deferred.succeed(stopped, undefined))
          )
        )
        yield* Deferred.await(again.begun)
        yield* Fiber.interrupt(alone)
        yield* Deferred.await(stopped)
        expect(yield* cache.getOrResearch("left alone", Effect.succeed(4))).toBe(4)
      })
    )

    it.effect("remembers for a while that there is nothing, for those who can be told", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        let runs = 0
        const nothing = Effect.sync(() => {
          runs++
          return Option.none<ResearchPayload>()
        })
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(runs).toBe(1)
        expect(yield* payloadOf("unheard of")).toEqual(Option.none())
        expect(yield* cache.exists("unheard of")).toBe(false)
        expect(yield* cache.getOrResearch("unheard of", Effect.succeed("found"))).toBe("found")
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.some("found"))
        yield* cache.storeAbsence("unheard of", { absenceTimeToLive: 0 })
        expect(yield* payloadOf("unheard of")).toEqual(Option.none())
        expect(yield* cache.findOrResearch("unheard of", nothing)).toEqual(Option.none())
        expect(runs).toBe(2)
      })
    )

    it.effect("tells a payload of null from an absence", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("null", null)
        const never = Effect.die("not researched")
        expect(yield* cache.findOrResearch("null", never)).toEqual(Option.some(null))
        expect(yield* payloadOf("null")).toEqual(Option.some(null))
      })
    )

    it.effect("answers with what has just expired while it is researched anew, where that is allowed", () =>
      Effect.gen(function* () {
        const cache = yield* ResearchCache
        yield* cache.store("stale", "old", { timeToLive: 0 })
        const { begun, letGo, runs, work } = yield* heldResearch
        const ask = cache.getOrResearch("stale", work, { staleFor: "1 hour" })
        expect(yield* ask).toBe("old")
        yield* Deferred.await(begun)
        expect(yield* ask).toBe("old")
        const strict = yield* Effect.forkChild(cache.getOrResearch("stale", work), { startImmediately: true })
        yield* Deferred.succeed(letGo, 5)
        expect(yield* Fiber.join(strict)).toBe(5)
        expect(yield* ask).toBe(5)
        expect(runs()).toBe(1)
      })
    )
  })
}

layer(ResearchCache.layerMemory)("ResearchCache on a test's clock", (it) => {
  it.effect("holds nothing while it researches: a second caller is answered meanwhile", () =>
    Effect.gen(function* () {
      const cache = yield* ResearchCache
      const started = yield* Deferred.make<void>()
      const answer = yield* Deferred.make<number>()
      const slow = Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(answer))
      const fiber = yield* Effect.forkChild(cache.getOrResearch("slow", slow))
      yield* Deferred.await(started)
      yield* cache.store("other", 1)
      yield* Deferred.succeed(answer, 7)
      expect(yield* Fiber.join(fiber)).toBe(7)
    })
  )
})
