import type { PgConnection } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer, type Option, type Queue, type Scope, type Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { configProblem } from "./config/ConfigProblem.ts"
import { keepsSessions } from "./config/HostName.ts"
import { hostsOf, type PgEndpoint } from "./config/PgUrl.ts"
import { type ServerAddress, serverOf } from "./config/ServerAddress.ts"
import * as StatementText from "./encode/StatementText.ts"
import * as DriverError from "./failure/DriverError.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"
import { PgConfig, type PoolOptions } from "./PgConfig.ts"
import * as PgGatedPool from "./pool/PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./pool/PoolStats.ts"
import * as HeldCursor from "./session/HeldCursor.ts"
import * as Listeners from "./session/Listeners.ts"
import { SessionLock } from "./session/SessionLock.ts"

/** Postgres names a session by the process that serves it; a pooler in between makes that name up. */
const isPooled = (beside: Beside): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.flatMap(beside, ({ connection, serverId }) =>
    Effect.map(
      connection.query("SELECT pg_backend_pid() AS pid", [], false),
      ({ rows }) => rows[0]?.["pid"] !== serverId
    )
  ).pipe(Effect.scoped, Effect.mapError(DriverError.refine))

type Beside = PgGatedPool.GatedPool["beside"]

/**
 * The direct endpoint: Postgres itself, for migrations, schema changes, administration, LISTEN and session state.
 *
 * `DIRECT_SIZE` connections (2) behind a gate of their own; prepared statements are named. Whatever needs a session
 * exists here alone, so asking for this service is what keeps such code off the pooled endpoint.
 *
 * **Details**
 *
 * All listeners share one connection beside those, which is there while anybody listens. Each session lock that is
 * held, each session of `sql.reserve` and each held cursor takes one of the `DIRECT_SIZE` for as long as it is held:
 * a program that keeps some for good (a cluster's runner does) sets `DIRECT_SIZE` higher by as many. What is meant to
 * last is not reported as a leak.
 *
 * **Example** (One worker at a time, told when there is work)
 *
 * ```ts
 * import { DirectPg } from "aquifer"
 * import { Effect, Queue } from "effect"
 *
 * const worker = Effect.gen(function* () {
 *   const { listen, withSessionLock } = yield* DirectPg
 *   const news = yield* listen("jobs")
 *   yield* withSessionLock("job worker")(Effect.forever(Queue.take(news)))
 * })
 * ```
 */
export class DirectPg extends Context.Service<
  DirectPg,
  {
    /**
     * The ordinary client of `effect/sql`; every statement and transaction of it passes the gate. What `reserve` gives
     * is a session until the scope closes, and its connection is closed with it, whatever was left behind there.
     */
    readonly sql: SqlClient.SqlClient
    /** Where Postgres is. */
    readonly server: ServerAddress
    /** The pool now, and its totals since the start. */
    readonly stats: Effect.Effect<PoolStats>
    /** Who holds its connections, and who waits for one. */
    readonly callers: Effect.Effect<PoolCallers>
    /**
     * Notifications of a channel, whose name has at most 63 bytes in UTF-8, until the scope closes.
     *
     * **Details**
     *
     * All listeners share one connection beside the pool. A peer that has silently gone is noticed within ten seconds.
     * When the connection is lost, or the layer is closed before the scope, taking from the queue fails with an
     * `SqlError` whose `PgFailure` is `Unavailable`: what is notified until the next `listen` is missed.
     */
    readonly listen: (
      channel: string
    ) => Effect.Effect<
      Queue.Dequeue<PgConnection.Notification, SqlError.SqlError>,
      SqlError.SqlError,
      Scope.Scope
    >
    /**
     * Whether there is a pooler in between after all, found by probing: Postgres names a session at login by the
     * process that serves it, and a pooler makes that name up. Supabase's on port 5432 does as well, and counts as none:
     * it keeps a session for each client.
     */
    readonly throughPooler: Effect.Effect<boolean, SqlError.SqlError>
    /**
     * Runs an effect while this process holds the advisory lock of that name, waiting for it as long as it takes.
     *
     * **Details**
     *
     * The lock holds over any number of transactions, and takes one of the pool's connections while it is held. Who
     * waits asks again and again, up to a second apart, and holds no connection meanwhile; so the wait can be
     * interrupted and bounded by a deadline, and who asks first need not be served first. Callers of one name in this
     * process wait for each other, those who hold it already included.
     *
     * **Errors**
     *
     * When the lock's session is lost, and so the lock, the effect is interrupted and the whole fails as
     * `OutcomeUnknown`. `PoolExhausted` when no connection was to be had.
     */
    readonly withSessionLock: (
      name: string
    ) => <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | SqlError.SqlError, Exclude<R, Scope.Scope>>
    /**
     * The same if nobody else has the lock; otherwise `Option.none()`, and the effect does not run.
     *
     * **Example** (A job that one of many instances does)
     *
     * ```ts
     * import { DirectPg } from "aquifer"
     * import { Effect } from "effect"
     *
     * const nightly = Effect.flatMap(DirectPg, ({ sql, tryWithSessionLock }) =>
     *   tryWithSessionLock("nightly")(sql`REFRESH MATERIALIZED VIEW totals`)
     * )
     * ```
     */
    readonly tryWithSessionLock: (
      name: string
    ) => <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<Option.Option<A>, E | SqlError.SqlError, Exclude<R, Scope.Scope>>
    /**
     * The rows of a query, fetched `batch` (1,000) at a time from a cursor that is held open outside of any
     * transaction, so that a slow reader keeps no snapshot from being cleaned up.
     */
    readonly heldCursor: (
      query: string,
      options?: {
        /** Rows that are fetched at a time; 1,000 unless given. */
        readonly batch?: number | undefined
      }
    ) => Stream.Stream<unknown, SqlError.SqlError>
  }
