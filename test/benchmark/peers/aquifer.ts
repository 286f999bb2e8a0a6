import { PooledPg, type PgUrl } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Effect, Layer, ManagedRuntime } from "effect"
import { poolSize } from "../Bench.ts"
import { ofEffects } from "./ofEffects.ts"
import type { Peer } from "./Peer.ts"

/** Aquifer's services on a pool of their own. */
export const services = (endpoint: PgUrl.PgEndpoint) =>
  ManagedRuntime.make(
    Layer.mergeAll(ResearchCache.layerNoDeps, ResearchDocuments.layerNoDeps).pipe(
      Layer.provide(PooledPg.layerSqlClient),
      Layer.provideMerge(PooledPg.layerWith({ endpoint, pool: { size: poolSize } }))
    )
  )

/** The contender. */
export const aquifer = (endpoint: PgUrl.PgEndpoint): Peer => {
  const runtime = services(endpoint)
  return ofEffects({
    name: "aquifer",
    run: runtime.runPromise,
    close: () => runtime.dispose(),
    lookup: (keyword) => Effect.flatMap(ResearchCache, (cache) => cache.lookup(keyword)),
    insert: (keyword, payload) => Effect.flatMap(ResearchCache, (cache) => cache.store(keyword, payload)),
    store: (keyword, payload, documents) =>
      Effect.flatMap(ResearchDocuments, (store) => store.store({ keyword, payload, documents }))
  })
}
