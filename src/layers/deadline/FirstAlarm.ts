import type { Clock } from "effect"
import * as Timers from "./Timers.ts"

interface Alarm {
  readonly at: number
  readonly cancel: () => void
}

/**
 * The alarm of many who wait: one for each clock, which goes off when the first one's time is over. Whoever hears it sets
 * it for the next one.
 */
export class FirstAlarm {
  readonly #set = new Map<Clock.Clock, Alarm>()
  readonly #ring: (clock: Clock.Clock) => void
  readonly #isNeeded: () => boolean

  /** `isNeeded` says whether anybody waits; an alarm that nobody needs is forgotten. */
  constructor(ring: (clock: Clock.Clock) => void, isNeeded: () => boolean) {
    this.#ring = ring
    this.#isNeeded = isNeeded
  }

  /** Unless it goes off sooner anyway; `at` is on the monotonic clock, in milliseconds, or never. */
  set(clock: Clock.Clock, at: number): void {
    const set = this.#set.get(clock)
    if (at === Infinity || (set !== undefined && set.at <= at)) return
    set?.cancel()
    const ring = () => {
      this.#set.delete(clock)
      this.#ring(clock)
    }
    const needed = () => this.#isNeeded() || !this.#set.delete(clock)
    this.#set.set(clock, { at, cancel: Timers.set(clock, at, ring, needed) })
  }
}
