import type { PgConnection } from "@effect/sql-pg"
import { type Config, Context, Effect, Layer, type Queue, type Scope } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { configProblem } from "./ConfigProblem.ts"
import type { LocalServerError } from "./LocalServerError.ts"
import { PgConfig, type PoolSettings } from "./PgConfig.ts"
import type { PgEndpoint } from "./PgUrl.ts"
import * as DriverError from "./pool/DriverError.ts"
import * as PgGatedPool from "./pool/PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./pool/PoolStats.ts"
import * as StatementText from "./StatementText.ts"

/** Migrations, administration and one listener need no more; every further one would be taken from Postgres' own limit. */
const size = 2

const isPooled = (connection: PgConnection.PgConnection): Effect.Effect<boolean, SqlError.SqlError> =>
  Effect.map(
    connection.query("SELECT pg_backend_pid() AS pid", []),
    ({ rows }) => rows[0]?.["pid"] !== connection.processId
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
    /** The ordinary client of `effect/sql`; every statement and transaction of it passes the gate. */
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
        prepare: true
      })
      return {
        sql,
        stats,
        callers,
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