>()("aquifer/layers/DirectPg") {
  /** The direct endpoint of a configuration that the program provides. */
  static readonly layerNoDeps: Layer.Layer<DirectPg, Config.ConfigError, PgConfig> = Layer.effect(
    DirectPg,
    Effect.suspend(() => make)
  )

  /** The endpoint that the environment names (`DATABASE_URL`). */
  static readonly layer: Layer.Layer<DirectPg, Config.ConfigError | LocalServerError> = Layer.provide(
    DirectPg.layerNoDeps,
    PgConfig.layer
  )

  /** An endpoint given in code; settings left out come from `DIRECT_SIZE` and `POOL_*`. */
  static readonly layerWith = ({
    endpoint,
    pool = {}
  }: {
    /** Postgres itself, and as whom. */
    readonly endpoint: PgEndpoint
    /** Settings in place of the environment's; `size` in that of `DIRECT_SIZE`. `min` is always 0. */
    readonly pool?: PoolOptions | undefined
  }): Layer.Layer<DirectPg, Config.ConfigError> => {
    const { size, ...others } = pool
    const sized = size === undefined ? {} : { directSize: size }
    const config = PgConfig.layerWith({ direct: endpoint, pool: others, ...sized })
    // A layer of its own: a shared one is memoised, and a second endpoint would be given the first one's pool.
    return Layer.provide(Layer.effect(DirectPg, make), config)
  }

  /**
   * This endpoint as the `SqlClient` that services, `SqlModel`, `SqlSchema` and `SqlResolver` ask for. It is never shared:
   * each service gets the client of the endpoint that it is provided with.
   */
  static readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, DirectPg> = Layer.fresh(
    Layer.effect(
      SqlClient.SqlClient,
      Effect.map(DirectPg, ({ sql }) => sql)
    )
  )
}

const make = Effect.gen(function* (): Effect.fn.Return<
  DirectPg["Service"],
  Config.ConfigError,
  PgConfig | Scope.Scope
> {
  const { direct, directSize, pool } = yield* PgConfig
  if (direct === undefined) {
    return yield* Effect.fail(
      configProblem("DATABASE_URL is not set; give it the URL of Postgres itself (port 5432)")
    )
  }
  const { beside, callers, session, sql, stats } = yield* PgGatedPool.make({
    name: "direct",
    endpoint: direct,
    settings: { ...pool, size: directSize, min: 0 },
    sizeVariable: "DIRECT_SIZE",
    prepared: "always"
  })
  const lock = new SessionLock(session)
  const listen = yield* Listeners.make(beside)
  return {
    sql,
    server: serverOf(direct),
    stats,
    callers,
    withSessionLock: lock.hold,
    tryWithSessionLock: lock.tryHold,
    heldCursor: HeldCursor.make(sql),
    listen: (channel) => {
      const refusal = StatementText.refuseName("channel", channel)
      return refusal === undefined ? listen(channel) : Effect.fail(DriverError.fromFailure(refusal, "listen"))
    },
    throughPooler: keepsSessions(hostsOf(direct)) ? Effect.succeed(false) : isPooled(beside)
  }
})
