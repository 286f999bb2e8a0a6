import { type Config, Context, Duration, Effect, Layer, Queue, Schedule, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { DirectPg } from "../layers/DirectPg.ts"
import type { LocalServerError } from "../layers/LocalServerError.ts"
import { PgConfig } from "../layers/PgConfig.ts"
import * as PgFailure from "../layers/PgFailure.ts"
import { PooledPg } from "../layers/PooledPg.ts"

/** What a feed tells. */
export type ChangeEvent =
  /** From now on every change is told; what was read before may be old. */
  | { readonly _tag: "Listening"; readonly by: ChangeFeed["Service"]["by"] }
  /** The entry of a keyword was stored, replaced or removed; told at least once. */
  | { readonly _tag: "Changed"; readonly keyword: string }
  /** Changes may have been missed: whatever is held from before is not to be trusted. */
  | {
      readonly _tag: "Gap"
      readonly reason: string
      /** Whether what changes from now on is told; if not, `Listening` says when it is again. */
      readonly continues: boolean
    }

type Emit = (event: ChangeEvent) => void

/** As the triggers name it. */
const channel = "research_changes"

/** How old what a listener holds can become while notifications fail silently: the log is read as well. */
const verifyEvery = Duration.seconds(5)

/** Without a direct endpoint this is how old it can become. */
const pollEvery = Duration.seconds(1)

const relistenEvery = Duration.millis(500)

/** More changes than this in one look are told as a gap. */
const most = 1_000

const many: ChangeEvent = {
  _tag: "Gap",
  reason: "more changed at once than is told one by one",
  continues: true
}

const changed = (keyword: string): ChangeEvent => (keyword === "" ? many : { _tag: "Changed", keyword })

/**
 * Reads the log from where it was read before.
 *
 * Writers commit in any order, so the place is no number: it is a snapshot, and what is visible now and was not in it
 * is new.
 */
class ChangeLog {
  readonly #sql: SqlClient.SqlClient
  #snapshot: string | undefined

  constructor(sql: SqlClient.SqlClient) {
    this.#sql = sql
  }

  /** What has changed since the last look; at the first one nothing. */
  readonly look: Effect.Effect<ReadonlyArray<ChangeEvent>, SqlError.SqlError> = Effect.suspend(() => {
    const since = this.#snapshot ?? null
    const sql = this.#sql
    const rows = sql<{ readonly snapshot: string; readonly keywords: ReadonlyArray<string> }>`
      SELECT pg_current_snapshot()::text AS snapshot, ARRAY(
        SELECT DISTINCT coalesce(keyword, '') FROM research_changes
        WHERE xid >= pg_snapshot_xmin(${since}::text::pg_snapshot)
          AND NOT pg_visible_in_snapshot(xid, ${since}::text::pg_snapshot)
        LIMIT ${most + 1}::int
      ) AS keywords`
    return Effect.map(rows, ([row]) => {
      this.#snapshot = row?.snapshot
      const keywords = row?.keywords ?? []
      return keywords.length > most ? [many] : keywords.map(changed)
    })
  })
}

const lost = (what: string, error: SqlError.SqlError): ChangeEvent => ({
  _tag: "Gap",
  reason: `${what}: ${PgFailure.classify(error).message}`,
  continues: false
})

/** Reads the log again and again; a look that fails is a gap, and the next one that does not ends it. */
const polling = (log: ChangeLog, every: Duration.Duration, emit: Emit, began: Effect.Effect<void>) => {
  let healthy = false
  const once = Effect.matchEffect(log.look, {
    onSuccess: (events) =>
      Effect.andThen(
        Effect.sync(() => events.forEach(emit)),
        Effect.suspend(() => {
          if (healthy) return Effect.void
          healthy = true
          return began
        })
      ),
    onFailure: (error) =>
      Effect.sync(() => {
        if (healthy) emit(lost("the changes could not be read", error))
        healthy = false
      })
  })
  return Effect.repeat(once, Schedule.spaced(every))
}

/** Listens until the connection is lost, and again half a second later, catching up from the log. */
const listening = (direct: DirectPg["Service"], log: ChangeLog, emit: Emit): Effect.Effect<never> => {
  let heard = false
  const session = Effect.gen(function* () {
    const queue = yield* direct.listen(channel)
    for (const event of yield* log.look) emit(event)
    emit({ _tag: "Listening", by: "notifications" })
    heard = true
    for (;;) emit(changed((yield* Queue.take(queue)).payload))
  }).pipe(
    Effect.scoped,
    Effect.catch((error) =>
      Effect.sync(() => {
        if (heard) emit(lost("the listener was lost", error))
        heard = false
      })
    )
  )
  return Effect.andThen(session, Effect.sleep(relistenEvery)).pipe(Effect.forever)
}

/**
 * What changes in the cache, told as it is committed: by LISTEN over the direct endpoint, or where there is none by
 * reading a log once a second.
 *
 * A lost listener is a `Gap` at once; half a second later it listens again, tells what the log says was missed, and
 * then that it is `Listening`. The log is read every five seconds besides, so that a connection that died without a
 * word hides nothing for longer.
 */
export class ChangeFeed extends Context.Service<
  ChangeFeed,
  {
    readonly by: "notifications" | "polling"
    /** Begins with `Listening`; each run of it has a listener of its own. It never ends. */
    readonly events: Stream.Stream<ChangeEvent>
  }
>()("aquifer/services/ChangeFeed") {
  /** By notifications, over both endpoints. */
  static readonly layerNoDeps: Layer.Layer<ChangeFeed, never, DirectPg | SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.gen(function* () {
      const direct = yield* DirectPg
      const sql = yield* SqlClient.SqlClient
      return feed("notifications", (emit) => {
        const log = new ChangeLog(sql)
        return Effect.all([listening(direct, log, emit), polling(log, verifyEvery, emit, Effect.void)], {
          concurrency: 2,
          discard: true
        })
      })
    })
  )

  /** By polling alone, for where there is no direct endpoint. */
  static readonly layerPolling: Layer.Layer<ChangeFeed, never, SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.map(SqlClient.SqlClient, (sql) =>
      feed("polling", (emit) =>
        polling(
          new ChangeLog(sql),
          pollEvery,
          emit,
          Effect.sync(() => emit({ _tag: "Listening", by: "polling" }))
        )
      )
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

const feed = (
  by: ChangeFeed["Service"]["by"],
  run: (emit: Emit) => Effect.Effect<unknown>
): ChangeFeed["Service"] => ({
  by,
  events: Stream.callback<ChangeEvent>((queue) =>
    Effect.forkScoped(run((event) => Queue.offerUnsafe(queue, event)))
  )
})
