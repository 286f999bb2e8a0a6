import { Cause, Clock, type Config, Context, Duration, Effect, Layer, Predicate, Queue, Stream } from "effect"
import { SqlClient, SqlError } from "effect/sql"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import { DirectPg } from "../../../layers/DirectPg.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import type { LocalServerError } from "../../../layers/local/process/LocalServerError.ts"
import { PgConfig } from "../../../layers/PgConfig.ts"
import { PooledPg } from "../../../layers/PooledPg.ts"
import { ChangeLog, type Changes, lookWithin } from "./ChangeLog.ts"

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

/** The log is read as well, so that nothing stays untold for longer than this and the two seconds of a look together. */
const verifyEvery = Duration.seconds(3)

/** The same without a direct endpoint. */
const pollEvery = Duration.seconds(1)

const relistenEvery = Duration.millis(500)

/** An endpoint that takes longer to answer LISTEN is asked again. */
const listenWithin = Duration.seconds(5)

type Source = "listener" | "log"

/** What the changes come from: a feed vouches for telling all of them while each of its sources works. */
class Sources {
  readonly #working = new Set<Source>()
  readonly #needed: ReadonlyArray<Source>
  readonly #emit: Emit
  readonly #by: ChangeFeed["Service"]["by"]
  /** A gap has been told that has not ended. */
  #gap = false

  constructor(by: ChangeFeed["Service"]["by"], emit: Emit) {
    this.#by = by
    this.#needed = by === "polling" ? ["log"] : ["log", "listener"]
    this.#emit = emit
  }

  get #complete(): boolean {
    return this.#needed.every((source) => this.#working.has(source))
  }

  tell(changes: Changes): void {
    for (const keyword of changes === "many" ? [""] : changes) {
      this.#emit(
        keyword === ""
          ? { _tag: "Gap", reason: "more changed at once than is told one by one", continues: this.#complete }
          : { _tag: "Changed", keyword }
      )
    }
  }

  works(source: Source): void {
    if (this.#working.has(source)) return
    this.#working.add(source)
    if (!this.#complete) return
    this.#gap = false
    this.#emit({ _tag: "Listening", by: this.#by })
  }

  failed(source: Source, reason: string): void {
    this.#working.delete(source)
    if (this.#gap) return
    this.#gap = true
    this.#emit({ _tag: "Gap", reason, continues: false })
  }
}

const messageOf = <E>(cause: Cause.Cause<E>): string => {
  const error = Cause.squash(cause)
  if (SqlError.isSqlError(error)) return PgFailure.classify(error).message
  return Predicate.hasProperty(error, "message") ? String(error.message) : String(error)
}

/** Reads the log again and again, each time so long after the last time began. */
const polling = Effect.fnUntraced(function* (log: ChangeLog, every: Duration.Duration, sources: Sources) {
  const everyMillis = Duration.toMillis(every)
  let trusted = Infinity
  for (;;) {
    const began = yield* Clock.currentTimeMillis
    // By the time of day, which goes on while the machine sleeps.
    if (began > trusted)
      sources.failed("log", "the program stood still; what changed meanwhile may be missed")
    yield* Effect.matchCause(log.look, {
      onSuccess: (changes) => {
        sources.tell(changes)
        sources.works("log")
      },
      onFailure: (cause) => sources.failed("log", `the changes could not be read: ${messageOf(cause)}`)
    })
    trusted = began + everyMillis + Duration.toMillis(lookWithin)
    const now = yield* Clock.currentTimeMillis
    yield* Effect.sleep(Math.min(everyMillis, Math.max(0, began + everyMillis - now)))
  }
})

/** Listens until the connection is lost, and again half a second later, catching up from the log. */
const listening = (direct: DirectPg["Service"], log: ChangeLog, sources: Sources): Effect.Effect<never> => {
  const session = Effect.gen(function* () {
    const queue = yield* Effect.timeout(direct.listen(channel), listenWithin)
    sources.tell(yield* log.look)
    sources.works("listener")
    for (;;) sources.tell([(yield* Queue.take(queue)).payload])
  }).pipe(
    Effect.scoped,
    Effect.catchCause((cause) =>
      Effect.sync(() => sources.failed("listener", `there is no listener: ${messageOf(cause)}`))
    )
  )
  return Effect.andThen(session, Effect.sleep(relistenEvery)).pipe(Effect.forever)
}

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
 */
export class ChangeFeed extends Context.Service<
  ChangeFeed,
  {
    readonly by: "notifications" | "polling"
    /** Begins with `Listening`, or a `Gap` that says why not yet; each run of it has a listener of its own. It never ends. */
    readonly events: Stream.Stream<ChangeEvent>
  }
>()("aquifer/services/research/cache/ChangeFeed") {
  /** By notifications, over both endpoints. */
  static readonly layerNoDeps: Layer.Layer<ChangeFeed, never, DirectPg | SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.gen(function* () {
      const direct = yield* DirectPg
      const sql = yield* SqlClient.SqlClient
      return feed("notifications", (sources) => {
        const log = new ChangeLog(sql, crypto.randomUUID())
        return Effect.all([listening(direct, log, sources), polling(log, verifyEvery, sources)], {
          concurrency: 2,
          discard: true
        }).pipe(Effect.ensuring(log.leave))
      })
    })
  )

  /** By polling alone, for where there is no direct endpoint. */
  static readonly layerPolling: Layer.Layer<ChangeFeed, never, SqlClient.SqlClient> = Layer.effect(
    ChangeFeed,
    Effect.map(SqlClient.SqlClient, (sql) =>
      feed("polling", (sources) => polling(new ChangeLog(sql), pollEvery, sources))
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

/** Whose deadline it is that the feed began under says nothing of how long it may go on. */
const feed = (
  by: ChangeFeed["Service"]["by"],
  run: (sources: Sources) => Effect.Effect<unknown>
): ChangeFeed["Service"] => ({
  by,
  events: Stream.callback<ChangeEvent>((queue) =>
    Effect.provideService(
      run(new Sources(by, (event) => Queue.offerUnsafe(queue, event))),
      CurrentDeadline.Current,
      undefined
    )
  )
})
