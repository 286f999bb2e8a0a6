import { PgClient } from "@effect/sql-pg"
import { PgFailure, PooledPg, type PooledPgOptions, type PoolSettings } from "aquifer"
import { Context, Effect, type Fiber, Layer, Schedule } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlError } from "effect/sql"
import type { PgEndpoint } from "../../src/layers/config/PgUrl.ts"

/** The driver alone, as somebody would use it who does not use this package. */
export const bareDriver = (endpoint: PgEndpoint, options: Partial<PgClient.PgPoolConfig> = {}) =>
  PgClient.make({
    host: endpoint.host,
    port: endpoint.port,
    database: endpoint.database,
    username: endpoint.username,
    password: endpoint.password,
    ssl: false,
    maxConnections: 1,
    ...options
  }).pipe(Effect.provide(Reactivity.layer))

/** The pooled endpoint there. */
export const pooledAt = (
  endpoint: PgEndpoint,
  pool: Partial<PoolSettings> = {},
  options: PooledPgOptions = {}
) =>
  Effect.map(
    Layer.build(PooledPg.layerWith({ endpoint, pool: { size: 1, min: 0, ...pool }, ...options })),
    Context.get(PooledPg)
  )

/** What it failed with, as this package means it, and whether a caller of `effect/sql` would try again. */
export const failureOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), (error) => ({
    failure: PgFailure.classify(error),
    retryable: error.isRetryable
  }))

/** Waits for something real to be so. */
export const until = <E, R>(condition: Effect.Effect<boolean, E, R>) =>
  Effect.repeat(condition, { until: (yes) => yes, schedule: Schedule.spaced("5 millis") })

/** Whether work has not ended while `other` took place. */
export const outlasts = <A, E, A2, E2, R2>(
  fiber: Fiber.Fiber<A, E>,
  other: Effect.Effect<A2, E2, R2>
): Effect.Effect<boolean, E2, R2> => Effect.map(other, () => fiber.pollUnsafe() === undefined)
