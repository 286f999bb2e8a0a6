import { Duration } from "effect"
import { PoolExhausted } from "../../failure/PgFailure.ts"
import { spanOfTime } from "../../failure/spanOfTime.ts"
import { withoutStack } from "../../failure/withoutStack.ts"
import type { Attempt, Places } from "../../hosts/ReconnectPace.ts"

/** A pool as those know it who share connections with it. */
export interface SharingPool {
  readonly name: string
  /** How long its callers wait. */
  readonly timeout: Duration.Duration
  /** When it last used a connection, by `performance.now()`. */
  readonly usedAt: number
  /** Whether it has a connection that none of its callers uses or waits for. */
  readonly isIdle: boolean
  /** Closes such a one. */
  readonly closeIdle: () => void
}

interface Waiting {
  readonly pool: SharingPool
  readonly timer: NodeJS.Timeout
}

/** So often it is looked for connections that have become idle while somebody waits. */
const lookMillis = 50

/**
 * The connections that several pools may have open together, first come, first served.
 *
 * A place is taken before a connection is begun, and free when it is closed, so that there are never more. Where all are
 * taken, the pool that has been idle for longest closes a connection. The clock is the machine's, as that of all sockets.
 */
export class ConnectionPlaces {
  readonly maxTotal: number
  readonly #pools = new Set<SharingPool>()
  readonly #open = new Set<Attempt>()
  readonly #waiting = new Map<Attempt, Waiting>()
  /** Connections that are on their way out because somebody waits. */
  #closing = 0
  #looking: NodeJS.Timeout | undefined

  constructor(maxTotal: number) {
    this.maxTotal = maxTotal
  }

  /** Connections that are open, or are being opened or closed. */
  get open(): number {
    return this.#open.size
  }

  /** Connections that wait for a place. */
  get waiting(): number {
    return this.#waiting.size
  }

  join(pool: SharingPool): void {
    this.#pools.add(pool)
  }

  leave(pool: SharingPool): void {
    this.#pools.delete(pool)
  }

  /** The places as one pool takes them. */
  of(pool: SharingPool): Places {
    return {
      enter: (attempt) => this.#enter(attempt, pool),
      gone: (attempt) => this.#gone(attempt),
      closed: (attempt) => this.#closed(attempt)
    }
  }

  /** Whether another pool waits for a connection that nobody is about to close; if so, the asker closes one. */
  yields(pool: SharingPool): boolean {
    if (this.#waiting.size <= this.#closing) return false
    const isAwaited = [...this.#waiting.values()].some((waiting) => waiting.pool !== pool)
    if (isAwaited) this.#closing++
    return isAwaited
  }

  #enter(attempt: Attempt, pool: SharingPool): void {
    const timer = setTimeout(() => this.#timedOut(attempt, pool), Duration.toMillis(pool.timeout))
    timer.unref()
    this.#waiting.set(attempt, { pool, timer })
    this.#admit()
    this.#makeRoom()
  }

  #gone(attempt: Attempt): void {
    clearTimeout(this.#waiting.get(attempt)?.timer)
    this.#waiting.delete(attempt)
    if (this.#waiting.size === 0) this.#rest()
  }

  #closed(attempt: Attempt): void {
    if (!this.#open.delete(attempt)) return
    this.#closing = Math.max(0, this.#closing - 1)
    this.#admit()
    this.#makeRoom()
  }

  #admit(): void {
    for (const [attempt] of this.#waiting) {
      if (this.#open.size >= this.maxTotal) return
      this.#gone(attempt)
      this.#open.add(attempt)
      attempt.start()
    }
  }

  #makeRoom(): void {
    while (this.#closing < this.#waiting.size) {
      const [longest] = [...this.#pools]
        .filter(({ isIdle }) => isIdle)
        .toSorted((a, b) => a.usedAt - b.usedAt)
      if (longest === undefined) break
      this.#closing++
      longest.closeIdle()
    }
    if (this.#waiting.size === 0 || this.#looking !== undefined) return
    this.#looking = setInterval(() => this.#look(), lookMillis)
    this.#looking.unref()
  }

  /** What was to be closed may have been lost instead, or be in use for long. */
  #look(): void {
    this.#closing = 0
    this.#makeRoom()
  }

  #rest(): void {
    clearInterval(this.#looking)
    this.#looking = undefined
    this.#closing = 0
  }

  #timedOut(attempt: Attempt, { name, timeout }: SharingPool): void {
    const waited = spanOfTime(Duration.toMillis(timeout))
    const message = `pool "${name}" exhausted after ${waited}: all ${this.maxTotal} connections that ConnectionLimit allows (maxTotal) are open in ${this.#pools.size} pools, and ${this.#waiting.size} more are asked for; raise maxTotal, shorten what holds them, or lower concurrency`
    this.#gone(attempt)
    attempt.fail(withoutStack(() => new PoolExhausted({ statement: "did not run", message })))
  }
}
