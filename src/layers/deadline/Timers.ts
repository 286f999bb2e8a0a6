import { Clock, Context, Effect, type Fiber } from "effect"
import * as Monotonic from "./Monotonic.ts"

interface Alarm {
  /** On the monotonic clock, in milliseconds. */
  readonly at: number
  readonly ring: () => void
  /** Asked when the sleeper wakes; once it is not, it is forgotten. */
  readonly needed: () => boolean
}

/** The sleeper looks again at least so often; a program's end waits no longer than this for it. */
const longestSleepMillis = 25

/** A timer of the machine may go off a little early; nobody waits another round for that. */
const earlyMillis = 0.5

/** All alarms of one clock, with one sleeper for them while there are any. */
class AlarmClock {
  readonly #clock: Clock.Clock
  readonly #alarms = new Set<Alarm>()
  #wakesAt = Infinity

  constructor(clock: Clock.Clock) {
    this.#clock = clock
  }

  set(alarm: Alarm): void {
    this.#alarms.add(alarm)
    if (alarm.at < this.#wakesAt) this.#sleep(Math.min(alarm.at, this.#now() + longestSleepMillis))
  }

  cancel(alarm: Alarm): void {
    this.#alarms.delete(alarm)
  }

  #now(): number {
    return Monotonic.millisOf(this.#clock)
  }

  #sleep(until: number): void {
    this.#wakesAt = until
    const millis = Math.max(0, until - this.#now())
    const sleeper = Effect.runForkWith(Context.make(Clock.Clock, this.#clock))(Effect.sleep(millis))
    sleeper.addObserver(() => {
      if (this.#wakesAt === until) this.#wake()
    })
  }

  #wake(): void {
    const now = this.#now()
    this.#wakesAt = Infinity
    const due: Array<Alarm> = []
    let next = now + longestSleepMillis
    for (const alarm of this.#alarms) {
      if (!alarm.needed()) this.#alarms.delete(alarm)
      else if (alarm.at - now < earlyMillis) due.push(alarm)
      else if (alarm.at < next) next = alarm.at
    }
    for (const alarm of due) if (this.#alarms.delete(alarm)) alarm.ring()
    if (this.#alarms.size > 0 && next < this.#wakesAt) this.#sleep(next)
  }
}

const always = (): boolean => true

const clocks = new WeakMap<Clock.Clock, AlarmClock>()

/**
 * Calls `ring` at a time of the monotonic clock, unless what this returns is called before.
 *
 * For deadlines, of which nearly all are cancelled: setting and cancelling one costs an entry in a set, where a
 * sleeping fiber of its own would cost each operation a fiber, a timer and an interruption. A caller with many
 * deadlines, one after the other, sets one timer for all of them; `needed` says whether any are left.
 */
export const set = (
  clock: Clock.Clock,
  at: number,
  ring: () => void,
  needed: () => boolean = always
): (() => void) => {
  let alarms = clocks.get(clock)
  if (alarms === undefined) clocks.set(clock, (alarms = new AlarmClock(clock)))
  const alarm = { at, ring, needed }
  const own = alarms
  own.set(alarm)
  return () => own.cancel(alarm)
}

/** The same, so many milliseconds from now. */
export const setAfter = (
  fiber: Fiber.Fiber<unknown, unknown>,
  millis: number,
  ring: () => void
): (() => void) => set(fiber.getRef(Clock.Clock), Monotonic.millis(fiber) + millis, ring)
