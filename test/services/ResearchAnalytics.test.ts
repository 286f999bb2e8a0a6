import { expect, layer } from "@effect/vitest"
import { ResearchAnalytics, ResearchCache, ResearchDocuments } from "aquifer"
import { Effect } from "effect"
import { research, researchInMemory } from "../support/ResearchStore.ts"

const routes = {
  "in memory": researchInMemory,
  direct: research("direct"),
  "through PgBouncer 1.18": research("pgbouncer118")
}

for (const [route, services] of Object.entries(routes)) {
  layer<ResearchAnalytics | ResearchCache | ResearchDocuments, unknown>(services)(
    `ResearchAnalytics ${route}`,
    (it) => {
      it.effect("is all zeros on an empty store", () =>
        Effect.gen(function* () {
          const analytics = yield* ResearchAnalytics
          expect(yield* analytics.totals).toEqual({
            keywords: 0,
            documents: 0,
            bytes: 0,
            hits: 0,
            misses: 0,
            hitRatio: 0
          })
          expect(yield* analytics.topKeywords()).toEqual([])
          expect(yield* analytics.growthByDay()).toEqual([])
          expect(yield* analytics.bySource).toEqual([])
        })
      )

      it.effect("adds up documents, lookups, days and sources", () =>
        Effect.gen(function* () {
          const analytics = yield* ResearchAnalytics
          const cache = yield* ResearchCache
          const documents = yield* ResearchDocuments
          const document = (url: string, source?: string) => ({
            url,
            title: "t",
            body: "body",
            ...(source && { source })
          })
          yield* documents.store({
            keyword: "a",
            documents: [document("1", "s"), document("2", "s"), document("3")]
          })
          yield* documents.store({ keyword: "b", documents: [document("1", "z")] })
          for (const keyword of ["a", "a", "b", "none"]) yield* cache.lookup(keyword)
          yield* cache.stats
          expect(yield* analytics.totals).toEqual({
            keywords: 2,
            documents: 4,
            bytes: 20,
            hits: 3,
            misses: 1,
            hitRatio: 0.75
          })
          expect(yield* analytics.topKeywords(2)).toEqual([
            { keyword: "a", lookups: 2, hits: 2, documents: 3 },
            { keyword: "b", lookups: 1, hits: 1, documents: 1 }
          ])
          expect(yield* analytics.growthByDay()).toMatchObject([{ documents: 4, bytes: 20 }])
          expect(yield* analytics.bySource).toEqual([
            { source: "s", documents: 2, bytes: 10 },
            { source: "", documents: 1, bytes: 5 },
            { source: "z", documents: 1, bytes: 5 }
          ])
        })
      )

      it.effect("refuses a number of rows that is none, and names the field", () =>
        Effect.gen(function* () {
          const analytics = yield* ResearchAnalytics
          for (const most of [0, -1, 1.5, Number.NaN, 10_001]) {
            const { reason } = yield* Effect.flip(analytics.topKeywords(most))
            expect(reason).toMatchObject({ _tag: "Rejected", field: "most", statement: "did not run" })
          }
        })
      )
    }
  )
}
