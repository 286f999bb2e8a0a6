import { Clock, Context, Effect, type Fiber } from "effect"
import * as Monotonic from "./Monotonic.ts"

/**
 * What is to happen at a time, unless it is cancelled before.
 *
 * Alarms are their own list: one that is set and cancelled costs two pointers, and nothing that outlives it knows it.
 */
export abstract class Alarm {
  #before: Alarm | undefined
  #behind: Alarm | undefined

  /** On the monotonic clock, in milliseconds. */
  abstract readonly at: number
  abstract ring(): void

  /** Asked when the sleeper wakes; once it is not, it is forgotten. */
  needed(): boolean {
    return true
  }

  get isSet(): boolean {
    return this.#before !== undefined
  }

  get behind(): Alarm | undefined {
    return this.#behind
  }

  /** Puts it behind another one. */
  follow(before: Alarm): void {
    const behind = before.#behind
    this.#before = before
    this.#behind = behind
    before.#behind = this
    if (behind !== undefined) behind.#before = this
  }

  cancel(): void {
    if (this.#before === undefined) return
    this.#before.#behind = this.#behind
    if (this.#behind !== undefined) this.#behind.#before = this.#before
    this.#before = this.#behind = undefined
  }
}

/** The sleeper looks again at least so often; a program's end waits no longer than this for it. */
const longestSleepMillis = 25

/** A timer of the machine may go off a little early; nobody waits another round for that. */
const earlyMillis = 0.5

/** All alarms of one clock, with one sleeper for them while there are any. */
class AlarmClock {
  readonly #clock: Clock.Clock
  /** Before the first one. */
  readonly #first: Alarm = new OneAlarm(Infinity, () => {})
  #wakesAt = Infinity

  constructor(clock: Clock.Clock) {
    this.#clock = clock
  }

  set(alarm: Alarm): void {
    alarm.follow(this.#first)
    if (alarm.at < this.#wakesAt) this.#sleep(Math.min(alarm.at, this.#now() + longestSleepMillis))
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
    for (let alarm = this.#first.behind; alarm !== undefined;) {
      const { at, behind } = alarm
      if (!alarm.needed()) alarm.cancel()
      else if (at - now < earlyMillis) due.push(alarm)
      else if (at < next) next = at
      alarm = behind
    }
    // The newest are the first of the list, and who has waited for longest is told first.
    for (const alarm of due.toReversed()) {
      if (!alarm.isSet) continue
      alarm.cancel()
      alarm.ring()
    }
    if (this.#first.behind !== undefined && next < this.#wakesAt) this.#sleep(next)
  }
}

class OneAlarm extends Alarm {
  readonly at: number
  readonly #ring: () => void
  readonly #needed: (() => boolean) | undefined

  constructor(at: number, ring: () => void, needed?: () => boolean) {
    super()
    this.at = at
    this.#ring = ring
    this.#needed = needed
  }

  ring(): void {
    this.#ring()
  }

  override needed(): boolean {
    return this.#needed?.() ?? true
  }
}

const clocks = new WeakMap<Clock.Clock, AlarmClock>()

/** Sets an alarm by a clock. */
export const start = (clock: Clock.Clock, alarm: Alarm): void => {
  let alarms = clocks.get(clock)
  if (alarms === undefined) clocks.set(clock, (alarms = new AlarmClock(clock)))
  alarms.set(alarm)
}

/**
 * Calls `ring` at a time of the monotonic clock, unless what this returns is called before.
 *
 * For deadlines, of which nearly all are cancelled: setting and cancelling one costs an entry in a list, where a
 * sleeping fiber of its own would cost each operation a fiber, a timer and an interruption. A caller with many
 * deadlines, one after the other, sets one timer for all of them; `needed` says whether any are left.
 */
export const set = (
  clock: Clock.Clock,
  at: number,
  ring: () => void,
  needed?: () => boolean
): (() => void) => {
  const alarm = new OneAlarm(at, ring, needed)
  start(clock, alarm)
  return () => alarm.cancel()
}

/** The same, so many milliseconds from now. */
export const setAfter = (
  fiber: Fiber.Fiber<unknown, unknown>,
  millis: number,
  ring: () => void
): (() => void) => set(fiber.getRef(Clock.Clock), Monotonic.millis(fiber) + millis, ring)
