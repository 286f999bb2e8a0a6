import { type Clock, Effect, type Fiber } from "effect"
import type * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** Why a key was not found out: the run's failure, or the caller's time is over. */
export type BatchFailure<E> = E | ReturnType<typeof CurrentDeadline.expired>

type Resume<A, E> = (effect: Effect.Effect<A, BatchFailure<E>>) => void

/** A batch as those who wait in it know it. */
interface Joined {
  readonly clock: Clock.Clock
  /** One of its callers has an answer or has given up. */
  readonly left: () => void
}

/** A caller who waits for keys, in one batch or in several. */
export interface Waiter<V, E> {
  readonly fiber: AnyFiber
  /** The milliseconds that the caller has. */
  readonly given: number
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  readonly batches: Array<Joined>
  /** It has its answer, or has given up. */
  readonly gone: boolean
  /** Takes what was found for one of its keys. */
  readonly found: (key: string, value: V | undefined) => void
  /** Takes that there will be no answer, unless it has one. */
  readonly end: (effect: Effect.Effect<never, BatchFailure<E>>) => void
}

abstract class Waiting<V, E, A> implements Waiter<V, E> {
  readonly fiber: AnyFiber
  readonly given: number
  readonly expiresAt: number
  readonly batches: Array<Joined> = []
  readonly #resume: Resume<A, E>
  #gone = false

  constructor(fiber: AnyFiber, given: number, resume: Resume<A, E>) {
    this.fiber = fiber
    this.given = given
    this.expiresAt = Monotonic.millis(fiber) + given
    this.#resume = resume
  }

  get gone(): boolean {
    return this.#gone
  }

  abstract found(key: string, value: V | undefined): void

  end(effect: Effect.Effect<A, BatchFailure<E>>): void {
    if (this.#gone) return
    this.#gone = true
    for (const batch of this.batches) batch.left()
    this.#resume(effect)
  }
}

/** Waits for one key; its caller makes an answer of what is found, in its own fiber. */
export class WaiterForOne<V, E, A> extends Waiting<V, E, A> {
  readonly #answer: (value: V | undefined) => A

  constructor(fiber: AnyFiber, given: number, resume: Resume<A, E>, answer: (value: V | undefined) => A) {
    super(fiber, given, resume)
    this.#answer = answer
  }

  found(_key: string, value: V | undefined): void {
    this.end(Effect.sync(() => this.#answer(value)))
  }
}

/** Waits until all of its keys are found out. */
export class WaiterForMany<V, E> extends Waiting<V, E, ReadonlyMap<string, V>> {
  readonly #found = new Map<string, V>()
  #left: number

  constructor(fiber: AnyFiber, given: number, resume: Resume<ReadonlyMap<string, V>, E>, keys: number) {
    super(fiber, given, resume)
    this.#left = keys
  }

  found(key: string, value: V | undefined): void {
    if (value !== undefined) this.#found.set(key, value)
    if (--this.#left === 0) this.end(Effect.succeed(this.#found))
  }
}
