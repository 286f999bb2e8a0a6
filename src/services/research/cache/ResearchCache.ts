import { type Config, Context, Effect, Layer, type Option } from "effect"
import { SqlClient } from "effect/sql"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import type { ReplicaPg } from "../../../layers/ReplicaPg.ts"
import type { DataError } from "../../../layers/resilience/DataError.ts"
import * as LeasePostgres from "../../repository/lease/LeasePostgres.ts"
import * as Replica from "../../repository/replica/Replica.ts"
import type { ChangeFeed } from "../changes/ChangeFeed.ts"
import { ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchOptions } from "../model/ResearchOptions.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { StoreOptions } from "../model/TimeToLive.ts"
import type { CacheEntry, CacheStats } from "./CacheEntry.ts"
import * as NearLookups from "./NearLookups.ts"
import * as Memory from "./ResearchCacheMemory.ts"
import * as Methods from "./ResearchCacheMethods.ts"
import * as Postgres from "./ResearchCachePostgres.ts"
import * as Writes from "./ResearchCacheWrites.ts"

/**
 * The cache of research: what an agent asks before it searches.
 *
 * A keyword is its exact text, trimmed; case counts. Every operation checks its input before a connection is
 * taken and fails with `DataError`, whose reason says whether anything may have run. Hits and misses are counted
 * in memory and written every five seconds.
 *
 * **Example** (One search for a keyword, however many agents ask)
 *
 * ```ts
 * import { ResearchCache } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * declare const search: (keyword: string) => Effect.Effect<{ readonly summary: string }>
 *
 * const summary = (keyword: string) =>
 *   ResearchCache.use((cache) => cache.getOrResearch(keyword, search(keyword), { timeToLive: "1 day" }))
 *
 * const program = Effect.provide(summary("diabetes"), ResearchCache.layer)
 * const inMemory = Effect.provide(summary("diabetes"), ResearchCache.layerMemory)
 * ```
 */
export class ResearchCache extends Context.Service<
  ResearchCache,
  {
    /** The entry of a keyword, unless there is none or it has expired. */
    readonly lookup: (keyword: string) => Effect.Effect<Option.Option<CacheEntry>, DataError>
    /** The entries of many keywords, by keyword, in statements of 2,000 at most; those without one are left out. */
    readonly lookupMany: (
      keywords: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, CacheEntry>, DataError>
    /** Whether `lookup` would find an entry; not counted as a lookup. */
    readonly exists: (keyword: string) => Effect.Effect<boolean, DataError>
    /** Stores an entry, or replaces the one that is there. */
    readonly store: (
      keyword: string,
      payload: ResearchPayload,
      options?: StoreOptions
    ) => Effect.Effect<void, DataError>
    /** Remembers that there is nothing for a keyword, in place of what was there; lookups find nothing. */
    readonly storeAbsence: (
      keyword: string,
      options?: Pick<ResearchOptions, "absenceTimeToLive">
    ) => Effect.Effect<void, DataError>
    /**
     * The entry of a keyword; on a miss researches it, holding no connection meanwhile, and stores the result.
     *
     * However many ask at once, the research runs once. Callers in this process share the first one's, its failure
     * included, which is remembered for nobody. Other processes wait for the entry under a lease of 10 s, which is
     * renewed while the research runs, so that a machine that dies does not block its keyword for longer. A caller
     * who is interrupted disturbs nobody; the research is interrupted when nobody waits for it any more.
     */
    readonly getOrResearch: <E, R>(
      keyword: string,
      research: Effect.Effect<ResearchPayload, E, R>,
      options?: ResearchOptions
    ) => Effect.Effect<ResearchPayload, DataError | E, R>
    /** The same for research that may find nothing, which is remembered for a shorter while. */
    readonly findOrResearch: <E, R>(
      keyword: string,
      research: Effect.Effect<Option.Option<ResearchPayload>, E, R>,
      options?: ResearchOptions
    ) => Effect.Effect<Option.Option<ResearchPayload>, DataError | E, R>
    /** Forgets a keyword; false when there was nothing to forget. */
    readonly invalidate: (keyword: string) => Effect.Effect<boolean, DataError>
    /** Deletes expired rows in batches of short locks, and says how many. */
    readonly evictExpired: Effect.Effect<number, DataError>
    /** How many rows there are, and how lookups fared; it counts them all, so it is no question for every request. */
    readonly stats: Effect.Effect<CacheStats, DataError>
  }
>()("aquifer/services/research/cache/ResearchCache") {
  /** On the `SqlClient` in the context. */
  static readonly layerNoDeps: Layer.Layer<ResearchCache, never, SqlClient.SqlClient> = Layer.effect(
    ResearchCache,
    Effect.flatMap(SqlClient.SqlClient, (sql) => Methods.make(inPostgres(sql)))
  )

  /** On the pooled endpoint that the environment names. */
  static readonly layer: Layer.Layer<ResearchCache, Config.ConfigError | LocalServerError> =
    ResearchCache.layerNoDeps.pipe(Layer.provide(PooledPg.layerSqlClient), Layer.provide(PooledPg.layer))

  /**
   * With hot entries in memory besides, in front of the database: an optional layer for programs that ask for the same
   * keywords again and again.
   *
   * What changes is dropped as soon as the {@link ChangeFeed} tells, what this service stores at once, and everything
   * when the feed is lost. An entry is never older than the feed's own delay (milliseconds by notifications, a second
   * by polling; five where a connection died without a word, the writer had begun before the feed, or the database
   * does not answer), nor than `maxAge`. Inside a transaction memory is not asked. Expiry in memory is by this machine's
   * clock.
   */
  static readonly layerNear = (
    options: NearLookups.NearOptions = {}
  ): Layer.Layer<ResearchCache, never, SqlClient.SqlClient | ChangeFeed> =>
    Layer.effect(
      ResearchCache,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* Methods.make({ ...inPostgres(sql), near: yield* NearLookups.make(options) })
      })
    )

  /**
   * With `lookup`, `lookupMany`, `exists` and the first look of `getOrResearch` answered by replicas that are fresh
   * enough; on the `SqlClient` in the context, which leads to the primary.
   *
   * An answer is no older than `maxStaleness` and has what was written before in the same `Replica.session`, or in the
   * program where there is none. A replica that is behind, slow or away leaves the answer to the primary. What is
   * stored, counted and leased stays there: before it researches, `getOrResearch` looks once more, under the lease.
   */
  static readonly layerReplica = (
    options: Replica.ReplicaOptions
  ): Layer.Layer<ResearchCache, never, ReplicaPg | SqlClient.SqlClient> =>
    Layer.effect(
      ResearchCache,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        return yield* Methods.make({ ...inPostgres(sql), replica: yield* Replica.make(options) })
      })
    )

  /** The twin for tests: the same behaviour on rows in memory, shared with the other services' twins. */
  static readonly layerMemory: Layer.Layer<ResearchCache> = Layer.effect(
    ResearchCache,
    Effect.flatMap(ResearchMemory, (memory) =>
      Methods.make({
        storage: Memory.make(memory),
        writes: () => Effect.succeed(Memory.writes(memory)),
        leases: Effect.succeed(memory.leases)
      })
    )
  ).pipe(Layer.provide(ResearchMemory.layer))
}

const inPostgres = (sql: SqlClient.SqlClient): Methods.CacheParts => ({
  storage: Postgres.make(sql),
  writes: (protect) => Writes.make(sql, protect),
  leases: Effect.provideService(LeasePostgres.make, SqlClient.SqlClient, sql),
  sql
})
