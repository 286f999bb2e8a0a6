import type { Clock } from "effect"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import * as Timers from "../../../layers/deadline/Timers.ts"
import type { Write } from "./Write.ts"

/**
 * Those who wait for an answer, and the alarm that goes off when the first one's time is over.
 *
 * All have the same time, so that those of one clock end in the order in which they came, and one alarm does for all.
 */
export class WriteDeadlines<V, A> {
  readonly #waiting = new Set<Write<V, A>>()
  readonly #set = new Set<Clock.Clock>()

  get size(): number {
    return this.#waiting.size
  }

  add(write: Write<V, A>): void {
    this.#waiting.add(write)
    if (!this.#set.has(write.clock)) this.#wakeAt(write.clock, write.expiresAt)
  }

  delete(write: Write<V, A>): void {
    this.#waiting.delete(write)
  }

  #wakeAt(clock: Clock.Clock, at: number): void {
    this.#set.add(clock)
    const ring = () => this.#expire(clock)
    const needed = () => this.#waiting.size > 0 || !this.#set.delete(clock)
    Timers.set(clock, at, ring, needed)
  }

  #expire(clock: Clock.Clock): void {
    this.#set.delete(clock)
    const now = Monotonic.millisOf(clock)
    for (const write of this.#waiting) {
      if (write.clock !== clock) continue
      if (write.expiresAt - now >= 1) return this.#wakeAt(clock, write.expiresAt)
      write.expire()
    }
  }
}
