import { expect, layer } from "@effect/vitest"
import { DirectPg, Identity } from "aquifer"
import { ResearchDocuments } from "aquifer/research"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { places, research } from "../../../support/ResearchStore.ts"
import { document, urlsOf } from "./storedDocuments.ts"

for (const [place, services] of Object.entries(places)) {
  layer<ResearchDocuments, unknown>(services)(`ResearchDocuments ${place}`, (it) => {
    it.effect("returns the first result of an operation that is repeated, and changes nothing", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const request = { keyword: "once", documents: [document("a")], operation: "operation 1" }
        const first = yield* documents.store(request)
        yield* documents.remove("once")
        expect(yield* documents.store(request)).toEqual(first)
        expect(yield* urlsOf("once")).toEqual([])
      })
    )

    it.effect("refuses an operation that was used for another request", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        yield* documents.store({ keyword: "reused", documents: [document("a")], operation: "operation 2" })
        const { reason } = yield* Effect.flip(
          documents.store({ keyword: "reused", documents: [document("b")], operation: "operation 2" })
        )
        expect(reason).toMatchObject({ _tag: "Rejected", field: "operation" })
        expect(yield* urlsOf("reused")).toEqual(["a"])
      })
    )

    it.effect("refuses one of many stores that run at once, and stores the others", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        yield* store({ keyword: "used", operation: "used", documents: [document("a")] })
        const requests = Array.from({ length: 20 }, (_, index) => ({
          keyword: `with others ${index}`,
          operation: index === 7 ? "used" : `with others ${index}`,
          documents: [document("a")]
        }))
        const exits = yield* Effect.forEach(requests, (request) => Effect.exit(store(request)), {
          concurrency: "unbounded"
        })
        expect(exits.flatMap((exit, index) => (exit._tag === "Failure" ? [index] : []))).toEqual([7])
        expect(yield* Effect.flip(store(requests[7] ?? { keyword: "", documents: [] }))).toMatchObject({
          operation: "store",
          reason: { _tag: "Rejected", message: expect.stringContaining("used for another request") }
        })
        for (const index of [6, 8]) expect(yield* urlsOf(`with others ${index}`)).toEqual(["a"])
        expect(yield* urlsOf("with others 7")).toEqual([])
      })
    )

    it.effect("lets one key have one result, whichever of two stores comes first", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        const request = { keyword: "twice at once", operation: "twice at once", documents: [document("a")] }
        const results = yield* Effect.all([store(request), store(request)], { concurrency: "unbounded" })
        expect(results).toEqual([
          { inserted: 1, updated: 0, duplicates: 0 },
          { inserted: 1, updated: 0, duplicates: 0 }
        ])
        const other = { ...request, keyword: "of another keyword", operation: "shared by mistake" }
        const exits = yield* Effect.forEach(
          [other, { ...other, keyword: "and of a third" }],
          (each) => Effect.exit(store(each)),
          { concurrency: "unbounded" }
        )
        expect(exits.map(({ _tag }) => _tag).toSorted()).toEqual(["Failure", "Success"])
      })
    )
  })
}

layer(ResearchDocuments.layerMemory)("ResearchDocuments' operations, in memory", (it) => {
  it.effect("are kept for a day, and then the key is free again", () =>
    Effect.gen(function* () {
      const documents = yield* ResearchDocuments
      yield* documents.store({ keyword: "k", documents: [document("a")], operation: "key" })
      expect(yield* documents.forgetOperations).toBe(0)
      yield* TestClock.adjust("1 day")
      expect(yield* documents.forgetOperations).toBe(1)
      const stored = yield* documents.store({ keyword: "k", documents: [document("b")], operation: "key" })
      expect(stored.inserted).toBe(1)
    })
  )
})

for (const route of ["direct", "pgbouncer118"] as const) {
  layer(research(route))(`ResearchDocuments' operations, ${route}`, (it) => {
    it.effect("are kept until they expire, and then the key is free again", () =>
      Effect.gen(function* () {
        const documents = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* documents.store({ keyword: "k", documents: [document("a")], operation: "one" })
        yield* documents.store({ keyword: "k", documents: [document("b")], operation: "two" })
        expect(yield* documents.forgetOperations).toBe(0)
        yield* sql`UPDATE aquifer_operations SET expires_at = now()`
        const again = yield* documents.store({ keyword: "k", documents: [document("c")], operation: "one" })
        expect(again.inserted).toBe(1)
        yield* sql`UPDATE aquifer_operations SET expires_at = now()`
        expect(yield* documents.forgetOperations).toBe(1) // the store has forgotten the other
      })
    )

    it.effect("are those of one identity, and of stores alone", () =>
      Effect.gen(function* () {
        const { store } = yield* ResearchDocuments
        const { sql } = yield* DirectPg
        yield* sql`
          INSERT INTO aquifer_operations (operation, request_hash, result, expires_at)
          VALUES ('own', '', '{}', now() + interval '1 day')`
        for (const [index, sub] of ["a", "b", undefined].entries()) {
          const request = { keyword: "own", documents: [document(`of ${sub}`)], operation: "own" }
          const as = sub === undefined ? Identity.none : Identity.as({ claims: { sub } })
          expect((yield* as(store(request))).inserted).toBe(1)
          expect((yield* as(store(request))).inserted).toBe(1)
          expect((yield* urlsOf("own")).length).toBe(index + 1)
        }
      })
    )
  })
}
