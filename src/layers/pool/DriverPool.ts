import { type PgConnection, PgPool } from "@effect/sql-pg"
import { Effect, type Scope } from "effect"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { PgEndpoint } from "../config/PgUrl.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { maxMessageBytes } from "../encode/ParameterBytes.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import * as DriverConfig from "../socket/DriverConfig.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { SharedConnections } from "./limit/SharedConnections.ts"

export interface DriverPoolOptions {
  readonly endpoint: PgEndpoint
  readonly settings: PoolSettings
  readonly sockets: PgSockets
  /** Whether statements may be named and prepared. */
  readonly prepared: PreparedStatements
  /** Statements that may share a connection at once. */
  readonly multiplex: number
  /** What it shares with other pools. */
  readonly shared: SharedConnections | undefined
}

/** How the driver makes each connection of a pool. */
export const configOf = ({
  endpoint,
  multiplex,
  prepared,
  shared,
  sockets
}: DriverPoolOptions): PgConnection.Config => ({
  ...DriverConfig.of(endpoint, sockets, shared?.timeout),
  prepare: prepared.policy !== "never",
  multiplex: multiplex > 1,
  maxMessageSize: maxMessageBytes
})

/** The driver's own pool, which replaces connections by disuse alone. */
export const make = (
  config: PgConnection.Config,
  { multiplex, settings }: Pick<DriverPoolOptions, "multiplex" | "settings">
): Effect.Effect<PgPool.PgPool, never, Scope.Scope> =>
  PgPool.make({
    ...config,
    minConnections: settings.min,
    maxConnections: settings.size,
    multiplexConcurrency: multiplex,
    idleTimeout: settings.idleTimeout
  }).pipe(
    Monotonic.only,
    Effect.orDie // makes no connection, so has nothing to fail with
  )
