import { Exit } from "effect"
import type * as CurrentDeadline from "../deadline/CurrentDeadline.ts"

/** Why a key was not found out: the run's failure, or the caller's time is over. */
export type BatchFailure<E> = E | ReturnType<typeof CurrentDeadline.expired>

/** How an operation asks: the same for all of its callers, so that nothing of it is made for one of them. */
export interface Asking<V, E, A, E2> {
  /** Milliseconds that a caller has. */
  readonly within: number
  /** What a caller is told of the value of a key, which is `undefined` when it has none. */
  readonly answer: (value: V | undefined) => Exit.Exit<A, E2>
  readonly failed: (failure: BatchFailure<E>) => E2
}

/** A batch as those who wait in it know it. */
export interface Joined {
  /** One of its callers has an answer or has given up. */
  readonly left: () => void
}

/** A caller who waits for a key of a batch. */
export interface Waiter<K, V, E> {
  /** The milliseconds that the caller has. */
  readonly given: number
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  /** It has its answer, or has given up. */
  readonly gone: boolean
  /**
   * The next who waits for the same key. A list for each key would be a literal in the code, which the engine makes in the
   * old generation once the first ones survive, and what it holds with it.
   */
  behind: Waiter<K, V, E> | undefined
  /** The last of those behind the first one. */
  last: Waiter<K, V, E> | undefined
  readonly joined: (batch: Joined) => void
  readonly found: (value: V | undefined) => void
  /** Takes that there will be no answer, unless it has one. */
  readonly failed: (exit: Exit.Exit<never, BatchFailure<E>>) => void
}

/** Tells a caller. */
export type Resume<A, E> = (exit: Exit.Exit<A, E>) => void

/** Waits for one key. */
export class WaiterForOne<K, V, E, A, E2> implements Waiter<K, V, E> {
  readonly expiresAt: number
  readonly #asking: Asking<V, E, A, E2>
  readonly #resume: Resume<A, E2>
  #batch: Joined | undefined
  behind: Waiter<K, V, E> | undefined
  last: Waiter<K, V, E> | undefined
  gone = false

  constructor(asking: Asking<V, E, A, E2>, now: number, resume: Resume<A, E2>) {
    this.expiresAt = now + asking.within
    this.#asking = asking
    this.#resume = resume
  }

  get given(): number {
    return this.#asking.within
  }

  joined(batch: Joined): void {
    this.#batch = batch
  }

  /** Has its answer, or wants none any more. */
  leave(): void {
    if (this.gone) return
    this.gone = true
    this.#batch?.left()
  }

  found(value: V | undefined): void {
    this.leave()
    this.#resume(this.#asking.answer(value))
  }

  failed(exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.leave()
    this.#resume(Exit.mapError(exit, this.#asking.failed))
  }
}
