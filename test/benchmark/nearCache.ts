import { DirectPg, PooledPg } from "aquifer"
import { ChangeFeed, ResearchCache } from "aquifer/research"
import { Cache, Context, Effect, Layer } from "effect"
import { type Bench, poolSize } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { interleaved, result } from "./rounds.ts"
import * as Workload from "./Workload.ts"

const hits = 300_000
const rounds = 7

/** So few keywords that all of them are held. */
const hot = Array.from({ length: 1_000 }, (_, index) => Workload.keyword(index))

/** Hits a second of one caller, one after the other. */
const rate = (lookup: (keyword: string) => Effect.Effect<unknown, unknown>) => () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const before = performance.now()
      for (let index = 0; index < hits; index++) yield* lookup(hot[index % hot.length] ?? "")
      return (hits * 1_000) / (performance.now() - before)
    })
  )

const open = ({ direct, pooled }: Bench) =>
  Layer.build(
    ResearchCache.layerNear().pipe(
      Layer.provide(ChangeFeed.layerNoDeps),
      Layer.provide(PooledPg.layerSqlClient),
      Layer.provideMerge(
        Layer.merge(
          PooledPg.layerWith({ endpoint: pooled, pool: { size: poolSize } }),
          DirectPg.layerWith({ endpoint: direct })
        )
      )
    )
  )

/** Lookups that memory answers, against a bare `Cache.get` of the same keys. */
export const nearCache = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const context = yield* open(bench)
  const cache = Context.get(context, ResearchCache)
  const pool = Context.get(context, PooledPg)
  yield* Effect.sleep("1 second") // until the feed listens
  yield* Effect.forEach(hot, cache.lookup, { concurrency: "unbounded" })
  const { acquired } = yield* pool.stats
  const bare = yield* Cache.make({
    capacity: hot.length,
    lookup: (keyword: string) => Effect.succeed({ keyword })
  })
  const values = yield* Effect.promise(() =>
    interleaved(rounds, {
      aquifer: rate(cache.lookup),
      "a bare Cache.get": rate((keyword) => Cache.get(bare, keyword))
    })
  )
  const asked = (yield* pool.stats).acquired - acquired
  if (asked > hits / 100) return yield* Effect.die(new Error(`${asked} lookups were no hits`))
  return [result("near-cache hits, one caller", "hits a second", values)]
}, Effect.scoped)
