import type { Effect, Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as Timers from "../deadline/Timers.ts"
import type { Checkout } from "./Checkout.ts"
import * as CurrentTurn from "./CurrentTurn.ts"
import type { Waiting } from "./Line.ts"
import type { Refusal } from "./Refusal.ts"

type Answer = Effect.Effect<Checkout, Refusal>

/** A caller who waits for a permit, from the moment it queues until it is answered or gives up. */
export class QueuedCaller implements Waiting {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly standing: CurrentTurn.Standing
  readonly since: number
  /** What it was admitted with: it may have given up before it hears of that. */
  checkout: Checkout | undefined
  readonly #deadline: CurrentDeadline.Deadline | undefined
  readonly #resume: (answer: Answer) => void
  readonly #cancel: () => void

  /** `waitedOut` says what it is told once it has waited for `timeoutMillis`. */
  constructor(
    fiber: Fiber.Fiber<unknown, unknown>,
    resume: (answer: Answer) => void,
    timeoutMillis: number,
    waitedOut: (waitedMillis: number) => Answer
  ) {
    this.fiber = fiber
    this.standing = fiber.getRef(CurrentTurn.Current)
    this.since = Monotonic.millis(fiber)
    this.#deadline = fiber.getRef(CurrentDeadline.Current)
    this.#resume = resume
    this.#cancel = Timers.setAfter(fiber, timeoutMillis, () =>
      resume(waitedOut(Monotonic.millis(fiber) - this.since))
    )
  }

  /** Milliseconds that its deadline leaves it. */
  millisLeft(now: number): number {
    return CurrentDeadline.expiryFor(this.#deadline, this.fiber) - now
  }

  answer(answer: Answer): void {
    this.#cancel()
    this.#resume(answer)
  }

  /** It waits no longer, and wants no answer. */
  cancel(): void {
    this.#cancel()
  }
}
