import { PgConnection } from "@effect/sql-pg"
import { Effect, type Scope } from "effect"
import type { SqlError } from "effect/sql"
import type { PgSockets } from "../socket/PgSockets.ts"

/** A connection beside a pool, which takes no place in it. */
export interface BesideConnection {
  readonly connection: PgConnection.PgConnection
  /** What the server calls it. */
  readonly serverId: number | undefined
  /** Whether it is still there, as far as is known on this side. */
  readonly isOpen: () => boolean
  /** Until it is over. */
  readonly closed: Effect.Effect<void>
  /** Ends it at once, whatever waits on it. */
  readonly destroy: () => void
}

/** Connections beside a pool, for what cannot wait for one of the pool's or keeps it for long. */
export class BesideConnections {
  readonly #held = new Set<BesideConnection>()
  /** One more, until the scope closes. */
  readonly one: Effect.Effect<BesideConnection, SqlError.SqlError, Scope.Scope>
  /** The driver's connection of {@link one} alone. */
  readonly extra: Effect.Effect<PgConnection.PgConnection, SqlError.SqlError, Scope.Scope>

  constructor(sockets: PgSockets, config: PgConnection.Config) {
    const made = Effect.map(sockets.walking(PgConnection.make(config)), (connection) => ({
      connection,
      serverId: sockets.serverId(connection.processId),
      isOpen: () => sockets.isOpen(connection.processId),
      closed: sockets.closed(connection.processId),
      destroy: () => void sockets.destroy(connection.processId)
    }))
    this.one = Effect.acquireRelease(
      Effect.tap(made, (opened) => Effect.sync(() => this.#held.add(opened))),
      (opened) => Effect.sync(() => this.#held.delete(opened)),
      { interruptible: true }
    )
    this.extra = Effect.map(this.one, ({ connection }) => connection)
  }

  /** How many are open. */
  get size(): number {
    return [...this.#held].filter(({ isOpen }) => isOpen()).length
  }
}
