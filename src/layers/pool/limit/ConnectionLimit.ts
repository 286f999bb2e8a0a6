import { type Config, Context, Effect, Layer } from "effect"
import { configProblem } from "../../config/ConfigProblem.ts"
import { ConnectionPlaces } from "./ConnectionPlaces.ts"

/**
 * An upper bound of the connections that several pools of one program have open together, whoever they belong to: a
 * database for each tenant, and one sum.
 *
 * **Details**
 *
 * Pools that are made by `layerLimited` of `PooledPg` or of a pool of a name ask for it in their type, so that none is
 * forgotten. It counts what this program has open, from connecting until the connection is closed; cancel requests are not
 * counted. Where all are open, the pool that was used the longest ago closes an idle one; where none is idle, callers wait
 * for the next that is given back, first come, first served, and a busy pool keeps a connection for a tenth of a second
 * before it hands it over. Where the sum of what is wanted at once is greater than the bound for long, connections are
 * opened and closed all the time: raise it, or make the pools smaller.
 *
 * PgBouncer bounds its own connections to a server by `pool_size` and `max_db_connections`, for each database.
 *
 * **Errors**
 *
 * `ConfigError` where `maxTotal` is no whole number from 1 to 10,000, and for a pool that is larger. A caller who gets no
 * connection within its pool's `POOL_TIMEOUT` fails with `PoolExhausted`.
 *
 * **Example** (A database for each tenant)
 *
 * ```ts
 * import { ConnectionLimit, PgUrl, PooledPg } from "aquifer"
 * import { Effect, Layer, LayerMap, Result } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * class TenantPool extends PooledPg.Service<TenantPool>()("tenant") {}
 *
 * const pool = (tenant: string) =>
 *   Layer.unwrap(
 *     Effect.gen(function* () {
 *       const url = `postgresql://app:secret@127.0.0.1:6543/tenant_${tenant}`
 *       const endpoint = yield* Effect.fromResult(Result.mapError(PgUrl.fromString(url), (why) => new Error(why)))
 *       return Layer.provide(TenantPool.layerSqlClient, TenantPool.layerLimited({ endpoint, pool: { size: 4 } }))
 *     })
 *   )
 *
 * // A pool is opened when it is first asked for, and closed when nobody has used it for a minute.
 * class Tenants extends LayerMap.Service<Tenants>()("shop/Tenants", {
 *   lookup: pool,
 *   idleTimeToLive: "1 minute",
 *   dependencies: [ConnectionLimit.layerWith({ maxTotal: 40 })]
 * }) {}
 *
 * const count = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT count(*) FROM orders`)
 * const ofTenant = (tenant: string) => Effect.provide(count, Tenants.get(tenant))
 * ```
 */
export class ConnectionLimit extends Context.Service<
  ConnectionLimit,
  {
    /** The bound. */
    readonly maxTotal: number
    /** What all pools together have now. */
    readonly stats: Effect.Effect<{
      /** Connections that are open, or are being opened or closed; `maxTotal` at most. */
      readonly open: number
      /** Connections that are to be opened, and wait for a place. */
      readonly waiting: number
    }>
    /** What the pools take from. */
    readonly places: ConnectionPlaces
  }
>()("aquifer/layers/ConnectionLimit") {
  /** A bound for all pools that are made with this layer; each call of this function makes another bound. */
  static readonly layerWith = ({
    maxTotal
  }: {
    /** Connections that may be open at once, of all pools together. */
    readonly maxTotal: number
  }): Layer.Layer<ConnectionLimit, Config.ConfigError> =>
    Layer.effect(
      ConnectionLimit,
      Effect.suspend(() => make(maxTotal))
    )
}

const most = 10_000

const make = (maxTotal: number): Effect.Effect<ConnectionLimit["Service"], Config.ConfigError> => {
  if (!Number.isSafeInteger(maxTotal) || maxTotal < 1 || maxTotal > most) {
    return Effect.fail(
      configProblem(`maxTotal of ConnectionLimit is ${maxTotal}, which is no whole number from 1 to ${most}`)
    )
  }
  const places = new ConnectionPlaces(maxTotal)
  const stats = Effect.sync(() => ({ open: places.open, waiting: places.waiting }))
  return Effect.succeed({ maxTotal, stats, places })
}
