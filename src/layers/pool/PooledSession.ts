import type { PgConnection } from "@effect/sql-pg"
import { Duration, Effect } from "effect"
import type { PoolSettings } from "../config/PgSettings.ts"
import type { CheckedOut } from "../gate/Checkout.ts"
import type { PreparedStatements } from "../prepared/PreparedStatements.ts"
import type { PgSockets } from "../socket/PgSockets.ts"
import type { PgSession, SessionManner } from "../transaction/PgSession.ts"
import { SingleSession } from "../transaction/SingleSession.ts"

/** Ages are spread over the last tenth of the lifetime, so that connections opened together are not replaced together. */
const jitter = 0.1

/** The pool that a connection is of. */
interface Home {
  readonly settings: Pick<PoolSettings, "maxLifetime" | "maxUses">
  readonly sockets: PgSockets
  readonly prepared: PreparedStatements
  readonly manner: SessionManner
  /** Closes a connection once nobody uses it. */
  readonly invalidate: (connection: PgConnection.PgConnection) => Effect.Effect<void>
  /** One more has to be replaced because something is wrong with it. */
  readonly broke: () => void
}

/** What is known of one connection of a pool since it was opened. */
export class PooledSession implements CheckedOut {
  readonly connection: PgConnection.PgConnection
  readonly handle: PgSession
  readonly prepared: PreparedStatements
  readonly closed: Effect.Effect<void>
  readonly #home: Home
  readonly #retireAt: number
  #retired = false
  uses = 0
  idleSince: number | undefined = undefined
  /** It was somebody's own, and nobody else may have it. */
  spent = false

  constructor(connection: PgConnection.PgConnection, home: Home, now: number) {
    const { manner, prepared, settings, sockets } = home
    this.#home = home
    this.#retireAt = now + Duration.toMillis(settings.maxLifetime) * (1 - jitter * Math.random())
    this.connection = connection
    this.prepared = prepared
    this.closed = sockets.closed(connection.processId)
    this.handle = new SingleSession(
      connection,
      manner,
      (joining) => sockets.join(connection.processId, joining),
      { demote: () => this.demoted(), doom: () => undefined }
    )
  }

  isOpen(): boolean {
    return this.#home.sockets.isOpen(this.connection.processId)
  }

  destroy(): void {
    this.#home.broke()
    this.#home.sockets.destroy(this.connection.processId)
  }

  demoted(): void {
    this.#home.sockets.doubt(this.connection.processId) // while it is known where the session is
    this.retire()
  }

  retire(): void {
    if (this.#retired) return
    this.#retired = true
    this.#home.broke()
    Effect.runFork(this.#home.invalidate(this.connection)) // closed when it is given back
  }

  /** Why it is not to be used again after this use, if it is not. */
  outworn(now: number): "uses" | "age" | undefined {
    if (this.uses >= this.#home.settings.maxUses) return "uses"
    return now >= this.#retireAt ? "age" : undefined
  }
}
