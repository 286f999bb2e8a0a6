import { expect, layer } from "@effect/vitest"
import { ResearchAnalytics, ResearchCache, ResearchDocuments, ResearchPeriod } from "aquifer/research"
import { Effect } from "effect"
import { research, researchInMemory } from "../../../support/ResearchStore.ts"

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

      it.effect(
        "reports any period: its days, its keywords and its sources, and nothing from outside it",
        () =>
          Effect.gen(function* () {
            const analytics = yield* ResearchAnalytics
            const cache = yield* ResearchCache
            const documents = yield* ResearchDocuments
            const [{ day = "" } = {}] = yield* analytics.growthByDay()
            yield* documents.store({
              keyword: "period",
              documents: [{ url: "1", title: "", body: "ünï", source: "only here" }]
            })
            yield* cache.lookup("period")
            yield* cache.stats
            const { bytes, documents: stored, hits, keywords, misses } = yield* analytics.totals
            const growth = yield* analytics.report({ from: day, to: day })
            expect(growth.totals).toMatchObject({ keywords, documents: stored, bytes })
            expect(growth.days).toMatchObject([{ day, documents: stored, bytes }])
            expect(growth.sources).toEqual(yield* analytics.bySource)
            const today = yield* ResearchPeriod.last(1) // by Effect's clock, as lookups are counted
            const use = yield* analytics.report(today, 1)
            expect(use.totals).toMatchObject({ hits, misses, hitRatio: hits / (hits + misses) })
            expect(use.days).toMatchObject([{ day: today.to, hits, misses }])
            expect(use.topKeywords).toEqual(yield* analytics.topKeywords(1))
            const before = yield* analytics.report({ from: "2001-12-30", to: "2002-01-02" })
            expect(before.days.map(({ day }) => day)).toEqual([
              "2001-12-30",
              "2001-12-31",
              "2002-01-01",
              "2002-01-02"
            ])
            expect(before).toMatchObject({
              totals: { keywords: 0, hitRatio: 0 },
              topKeywords: [],
              sources: []
            })
          })
      )

      it.effect("refuses a period that is none, and names the field", () =>
        Effect.gen(function* () {
          const analytics = yield* ResearchAnalytics
          for (const [from, to, field] of [
            ["2026-02-30", "2026-03-01", "period.from"],
            ["yesterday", "2026-03-01", "period.from"],
            ["2026-03-01", "2026-3-2", "period.to"],
            ["2026-03-02", "2026-03-01", "period.to"],
            ["2000-01-01", "2026-03-01", "period"]
          ] as const) {
            const { reason } = yield* Effect.flip(analytics.report({ from, to }))
            expect(reason, `${from} to ${to}`).toMatchObject({
              _tag: "Rejected",
              field,
              statement: "did not run"
            })
          }
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
