import { type Config, Effect, type Scope } from "effect"
import type { SqlClient, Statement } from "effect/sql"
import { configProblem } from "../config/ConfigProblem.ts"
import type { PgSettings } from "../config/PgSettings.ts"
import { SessionGuard } from "../guard/SessionGuard.ts"
import * as PgGatedPool from "./PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./PoolStats.ts"

/** The client of `effect/sql` as far as it needs no session: all of it but `reserve`. */
export type PooledSqlClient = Statement.Constructor &
  Omit<SqlClient.SqlClient, "reserve" | "safe" | "withoutTransforms"> & {
    readonly safe: PooledSqlClient
    readonly withoutTransforms: () => PooledSqlClient
  }

/** What a pooled endpoint is to a program. */
export interface PooledEndpoint {
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

export interface PooledPgOptions {
  /** Statements that may share a connection at once; 1 unless given. */
  readonly multiplex?: number
}

/** The type hides what is there all the same, for those who ask for the whole client. */
const isSqlClient = (sql: PooledSqlClient): sql is PooledSqlClient & SqlClient.SqlClient => "reserve" in sql

/** An endpoint's client as those know it who ask for the whole one; its `reserve` is refused. */
export const sqlClient = ({ sql }: PooledEndpoint): Effect.Effect<SqlClient.SqlClient> =>
  isSqlClient(sql) ? Effect.succeed(sql) : Effect.die(new Error("PooledPg.sql is no SqlClient"))

/** Opens a pool of that name, whose variables end like this. */
export const open = Effect.fnUntraced(function* (
  { pool, pooled }: PgSettings,
  { ending, name, ...options }: PooledPgOptions & { readonly name: string; readonly ending: string }
): Effect.fn.Return<PooledEndpoint, Config.ConfigError, Scope.Scope> {
  if (pooled === undefined) {
    return yield* Effect.fail(
      configProblem(
        `DATABASE_POOL_URL${ending} is not set; give it the URL of PgBouncer or of Supabase's transaction pooler (port 6543)`
      )
    )
  }
  // In session mode a client has its server connection to itself.
  const guard = yield* Effect.mapError(
    SessionGuard.make(pool.mode === "transaction" ? pool.guard : "off"),
    ({ message }) =>
      configProblem(
        `POOL_GUARD${ending} is ${pool.guard}, and ${message}; install it there, or set POOL_GUARD${ending}=off`
      )
  )
  return yield* PgGatedPool.make({
    name,
    guard,
    endpoint: pooled,
    settings: pool,
    sizeVariable: `POOL_SIZE${ending}`,
    prepared: pool.prepared,
    ...options
  })
})
