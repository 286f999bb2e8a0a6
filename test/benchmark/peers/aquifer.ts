import { Deadline, PooledPg, type PgUrl } from "aquifer"
import { ResearchCache, ResearchDocuments } from "aquifer/research"
import { Duration, Effect, Layer, ManagedRuntime, Option } from "effect"
import { poolSize } from "../Bench.ts"
import { documents, payload, read } from "../Workload.ts"
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

const few = documents(5)

/** The contender. */
export const aquifer = async (endpoint: PgUrl.PgEndpoint): Promise<Peer> => {
  const runtime = services(endpoint)
  const [cache, store] = await runtime.runPromise(Effect.all([ResearchCache, ResearchDocuments]))
  return ofEffects({
    name: "aquifer",
    within: (millis) => Deadline.within(Duration.millis(millis)),
    close: () => runtime.dispose(),
    lookup: (keyword) =>
      Effect.map(cache.lookup(keyword), (found) => read(keyword, Option.getOrUndefined(found)?.payload)),
    insert: (keyword, index) => cache.store(keyword, payload(index)),
    store: (keyword, index) => store.store({ keyword, payload: payload(index), documents: few })
  })
}
