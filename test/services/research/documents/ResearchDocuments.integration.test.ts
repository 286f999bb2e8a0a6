import { expect, layer } from "@effect/vitest"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Effect, Option } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { countsOf, document, urlsOf } from "./storedDocuments.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchDocuments | ResearchCache, unknown>(services)(`ResearchDocuments ${place}`, (it) => {
    it.effect("stores documents, metadata and cache row together", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const cache = yield* ResearchCache
        const stored = yield* documents.store({
          keyword: " k ",
          documents: [document("a"), document("b", { body: "é" })]
        })
        expect(stored).toEqual({ inserted: 2, updated: 0, duplicates: 0 })
        expect(yield* urlsOf("k")).toEqual(["a", "b"])
        expect(yield* countsOf("k")).toEqual([2, "Title of aBodyTitle of b".length + 2])
        const { payload } = Option.getOrThrow(yield* cache.lookup("k"))
        expect(payload).toMatchObject({
          documents: 2,
          titles: [{ title: "Title of a", url: "a" }, { url: "b" }]
        })
        expect(Option.isSome(Option.getOrThrow(yield* documents.metadata("k")).lastResearchedAt)).toBe(true)
      })
    )

    it.effect("tells unchanged documents from changed and new ones", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const first = [
          document("same"),
          document("body"),
          document("source", { source: "s" }),
          document("kind")
        ]
        yield* documents.store({ keyword: "again", documents: first })
        const before = Option.getOrThrow(yield* documents.find("again", "same"))
        const stored = yield* documents.store({
          keyword: "again",
          documents: [
            document("same"),
            document("body", { body: "Body, changed" }),
            document("source", { source: "t" }),
            document("kind", { kind: "k" }),
            document("new")
          ]
        })
        expect(stored).toEqual({ inserted: 1, updated: 3, duplicates: 1 })
        expect(Option.getOrThrow(yield* documents.find("again", "same"))).toEqual(before)
        expect(Option.getOrThrow(yield* documents.find("again", "body")).body).toBe("Body, changed")
        expect(Option.getOrThrow(yield* documents.find("again", "kind")).kind).toBe("k")
        expect((yield* countsOf("again"))[0]).toBe(5)
      })
    )

    it.effect("sees a change that only moves text from one field into the next", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "moved", documents: [{ url: "u", title: "ab", body: "c" }] })
        const stored = yield* documents.store({
          keyword: "moved",
          documents: [{ url: "u", title: "a", body: "bc" }]
        })
        expect(stored).toEqual({ inserted: 0, updated: 1, duplicates: 0 })
      })
    )

    it.effect("counts a url given twice as a duplicate, and the last one is kept", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const stored = yield* documents.store({
          keyword: "twice",
          documents: [document("u", { body: "first" }), document("v"), document("u", { body: "last" })]
        })
        expect(stored).toEqual({ inserted: 2, updated: 0, duplicates: 1 })
        expect(Option.getOrThrow(yield* documents.find("twice", "u")).body).toBe("last")
      })
    )

    it.effect("keeps the same url of two keywords apart", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "left", documents: [document("u", { body: "left" })] })
        yield* documents.store({ keyword: "right", documents: [document("u", { body: "right" })] })
        expect(Option.getOrThrow(yield* documents.find("left", "u")).body).toBe("left")
        expect(Option.getOrThrow(yield* documents.find("right", "u")).body).toBe("right")
      })
    )

    it.effect("streams more documents than fit on a page, by url, each once", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const urls = Array.from({ length: 250 }, (_, index) => `u${String(index).padStart(3, "0")}`)
        yield* documents.store({ keyword: "many", documents: urls.toReversed().map((url) => document(url)) })
        expect(yield* urlsOf("many")).toEqual(urls)
        expect(yield* urlsOf("none")).toEqual([])
      })
    )

    it.effect("stores a keyword for which nothing was found", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const stored = yield* documents.store({ keyword: "nothing", documents: [], payload: { found: 0 } })
        expect(stored).toEqual({ inserted: 0, updated: 0, duplicates: 0 })
        expect(yield* countsOf("nothing")).toEqual([0, 0])
        expect(Option.getOrThrow(yield* (yield* ResearchCache).lookup("nothing")).payload).toEqual({
          found: 0
        })
      })
    )

    it.effect("removes documents and the cache row, and the metadata follows", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "gone", documents: ["a", "b", "c"].map((url) => document(url)) })
        expect(yield* documents.remove("gone", ["a", "none"])).toBe(1)
        expect(yield* urlsOf("gone")).toEqual(["b", "c"])
        expect((yield* countsOf("gone"))[0]).toBe(2)
        expect(yield* (yield* ResearchCache).exists("gone")).toBe(false)
        expect(yield* documents.remove("gone")).toBe(2)
        expect(yield* countsOf("gone")).toEqual([0, 0])
      })
    )

    it.effect("adds up stores of one keyword that run at once", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* Effect.forEach(
          Array.from({ length: 12 }, (_, index) => index),
          (index) =>
            documents.store({ keyword: "crowd", documents: [document("shared"), document(`own ${index}`)] }),
          { concurrency: "unbounded" }
        )
        expect((yield* countsOf("crowd"))[0]).toBe(13)
        expect((yield* urlsOf("crowd")).length).toBe(13)
      })
    )

    it.effect("stores more documents than fit into one statement, and says how far it has come", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const given = Array.from({ length: 2_500 }, (_, index) => document(`u${index}`))
        const sent: Array<number> = []
        const onProgress = (count: number) => sent.push(count)
        const request = { keyword: "bulk", documents: given, onProgress }
        expect(yield* documents.store(request)).toEqual({ inserted: 2_500, updated: 0, duplicates: 0 })
        expect(sent).toEqual(sent.toSorted((a, b) => a - b))
        expect(sent.at(-1)).toBe(2_500)
        const changed = given.map((one, index) => (index % 2 === 0 ? one : { ...one, body: "changed" }))
        const again = yield* documents.store({ keyword: "bulk", documents: [...changed, document("new")] })
        expect(again).toEqual({ inserted: 1, updated: 1_250, duplicates: 1_250 })
        expect((yield* countsOf("bulk"))[0]).toBe(2_501)
      })
    )
  })
}
