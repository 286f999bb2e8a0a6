import { expect, layer } from "@effect/vitest"
import { ResearchCache, ResearchDocuments, type StoreRequest } from "aquifer/research"
import { Effect, Option } from "effect"
import { places } from "../../../support/ResearchStore.ts"
import { countsOf, document, urlsOf } from "./storedDocuments.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchDocuments | ResearchCache, unknown>(services)(`ResearchDocuments ${place}`, (it) => {
    it.effect("stores many keywords together, results in the order of the requests", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "m2", documents: [document("a")] })
        const stored = yield* documents.storeMany([
          { keyword: "m3", documents: [document("a"), document("b")] },
          { keyword: "m2", documents: [document("a"), document("c")] },
          { keyword: "m1", documents: [] },
          { keyword: "m3", documents: [document("b", { body: "changed" }), document("c")], payload: "last" }
        ])
        expect(stored).toEqual([
          { inserted: 2, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 0, duplicates: 1 },
          { inserted: 0, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 1, duplicates: 0 }
        ])
        expect(yield* urlsOf("m3")).toEqual(["a", "b", "c"])
        expect(Option.getOrThrow(yield* documents.find("m3", "b")).body).toBe("changed")
        const found = yield* (yield* ResearchCache).lookupMany(["m1", "m2", "m3"])
        expect([...found.keys()].toSorted()).toEqual(["m1", "m2", "m3"])
        expect(found.get("m3")?.payload).toBe("last")
        expect(yield* documents.storeMany([])).toEqual([])
      })
    )

    it.effect("stores none of many keywords when one of them is refused, and names it", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const good = { keyword: "all or", documents: [document("a")], operation: "many 1" }
        yield* documents.store({ keyword: "used", documents: [document("u")], operation: "many used" })
        const refused: ReadonlyArray<readonly [StoreRequest, string]> = [
          [{ keyword: " ", documents: [] }, "requests[1].keyword"],
          [{ keyword: "x", documents: [document("")] }, "requests[1].documents[0].url"],
          [{ keyword: "x", documents: [], operation: "many 1" }, "requests[1].operation"],
          [{ keyword: "x", documents: [], operation: "many used" }, "operation"]
        ]
        for (const [bad, field] of refused) {
          const { reason } = yield* Effect.flip(documents.storeMany([good, bad]))
          expect(reason).toMatchObject({ _tag: "Rejected", field })
        }
        expect(yield* documents.metadata("all or")).toEqual(Option.none())
        expect((yield* documents.storeMany([good]))[0]).toEqual({ inserted: 1, updated: 0, duplicates: 0 })
      })
    )

    it.effect("gives each of many operations the result that it came to before", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const requests = ["o1", "o2"].map((key) => ({
          keyword: key,
          documents: [document("a")],
          operation: key
        }))
        const first = yield* documents.storeMany(requests.slice(1))
        const both = yield* documents.storeMany(requests)
        expect(both).toEqual([{ inserted: 1, updated: 0, duplicates: 0 }, first[0]])
        expect(yield* documents.storeMany(requests)).toEqual(both)
      })
    )

    it.effect("lets stores of many keywords run at once, whatever their order", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const keywords = Array.from({ length: 30 }, (_, index) => `race ${index}`)
        yield* Effect.forEach(
          Array.from({ length: 8 }, (_, index) => index),
          (nth) =>
            documents.storeMany(
              (nth % 2 === 0 ? keywords : keywords.toReversed()).map((keyword) => ({
                keyword,
                documents: [document("shared"), document(`own ${nth}`)]
              }))
            ),
          { concurrency: "unbounded" }
        )
        for (const keyword of keywords) expect((yield* countsOf(keyword))[0]).toBe(9)
      })
    )
  })
}
