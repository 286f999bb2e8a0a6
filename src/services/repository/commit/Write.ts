import { Clock, Effect, type Fiber, type Option } from "effect"
import * as CurrentDeadline from "../../../layers/deadline/CurrentDeadline.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import * as CurrentIdentity from "../../../layers/transaction/CurrentIdentity.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** What its caller is told: the answer to its key, if the statement gave one. */
export type Told<A> = Effect.Effect<Option.Option<A>, PgFailure>

/** A batch as those know it whose writes are in it. */
interface Joined {
  readonly progress: CurrentDeadline.Progress
  /** One of its callers has an answer or has given up. */
  readonly left: () => void
}

/** One caller's value on its way into the table. */
export class Write<V, A> {
  readonly key: string
  readonly value: V
  readonly bytes: number
  readonly fiber: AnyFiber
  readonly clock: Clock.Clock
  /** The identity of its caller. */
  readonly partition: string
  /** The milliseconds that its caller has. */
  readonly given: number
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  /** The one that it is out in. */
  batch: Joined | undefined
  readonly #resume: (told: Told<A>) => void
  readonly #ended: (write: Write<V, A>) => void
  #gone = false

  /** `ended` is called when it has its answer or its caller has given up. */
  constructor(
    of: { readonly key: string; readonly value: V; readonly bytes: number },
    caller: { readonly fiber: AnyFiber; readonly given: number },
    resume: (told: Told<A>) => void,
    ended: (write: Write<V, A>) => void
  ) {
    this.key = of.key
    this.value = of.value
    this.bytes = of.bytes
    this.fiber = caller.fiber
    this.clock = caller.fiber.getRef(Clock.Clock)
    this.partition = caller.fiber.getRef(CurrentIdentity.Partition)
    this.given = caller.given
    this.expiresAt = Monotonic.millisOf(this.clock) + caller.given
    this.#resume = resume
    this.#ended = ended
  }

  /** Its caller has been answered, or has given up. */
  get gone(): boolean {
    return this.#gone
  }

  /** The deadline around its caller, which is told how far the write has come. */
  get around(): CurrentDeadline.Deadline | undefined {
    return this.fiber.getRef(CurrentDeadline.Current)
  }

  end(told: Told<A>): void {
    if (this.#gone) return
    this.#gone = true
    this.#ended(this)
    this.batch?.left()
    this.#resume(told)
  }

  /** Its caller's time is over. */
  expire(): void {
    const progress = this.batch?.progress ?? CurrentDeadline.unbegun()
    this.end(Effect.fail(CurrentDeadline.expired(progress, this.given)))
  }
}
