import type { Clock } from "effect"
import { FirstAlarm } from "../../../layers/deadline/FirstAlarm.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { Write } from "./Write.ts"

/**
 * Those who wait for an answer.
 *
 * All have the same time, so that those of one clock end in the order in which they came.
 */
export class WriteDeadlines<V, A> {
  readonly #waiting = new Set<Write<V, A>>()
  readonly #alarm = new FirstAlarm(
    (clock) => this.#expire(clock),
    () => this.#waiting.size > 0
  )

  get size(): number {
    return this.#waiting.size
  }

  add(write: Write<V, A>): void {
    this.#waiting.add(write)
    this.#alarm.set(write.clock, write.expiresAt)
  }

  delete(write: Write<V, A>): void {
    this.#waiting.delete(write)
  }

  #expire(clock: Clock.Clock): void {
    const now = Monotonic.millisOf(clock)
    for (const write of this.#waiting) {
      if (write.clock !== clock) continue
      if (write.expiresAt - now >= 1) return this.#alarm.set(clock, write.expiresAt)
      write.expire()
    }
  }
}
