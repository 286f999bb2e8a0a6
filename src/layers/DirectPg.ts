import type { PgConnection } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer, Option, type Queue, type Scope, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { configProblem } from "./config/ConfigProblem.ts"
import type { PgEndpoint } from "./config/PgUrl.ts"
import * as StatementText from "./encode/StatementText.ts"
import * as DriverError from "./failure/DriverError.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"
import { PgConfig, type PoolSettings } from "./PgConfig.ts"
import * as PgGatedPool from "./pool/PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./pool/PoolStats.ts"

/** Migrations, administration and one listener need no more; every further one would be taken from Postgres' own limit. */
const size = 2

const isPooled = (connection: PgConnection.PgConnection): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(
    connection.query("SELECT pg_backend_pid() AS pid", []),
    ({ rows }) => rows[0]?.["pid"] !== connection.processId
  )

/** The lock's number is the hash of its name, as everybody else who names it so computes it. */
const sessionLock =
  (sql: SqlClient.SqlClient): DirectPg["Service"]["withSessionLock"] =>
  (name) =>
  (effect) =>
    Effect.gen(function* () {
      const session = yield* sql.reserve
      const ask = (call: string) =>
        session.executeUnprepared(`SELECT ${call}(hashtextextended($1, 0))`, [name], undefined)
      yield* Effect.acquireRelease(ask("pg_advisory_lock"), () => Effect.ignore(ask("pg_advisory_unlock")))
      return yield* effect
    }).pipe(Effect.scoped)

const heldCursor =
  (sql: SqlClient.SqlClient): DirectPg["Service"]["heldCursor"] =>
  (query, { batch = 1_000 } = {}) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const session = yield* sql.reserve
        const send = (statement: string) => session.executeUnprepared(statement, [], undefined)
        yield* send(`DECLARE aquifer_held NO SCROLL CURSOR WITH HOLD FOR ${query}`)
        return Stream.paginate(undefined, () =>
          Effect.map(send(`FETCH ${batch} FROM aquifer_held`), (rows) => [
            rows,
            rows.length < batch ? Option.none() : Option.some(undefined)
          ])
        )
      })
    )

/**
 * The direct endpoint: Postgres itself, for migrations, schema changes, administration, LISTEN and session state.
 *
 * Two connections behind a gate of their own; prepared statements are named. Whatever needs a session exists here
 * alone, so asking for this service is what keeps such code off the pooled endpoint.
 */
export class DirectPg extends Context.Service<
  DirectPg,
  {
    /**
     * The ordinary client of `effect/sql`; every statement and transaction of it passes the gate. What `reserve` gives
     * is a session until the scope closes, and its connection is closed with it, whatever was left behind there.
     */
    readonly sql: SqlClient.SqlClient
    /** The pool now, and its totals since the start. */
    readonly stats: Effect.Effect<PoolStats>
    /** Who holds its connections, and who waits for one. */
    readonly callers: Effect.Effect<PoolCallers>
    /**
     * Notifications of a channel, whose name has at most 63 bytes in UTF-8; holds one connection until the scope
     * closes.
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
     * process that serves it, and a pooler makes that name up.
     */
    readonly throughPooler: Effect.Effect<boolean, SqlError.SqlError>
    /**
     * Runs an effect while this process holds the advisory lock of that name, waiting for it as long as the effect's
     * deadline allows. The lock holds over any number of transactions; if its connection is lost, so is the lock.
     */
    readonly withSessionLock: (
      name: string
    ) => <A, E, R>(
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | SqlError.SqlError, Exclude<R, Scope.Scope>>
    /**
     * The rows of a query, fetched `batch` (1,000) at a time from a cursor that is held open outside of any
     * transaction, so that a slow reader keeps no snapshot from being cleaned up.
     */
    readonly heldCursor: (
      query: string,
      options?: { readonly batch?: number }
    ) => Stream.Stream<unknown, SqlError.SqlError>
  }
>()("aquifer/layers/DirectPg") {
  static readonly layerNoDeps: Layer.Layer<DirectPg, Config.ConfigError, PgConfig> = Layer.effect(
    DirectPg,
    Effect.gen(function* () {
      const { direct, pool } = yield* PgConfig
      if (direct === undefined) {
        return yield* Effect.fail(
          configProblem("DATABASE_URL is not set; give it the URL of Postgres itself (port 5432)")
        )
      }
      const settings: PoolSettings = { ...pool, size, min: 0 }
      const { callers, session, sql, stats } = yield* PgGatedPool.make({
        name: "direct",
        endpoint: direct,
        settings,
        prepared: "always"
      })
      return {
        sql,
        stats,
        callers,
        withSessionLock: sessionLock(sql),
        heldCursor: heldCursor(sql),
        listen: (channel) => {
          const refusal = StatementText.refuseName("channel", channel)
          return refusal === undefined
            ? Effect.flatMap(session, (connection) => connection.listen(channel))
            : Effect.fail(DriverError.fromFailure(refusal, "listen"))
        },
        throughPooler: Effect.scoped(Effect.flatMap(session, isPooled))
      }
    })
  )

  /** The endpoint that the environment names (`DATABASE_URL`). */
  static readonly layer: Layer.Layer<DirectPg, Config.ConfigError | LocalServerError> = Layer.provide(
    DirectPg.layerNoDeps,
    PgConfig.layer
  )

  /** An endpoint given in code. */
  static readonly layerWith = (options: {
    readonly endpoint: PgEndpoint
  }): Layer.Layer<DirectPg, Config.ConfigError> =>
    Layer.provide(DirectPg.layerNoDeps, PgConfig.layerWith({ direct: options.endpoint }))

  /** This endpoint as the `SqlClient` that services, `SqlModel`, `SqlSchema` and `SqlResolver` ask for. */
  static readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, DirectPg> = Layer.effect(
    SqlClient.SqlClient,
    Effect.map(DirectPg, ({ sql }) => sql)
  )
}
