import type { PgConnection } from "@effect/sql-pg"
import type { Effect } from "effect"

/** A connection beside a pool, which takes no place in it. */
export interface BesideConnection {
  readonly connection: PgConnection.PgConnection
  /** Whether it is still there, as far as is known on this side. */
  readonly isOpen: () => boolean
  /** Until it is over. */
  readonly closed: Effect.Effect<void>
  /** Ends it at once, whatever waits on it. */
  readonly destroy: () => void
}
