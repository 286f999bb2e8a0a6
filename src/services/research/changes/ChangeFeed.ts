import { type Config, Context, Effect, Layer, Schema, type Stream } from "effect"
import type { SqlClient } from "effect/sql"
import { DirectPg } from "../../../layers/DirectPg.ts"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PgConfig } from "../../../layers/PgConfig.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import { DataError } from "../../../layers/resilience/DataError.ts"
import * as Feed from "../../repository/changes/ChangeFeed.ts"
import { Unmigrated } from "../../repository/changes/Changes.ts"

/** What a feed tells: which keywords' entries were stored, replaced or removed. */
export type ChangeEvent = Feed.ChangeEvent<string>

const watched = { table: "research_cache", key: Schema.String }

/** The kit asks for a change of one's own; the research store's is there already. */
const make = Effect.mapError(Feed.make(watched), (error) =>
  error.reason instanceof Unmigrated
    ? new DataError({
        ...error,
        reason: new Unmigrated(error.reason.lacks, "run aquifer migrate", error.reason.sqlState)
      })
    : error
)

/**
 * What changes in the cache, told by keyword as it is committed: by notifications over the direct endpoint, or where
 * there is none by reading a log once a second. It is the kit's `ChangeFeed` of the table `research_cache`, which says what
 * it promises; an entry that has expired is removed without a word, since nobody holds it.
 *
 * The layers fail as `Misconfigured` where the database is not migrated.
 *
 * **Example** (What changes, in the log)
 *
 * ```ts
 * import { ChangeFeed } from "aquifer/research"
 * import { Effect, Stream } from "effect"
 *
 * const watch = Effect.flatMap(ChangeFeed, ({ events }) =>
 *   Stream.runForEach(events, (event) => Effect.logInfo(event._tag))
 * ).pipe(Effect.provide(ChangeFeed.layer))
 * ```
 */
export class ChangeFeed extends Context.Service<ChangeFeed, Feed.ChangeFeed<string>>()(
  "aquifer/services/research/changes/ChangeFeed"
) {
  /** By notifications, over both endpoints. */
  static readonly layerNoDeps: Layer.Layer<ChangeFeed, DataError, DirectPg | SqlClient.SqlClient> =
    Layer.effect(ChangeFeed, make)

  /** By polling alone, for where there is no direct endpoint. */
  static readonly layerPolling: Layer.Layer<ChangeFeed, DataError, SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.updateContext(make, (context: Context.Context<SqlClient.SqlClient>) =>
      Context.omit(DirectPg)(context)
    )
  )

  /** The best that the environment allows: notifications with `DATABASE_URL`, polling with `DATABASE_POOL_URL` alone. */
  static readonly layer: Layer.Layer<ChangeFeed, Config.ConfigError | LocalServerError | DataError> =
    Layer.unwrap(
      Effect.map(PgConfig, ({ direct, pooled }) => {
        if (direct === undefined) {
          return ChangeFeed.layerPolling.pipe(
            Layer.provide(PooledPg.layerSqlClient),
            Layer.provide(PooledPg.layerNoDeps)
          )
        }
        const ofDirect = Layer.provideMerge(DirectPg.layerSqlClient, DirectPg.layerNoDeps)
        const ofPooled = Layer.provide(PooledPg.layerSqlClient, PooledPg.layerNoDeps)
        return Layer.provide(
          ChangeFeed.layerNoDeps,
          pooled === undefined ? ofDirect : Layer.merge(DirectPg.layerNoDeps, ofPooled)
        )
      })
    ).pipe(Layer.provide(PgConfig.layer))

  /** Events from elsewhere, for tests. */
  static readonly layerFrom = (events: Stream.Stream<ChangeEvent>): Layer.Layer<ChangeFeed> =>
    Layer.succeed(ChangeFeed, { ...watched, by: "notifications", events })
}
