import { Duration, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { DrainRate } from "../measure/DrainRate.ts"
import type { QueuedCaller } from "./QueuedCaller.ts"
import * as Refusal from "./Refusal.ts"

/** A caller let in who is then served too late has cost the others their time, so the queue is taken for slower. */
const caution = 1.1

/** A gate as far as its load depends on it. */
interface Loaded extends Refusal.Crowd {
  readonly options: Refusal.Crowd["options"] & { readonly timeout: Duration.Duration }
}

/** Under overload those who could not be served in their time are refused at once, so that the others are served in theirs. */
export class LoadShedding {
  readonly #gate: Loaded
  readonly #drain = new DrainRate()

  constructor(gate: Loaded) {
    this.#gate = gate
  }

  /** The queue, which was empty, has its first caller. */
  queueBegan(now: number): void {
    this.#drain.began(now)
  }

  /** A caller was taken from the queue; `opened` if the permit that it got had just had a connection opened under it. */
  admitted(now: number, opened: boolean): void {
    // Opening a connection takes many times as long as using one, and happens once.
    if (opened) this.#drain.began(now)
    else this.#drain.served(now)
  }

  /** Why a newcomer behind `ahead` others may not queue: it would be served after its time. */
  refusalOfNewcomer(fiber: Fiber.Fiber<unknown, unknown>, ahead: number): Refusal.Refusal | undefined {
    const expected = caution * this.#drain.expectedMillis(ahead + this.#gate.options.permits)
    const patience = this.#patience(fiber)
    return expected > patience
      ? Refusal.unserved(
          this.#gate,
          fiber,
          `for a caller who has ${spanOfTime(Math.floor(patience))} and would need ${spanOfTime(Math.ceil(expected))}`
        )
      : undefined
  }

  /** Why a queued caller whose turn it is may not be admitted: its deadline would pass before its work could end. */
  refusalOfNext(caller: QueuedCaller, now: number): Refusal.Refusal | undefined {
    const left = caller.millisLeft(now)
    return left > this.#drain.expectedMillis(this.#gate.options.permits - 1)
      ? undefined
      : Refusal.unserved(this.#gate, caller.fiber, `for a caller who has only ${spanOfTime(left)} left`)
  }

  /** Milliseconds that a caller may still wait: as long as the pool lets anyone, and within its own deadline. */
  #patience(fiber: Fiber.Fiber<unknown, unknown>): number {
    const deadline = fiber.getRef(CurrentDeadline.Current)
    const limit = Duration.toMillis(this.#gate.options.timeout)
    return Math.min(limit, CurrentDeadline.expiryFor(deadline, fiber) - Monotonic.millis(fiber))
  }
}
