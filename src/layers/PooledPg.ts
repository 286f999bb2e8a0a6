import type { PgClient } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { PgEndpoint } from "./config/PgUrl.ts"
import type { LocalServerError } from "./local/process/LocalServerError.ts"
import * as NamedPool from "./NamedPool.ts"
import { PgConfig, type PoolOptions } from "./PgConfig.ts"
import { ConnectionLimit } from "./pool/limit/ConnectionLimit.ts"
import * as PooledEndpoint from "./pool/PooledEndpoint.ts"
import type { LimitedPgOptions, OpenOptions, PooledPgOptions } from "./pool/PooledEndpoint.ts"

export type { NamedPool } from "./NamedPool.ts"
export type { LimitedPgOptions, PooledPgOptions, PooledSqlClient } from "./pool/PooledEndpoint.ts"

/**
 * The pooled endpoint: PgBouncer or Supabase's pooler in transaction mode, for all traffic of the application.
 *
 * A pool of `POOL_SIZE` connections (10) behind a gate: a caller waits at most `POOL_TIMEOUT` (5 s) for one, first
 * come, first served. Statements are named and prepared once the pooler is found to track that (PgBouncer 1.21 or
 * newer with `max_prepared_statements`), which is looked into when a connection has run a hundred; until then, and
 * everywhere else, they would land on another client's server connection. Connections are opened when first needed.
 */
export class PooledPg extends Context.Service<PooledPg, PooledEndpoint.PooledEndpoint>()(
  "aquifer/layers/PooledPg"
) {
  /** The pooled endpoint of a configuration that the program provides. */
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
   * connection at once, each behind the one before; transactions never share. PgBouncer 1.18 takes that for statements of
   * some kilobytes alone: of longer ones it closes a connection now and then (1.24 does not).
   */
  static readonly layerWith = ({
    endpoint,
    pool,
    ...options
  }: PooledPgOptions & {
    /** The pooler, and as whom. */
    readonly endpoint: PgEndpoint
    /** Settings in place of the environment's. */
    readonly pool?: PoolOptions | undefined
  }): Layer.Layer<PooledPg, Config.ConfigError> =>
    Layer.effect(
      PooledPg,
      Effect.suspend(() => open(options))
    ).pipe(Layer.provide(PgConfig.layerWith({ pooled: endpoint, pool: pool ?? {} })))

  /**
   * An endpoint given in code, whose pool shares its connections with others; settings left out come from `POOL_*`. See
   * {@link ConnectionLimit}.
   */
  static readonly layerLimited = ({
    endpoint,
    pool
  }: LimitedPgOptions): Layer.Layer<PooledPg, Config.ConfigError, ConnectionLimit> =>
    Layer.effect(
      PooledPg,
      Effect.flatMap(ConnectionLimit, ({ places }) => open({ places }))
    ).pipe(Layer.provide(PgConfig.layerWith({ pooled: endpoint, pool: { ...pool, min: 0 } })))

  /**
   * This endpoint as the `SqlClient` that services, `SqlModel`, `SqlSchema` and `SqlResolver` ask for; its `reserve`
   * fails with `SessionStateRequired`. It is never shared: each service gets the client of the pool that it is provided
   * with, however many pools a program has.
   */
  static readonly layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, PooledPg> = Layer.fresh(
    Layer.effect(SqlClient.SqlClient, Effect.flatMap(PooledPg, PooledEndpoint.sqlClient))
  )

  /**
   * This endpoint as the `PgClient` of `@effect/sql-pg` that Drizzle's `effect-postgres` and others ask for, and as the
   * same `SqlClient`: what goes by either is in the same transactions. Never shared.
   *
   * **Errors**
   *
   * What needs a session fails with `SessionStateRequired`: `listen` always, `reserve` and statements where the guard
   * refuses them. `notify` works.
   *
   * **Example** (What asks for the driver's client, on the pooled endpoint)
   *
   * ```ts
   * import { PgClient } from "@effect/sql-pg"
   * import { PooledPg } from "aquifer"
   * import { Effect, Layer } from "effect"
   *
   * const tag = Effect.flatMap(
   *   PgClient.PgClient,
   *   (sql) => sql`UPDATE products SET tags = ${sql.json({ season: "winter" })} WHERE sku = ${"T-1"}`
   * )
   *
   * const program = Effect.provide(tag, Layer.provide(PooledPg.layerPgClient, PooledPg.layer))
   * ```
   */
  static readonly layerPgClient: Layer.Layer<PgClient.PgClient | SqlClient.SqlClient, never, PooledPg> =
    Layer.fresh(Layer.effectContext(Effect.flatMap(PooledPg, PooledEndpoint.pgClient)))

  /**
   * Makes the class of one more pool: a tag with the layers of this one, and with a gate, connections and metrics of
   * its own.
   *
   * **Details**
   *
   * It is read from variables that end in its name: `DATABASE_POOL_URL_REPORTS`, `POOL_SIZE_REPORTS` and so on for
   * `"reports"`, in capitals, and with `_` for what is neither letter nor digit. One that is not set is taken from the
   * pool without a name, its URL too. A service asks for the pool that it means, or gets the `SqlClient` of it. Where
   * its URL is set on some deployments alone, `layerLane` is the pool without a name on the others.
   *
   * **Example** (Reports in a lane of their own)
   *
   * ```ts
   * import { PooledPg } from "aquifer"
   * import { Context, Effect, Layer } from "effect"
   * import { SqlClient } from "effect/sql"
   *
   * class ReportsPool extends PooledPg.Service<ReportsPool>()("reports") {}
   *
   * class Reports extends Context.Service<Reports>()("shop/Reports", {
   *   make: Effect.map(SqlClient.SqlClient, (sql) => ({ sales: sql`SELECT sum(cents) AS cents FROM orders` }))
   * }) {
   *   static readonly layer = Layer.effect(Reports, Reports.make).pipe(
   *     Layer.provide(ReportsPool.layerSqlClient),
   *     Layer.provide(ReportsPool.layer)
   *   )
   * }
   * ```
   *
   * Pools that come and go, as a database for each tenant has them: `ConnectionLimit`.
   */
  static override readonly Service: PooledEndpoint.PooledEndpoint & NamedPool.Make = NamedPool.make(() => ({
    tag: PooledPg,
    layerNoDeps: PooledPg.layerNoDeps
  })) as never // tags of Effect have this property in their types alone, as what they give, so it has that type too
}

const open = Effect.fnUntraced(function* (options: Omit<OpenOptions, "name" | "ending">) {
  return yield* PooledEndpoint.open(yield* PgConfig, { name: "pooled", ending: "", ...options })
})
