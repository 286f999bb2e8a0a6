import { PgClient, PgTypes } from "@effect/sql-pg"
import { type Config, Context, Effect, type Scope } from "effect"
import { SqlClient, Statement } from "effect/sql"
import { configProblem } from "../config/ConfigProblem.ts"
import type { PgSettings, PoolOptions, PoolSettings } from "../config/PgSettings.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as StatementText from "../encode/StatementText.ts"
import * as DriverError from "../failure/DriverError.ts"
import { refusal, SessionGuard } from "../guard/SessionGuard.ts"
import type { ConnectionPlaces } from "./limit/ConnectionPlaces.ts"
import * as PgGatedPool from "./PgGatedPool.ts"
import type { PoolCallers, PoolStats } from "./PoolStats.ts"

/** The client of `effect/sql` as far as it needs no session: all of it but `reserve`. */
export type PooledSqlClient = Statement.Constructor &
  Omit<SqlClient.SqlClient, "reserve" | "safe" | "withoutTransforms"> & {
    /** The same client, which `effect/sql` has for linters of SQL. */
    readonly safe: PooledSqlClient
    /** The same client, with the names of columns as they are: this library transforms none. */
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

/** What a pool is made of in code; what is left out is what the environment says. */
export interface PooledPgOptions {
  /** Statements that may share a connection at once; 1 unless given. */
  readonly multiplex?: number | undefined
}

/** The type hides what is there all the same, for those who ask for the whole client. */
const isSqlClient = (sql: PooledSqlClient): sql is PooledSqlClient & SqlClient.SqlClient => "reserve" in sql
const isPgClient = (sql: PooledSqlClient): sql is PooledSqlClient & PgClient.PgClient =>
  PgClient.TypeId in sql

/** An endpoint's client as those know it who ask for the whole one; its `reserve` is refused. */
export const sqlClient = ({ sql }: PooledEndpoint): Effect.Effect<SqlClient.SqlClient> =>
  isSqlClient(sql) ? Effect.succeed(sql) : Effect.die(new Error("PooledPg.sql is no SqlClient"))

/** The same as the driver has it, under both of its tags. */
export const pgClient = ({
  sql
}: PooledEndpoint): Effect.Effect<Context.Context<PgClient.PgClient | SqlClient.SqlClient>> =>
  isPgClient(sql)
    ? Effect.succeed(Context.add(Context.make(PgClient.PgClient, sql), SqlClient.SqlClient, sql))
    : Effect.die(new Error("PooledPg.sql is no PgClient"))

/** Where a client leads, without what lets one in. */
const configOf = ({
  applicationName,
  database,
  host,
  port,
  username
}: PgEndpoint): PgClient.PgClientConfig => ({
  applicationName,
  database,
  host,
  port,
  username
})

const json = (value: unknown): Statement.Fragment =>
  Statement.fragment([Statement.parameter(PgTypes.jsonb(value))])

/**
 * A pooled client as the driver's `PgClient` too, for those who ask for that: one and the same, so that what goes by
 * either is in the same transactions. `listen` needs a session and is refused, whatever the guard lets pass: a pooler
 * gives none for it.
 */
const asPgClient = (sql: SqlClient.SqlClient, endpoint: PgEndpoint): PgClient.PgClient => {
  const notify: PgClient.PgClient["notify"] = (channel, payload) => {
    const refused = StatementText.refuseName("channel", channel)
    return refused === undefined
      ? Effect.asVoid(sql`SELECT pg_notify(${channel}, ${payload})`)
      : Effect.fail(DriverError.fromFailure(refused, "notify"))
  }
  return Object.assign(sql, {
    [PgClient.TypeId]: PgClient.TypeId,
    config: configOf(endpoint),
    json,
    listen: () => Effect.fail(refusal("listen")),
    notify
  })
}

/** A pool that shares its connections with others, and so keeps none open when idle. */
export interface LimitedPgOptions {
  /** Where the pool's connections lead. */
  readonly endpoint: PgEndpoint
  /** Its settings; those of the environment where none is given. */
  readonly pool?: Omit<PoolOptions, "min"> | undefined
}

/** How a pool is opened. */
export interface OpenOptions extends PooledPgOptions {
  readonly name: string
  /** How its variables end. */
  readonly ending: string
  readonly places?: ConnectionPlaces | undefined
  /** Whether whatever runs there runs in READ ONLY transactions. */
  readonly readOnly?: boolean | undefined
}

const tooLarge = ({ size }: PoolSettings, { ending, name, places }: OpenOptions): string | undefined =>
  places !== undefined && size > places.maxTotal
    ? `POOL_SIZE${ending} of pool "${name}" (${size}) is over maxTotal of ConnectionLimit (${places.maxTotal}); lower the one or raise the other`
    : undefined

/** Opens a pool of that name, whose variables end like this. */
export const open = Effect.fnUntraced(function* (
  { pool: settings, pooled }: Pick<PgSettings, "pool" | "pooled">,
  given: OpenOptions
): Effect.fn.Return<PooledEndpoint, Config.ConfigError, Scope.Scope> {
  const { ending, name, ...options } = given
  const problem = tooLarge(settings, given)
  if (problem !== undefined) return yield* Effect.fail(configProblem(problem))
  if (pooled === undefined) {
    return yield* Effect.fail(
      configProblem(
        `DATABASE_POOL_URL${ending} is not set; give it the URL of PgBouncer or of Supabase's transaction pooler (port 6543)`
      )
    )
  }
  // In session mode a client has its server connection to itself.
  const guard = yield* Effect.mapError(
    SessionGuard.make(settings.mode === "transaction" ? settings.guard : "off"),
    ({ message }) =>
      configProblem(
        `POOL_GUARD${ending} is ${settings.guard}, and ${message}; install it there, or set POOL_GUARD${ending}=off`
      )
  )
  const pool = yield* PgGatedPool.make({
    name,
    guard,
    endpoint: pooled,
    settings,
    sizeVariable: `POOL_SIZE${ending}`,
    prepared: settings.prepared,
    ...options
  })
  return { ...pool, sql: asPgClient(pool.sql, pooled) }
})
