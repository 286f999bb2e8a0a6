import { type Config, Context, Duration, Effect, Layer, Queue, Stream } from "effect"
import { SqlClient } from "effect/sql"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import { DirectPg } from "../../../layers/DirectPg.ts"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PgConfig } from "../../../layers/PgConfig.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import type { ChangeEvent, ChangeMeans } from "./ChangeEvent.ts"
import { ChangeLog } from "./ChangeLog.ts"
import { ChangeSources } from "./ChangeSources.ts"
import * as ChangeWatch from "./ChangeWatch.ts"

/** How often the log is read beside the listener: with the two seconds of a look, no change is told later than five. */
const verifyEvery = Duration.seconds(3)

/** How often it is read where there is no listener. */
const pollEvery = Duration.seconds(1)

/**
 * What changes in the cache, told as it is committed: by LISTEN over the direct endpoint, or where there is none by
 * reading a log once a second.
 *
 * A lost listener is a `Gap` at once; half a second later it listens again, tells what the log says was missed, and
 * then that it is `Listening`. The log is read every three seconds besides, so that a connection that died without a
 * word, or a writer who had begun before anybody listened, hides nothing for longer than five; a log that cannot be
 * read is a `Gap` too, until it can.
 *
 * Writers notify only while somebody listens: a notification makes each commit wait for the one before.
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
export class ChangeFeed extends Context.Service<
  ChangeFeed,
  {
    readonly by: "notifications" | "polling"
    /** Begins with `Listening`, or a `Gap` that says why not yet; each run of it has a listener of its own. It never ends. */
    readonly events: Stream.Stream<ChangeEvent>
  }
>()("aquifer/services/research/changes/ChangeFeed") {
  /** By notifications, over both endpoints. */
  static readonly layerNoDeps: Layer.Layer<ChangeFeed, never, DirectPg | SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.gen(function* () {
      const direct = yield* DirectPg
      const sql = yield* SqlClient.SqlClient
      return feed("notifications", (sources) => {
        const log = new ChangeLog(sql, crypto.randomUUID())
        const watching = [
          ChangeWatch.listen(direct, log, sources),
          ChangeWatch.poll(log, verifyEvery, sources)
        ]
        return Effect.all(watching, { concurrency: 2, discard: true }).pipe(Effect.ensuring(log.leave))
      })
    })
  )

  /** By polling alone, for where there is no direct endpoint. */
  static readonly layerPolling: Layer.Layer<ChangeFeed, never, SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.map(SqlClient.SqlClient, (sql) =>
      feed("polling", (sources) => ChangeWatch.poll(new ChangeLog(sql), pollEvery, sources))
    )
  )

  /** The best that the environment allows: notifications with `DATABASE_URL`, polling with `DATABASE_POOL_URL` alone. */
  static readonly layer: Layer.Layer<ChangeFeed, Config.ConfigError | LocalServerError> = Layer.unwrap(
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
    Layer.succeed(ChangeFeed, { by: "notifications", events })
}

/** A feed has no deadline, not even that of the work in which it began: it goes on until it is interrupted. */
const feed = (
  by: ChangeMeans,
  watch: (sources: ChangeSources) => Effect.Effect<unknown>
): ChangeFeed["Service"] => ({
  by,
  events: Stream.callback<ChangeEvent>((queue) =>
    Effect.provideService(
      watch(new ChangeSources(by, (event) => Queue.offerUnsafe(queue, event))),
      CurrentDeadline.Current,
      undefined
    )
  )
})
