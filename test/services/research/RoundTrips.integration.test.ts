import { expect, layer } from "@effect/vitest"
import { PooledPg } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Effect, Exit, Layer } from "effect"
import { faultProxy } from "../../support/FaultProxy.ts"
import { endpoints } from "../../support/ResearchStore.ts"
import { type Route, routes, SuiteDatabase } from "../../support/SuiteDatabase.ts"

/** The services over one connection, which is open, and how many round trips an effect takes on it. */
const counted = Effect.fnUntraced(function* (route: Route) {
  const { app } = yield* SuiteDatabase
  const endpoint = app(route)
  const proxy = yield* faultProxy(endpoint)
  const context = yield* Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
    Layer.provide(PooledPg.layerSqlClient),
    Layer.provideMerge(
      PooledPg.layerWith({ endpoint: { ...endpoint, port: proxy.port }, pool: { size: 1, min: 0 } })
    ),
    Layer.build
  )
  const services = yield* Effect.all({
    cache: ResearchCache,
    documents: ResearchDocuments,
    pool: PooledPg
  }).pipe(Effect.provideContext(context))
  yield* services.pool.sql`SELECT 1`
  const roundTrips = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const before = proxy.roundTrips
      const exit = yield* Effect.exit(effect)
      return [proxy.roundTrips - before, Exit.isSuccess(exit) ? exit.value : exit.cause] as const
    })
  return { ...services, roundTrips }
})

const documents = (count: number, bytes = 20) =>
  Array.from({ length: count }, (_, index) => ({
    url: `https://example.com/${index}`,
    title: `title ${index}`,
    body: "x".repeat(bytes)
  }))

for (const route of routes) {
  layer(endpoints(route))(`Round trips of the research store, ${route}`, (it) => {
    it.effect("a store of five documents: 1, with an idempotency key and without, again or anew", () =>
      Effect.gen(function* () {
        const { documents: store, roundTrips } = yield* counted(route)
        const fresh = { inserted: 5, updated: 0, duplicates: 0 }
        const request = { keyword: "five", documents: documents(5) }
        expect(yield* roundTrips(store.store(request))).toEqual([1, fresh])
        expect(yield* roundTrips(store.store({ ...request, operation: "once" }))).toEqual([
          1,
          { inserted: 0, updated: 0, duplicates: 5 }
        ])
        const keyed = { keyword: "keyed", documents: documents(5), operation: "keyed" }
        expect(yield* roundTrips(store.store(keyed))).toEqual([1, fresh])
        expect(yield* roundTrips(store.store(keyed))).toEqual([1, fresh])
      }).pipe(Effect.scoped)
    )

    it.effect("a store of nearly a MiB: 1, and many that are all or nothing: 2", () =>
      Effect.gen(function* () {
        const { documents: store, roundTrips } = yield* counted(route)
        const large = { keyword: "large", documents: documents(100, 10_000) }
        expect(yield* roundTrips(store.store(large))).toEqual([
          1,
          { inserted: 100, updated: 0, duplicates: 0 }
        ])
        const many = ["b", "a", "c"].map((keyword, index) => ({ keyword, documents: documents(index + 1) }))
        expect(yield* roundTrips(store.storeMany(many))).toEqual([
          2,
          [1, 2, 3].map((inserted) => ({ inserted, updated: 0, duplicates: 0 }))
        ])
      }).pipe(Effect.scoped)
    )

    it.effect("fifty stores of different keywords at once: 5 at most", () =>
      Effect.gen(function* () {
        const { documents: store, roundTrips } = yield* counted(route)
        const requests = Array.from({ length: 50 }, (_, index) => ({
          keyword: `shared ${index}`,
          documents: documents(3)
        }))
        const all = Effect.forEach(requests, store.store, { concurrency: "unbounded" })
        const [trips, results] = yield* roundTrips(all)
        expect(trips).toBeLessThanOrEqual(5) // four that may be out at once, and what has gathered meanwhile
        expect(results).toEqual(requests.map(() => ({ inserted: 3, updated: 0, duplicates: 0 })))
      }).pipe(Effect.scoped)
    )

    it.effect("a miss of getOrResearch: 3, and a hit 1", () =>
      Effect.gen(function* () {
        const { cache, roundTrips } = yield* counted(route)
        const found = cache.getOrResearch("missed", Effect.succeed({ found: true }))
        expect(yield* roundTrips(found)).toEqual([3, { found: true }])
        expect(yield* roundTrips(found)).toEqual([1, { found: true }])
      }).pipe(Effect.scoped)
    )
  })
}
