import { PooledPg, type PgUrl, Repository } from "aquifer"
import { Effect, Layer, ManagedRuntime, Option, Schema } from "effect"
import { Model } from "effect/schema"
import { poolSize } from "../Bench.ts"
import { payload, read } from "../Workload.ts"
import { ofEffects } from "./ofEffects.ts"
import type { Peer } from "./Peer.ts"

/** The rows that everybody reads and writes, as a user would describe them. */
class Entry extends Model.Class<Entry>("Entry")({
  keyword: Schema.String,
  payload: Schema.NullOr(Schema.Unknown),
  fetchedAt: Model.GeneratedByDb(Schema.Date),
  expiresAt: Schema.Date
}) {}

class Entries extends Repository.Service<Entries>()("bench/Entries", {
  model: Entry,
  tableName: "research_cache",
  idColumn: "keyword"
}) {}

const day = 86_400_000

/** Aquifer's `Repository` of the cache's table, in the place of its own services. */
export const repository = async (endpoint: PgUrl.PgEndpoint): Promise<Peer> => {
  const runtime = ManagedRuntime.make(
    Entries.layerNoDeps.pipe(
      Layer.provide(PooledPg.layerSqlClient),
      Layer.provide(PooledPg.layerWith({ endpoint, pool: { size: poolSize } }))
    )
  )
  const entries = await runtime.runPromise(Entries)
  const upsert = (keyword: string, index: number) =>
    entries.upsert({ keyword, payload: payload(index), expiresAt: new Date(Date.now() + day) })
  return ofEffects({
    name: "aquifer",
    close: () => runtime.dispose(),
    lookup: (keyword) =>
      Effect.map(entries.find(keyword), (found) => read(keyword, Option.getOrUndefined(found)?.payload)),
    insert: upsert,
    store: upsert
  })
}
