import { type Duration, Effect } from "effect"
import type { Gate } from "../../gate/Gate.ts"
import type { Places } from "../../hosts/ReconnectPace.ts"
import type { ConnectionPlaces, SharingPool } from "./ConnectionPlaces.ts"

/** So long a pool whose callers queue keeps a connection that others wait for: opening one costs many statements. */
const turnMillis = 100

/** What it takes to close a connection of the pool that nobody uses. */
export interface Closable {
  /** Connections that are open. */
  readonly size: number
  readonly closeIdle: Effect.Effect<void>
}

/** A pool's part of the connections that it shares with others. */
export class SharedConnections implements SharingPool {
  readonly name: string
  readonly timeout: Duration.Duration
  /** What its sockets take a place of. */
  readonly places: Places
  readonly #all: ConnectionPlaces
  readonly #gate: Gate
  /** Since when the connections in use are this pool's. */
  readonly #since = new WeakMap<object, number>()
  #sessions: Closable | undefined
  #usedAt = performance.now()

  constructor(all: ConnectionPlaces, gate: Gate) {
    this.name = gate.options.name
    this.timeout = gate.options.timeout
    this.#all = all
    this.#gate = gate
    this.places = all.of(this)
  }

  /** Begins to share the connections of these sessions. */
  open(sessions: Closable): void {
    this.#sessions = sessions
    this.#all.join(this)
  }

  close(): void {
    this.#all.leave(this)
  }

  get usedAt(): number {
    return this.#usedAt
  }

  get isIdle(): boolean {
    return this.#sessions !== undefined && this.#sessions.size > this.#gate.used
  }

  closeIdle(): void {
    if (this.#sessions !== undefined) Effect.runFork(this.#sessions.closeIdle)
  }

  /** Enters the use of a connection. */
  used(connection: object): void {
    this.#usedAt = performance.now()
    if (!this.#since.has(connection)) this.#since.set(connection, this.#usedAt)
  }

  /** Whether a connection that was given back is to be closed, as another pool waits for one. */
  yields(connection: object): boolean {
    const now = performance.now()
    this.#usedAt = now
    const isWanted = this.#gate.waiting > 0 && now - (this.#since.get(connection) ?? 0) < turnMillis
    return !isWanted && this.#all.yields(this)
  }
}
