import { type Config, Context, Effect, Layer } from "effect"
import { SqlClient, type Statement } from "effect/sql"
import { configProblem } from "./config/ConfigProblem.ts"
import type { PgEndpoint } from "./config/PgUrl.ts"
import { SessionGuard } from "./guard/SessionGuard.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"
import { PgConfig, type PoolSettings } from "./PgConfig.ts"
import * as PgGatedPool from "./pool/PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./pool/PoolStats.ts"

/**
 * The pooled endpoint: PgBouncer or Supabase's pooler in transaction mode, for all traffic of the application.
 *
 * A pool of `POOL_SIZE` connections (10) behind a gate: a caller waits at most `POOL_TIMEOUT` (5 s) for one, first
 * come, first served. Statements are named and prepared once the pooler is found to track that (PgBouncer 1.21 or
 * newer with `max_prepared_statements`), which is looked into when a connection has run a hundred; until then, and
 * everywhere else, they would land on another client's server connection. Connections are opened when first needed.
 */
export class PooledPg extends Context.Service<
  PooledPg,
  {
    /**
     * The client of `effect/sql`, but for `reserve`; every statement and transaction of it passes the guard and the
     * gate. What needs a session fails with `SessionStateRequired` before it is sent.
     */
    readonly sql: PooledSqlClient
    /** The pool now, and its totals since the start. */
    readonly stats: Effect.Effect<PoolStats>
    /** Who holds its connections, and who waits for one. */
    readonly callers: Effect.Effect<PoolCallers>
  }
>()("aquifer/layers/PooledPg") {
  static readonly layerNoDeps: Layer.Layer<PooledPg, Config.ConfigError, PgConfig> = Layer.effect(
    PooledPg,
    Effect.suspend(() => open({}))
  )

  /** The endpoint that the environment names (`DATABASE_POOL_URL`, `POOL_*`). */
  static readonly layer: Layer.Layer<PooledPg, Config.ConfigError | LocalServerError> = Layer.provide(
    PooledPg.layerNoDeps,
    PgConfig.layer
  )

  /**
   * An endpoint given in code; settings left out come from `POOL_*`. With `multiplex`, so many statements may share a
   * connection at once, each behind the one before; transactions never share.
   */
  static readonly layerWith = ({
    endpoint,
    pool,
    ...options
  }: PooledPgOptions & { readonly endpoint: PgEndpoint; readonly pool?: Partial<PoolSettings> }): Layer.Layer<
    PooledPg,
    Config.ConfigError
  > =>
    Layer.effect(
      PooledPg,
      Effect.suspend(() => open(options))
    ).pipe(Layer.provide(PgConfig.layerWith({ pooled: endpoint, pool: pool ?? {} })))

  /**
   * This endpoint as the `SqlClient` that services, `SqlModel`, `SqlSchema` and `SqlResolver` ask for; its `reserve`
   * fails with `SessionStateRequired`. It is never shared: each service gets the client of the pool that it is provided
   * with, however many pools a program has.
   */
  static readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, PooledPg> = Layer.fresh(
    Layer.effect(
      SqlClient.SqlClient,
      Effect.flatMap(PooledPg, ({ sql }) =>
        isSqlClient(sql) ? Effect.succeed(sql) : Effect.die(new Error("PooledPg.sql is no SqlClient"))
      )
    )
  )
}

/** The client of `effect/sql` as far as it needs no session: all of it but `reserve`. */
export type PooledSqlClient = Statement.Constructor &
  Omit<SqlClient.SqlClient, "reserve" | "safe" | "withoutTransforms"> & {
    readonly safe: PooledSqlClient
    readonly withoutTransforms: () => PooledSqlClient
  }

/** The type hides what is there all the same, for those who ask for the whole client. */
const isSqlClient = (sql: PooledSqlClient): sql is PooledSqlClient & SqlClient.SqlClient => "reserve" in sql

export interface PooledPgOptions {
  /** Statements that may share a connection at once; 1 unless given. */
  readonly multiplex?: number
}

const open = Effect.fnUntraced(function* (options: PooledPgOptions) {
  const { pool, pooled } = yield* PgConfig
  if (pooled === undefined) {
    return yield* Effect.fail(
      configProblem(
        "DATABASE_POOL_URL is not set; give it the URL of PgBouncer or of Supabase's transaction pooler (port 6543)"
      )
    )
  }
  // In session mode a client has its server connection to itself.
  const guard = yield* Effect.mapError(
    SessionGuard.make(pool.mode === "transaction" ? pool.guard : "off"),
    ({ message }) =>
      configProblem(`POOL_GUARD is ${pool.guard}, and ${message}; install it there, or set POOL_GUARD=off`)
  )
  return yield* PgGatedPool.make({
    name: "pooled",
    guard,
    endpoint: pooled,
    settings: pool,
    sizeVariable: "POOL_SIZE",
    prepared: pool.prepared,
    ...options
  })
})
