import { Exit } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import type { PoolExhausted } from "../failure/PgFailure.ts"

/** Why a key was not found out: the run's failure, or the caller's time is over, or would be. */
export type BatchFailure<E> = E | ReturnType<typeof CurrentDeadline.expired> | PoolExhausted

/** How an operation asks: the same for all of its callers, so that nothing of it is made for one of them. */
export interface Asking<V, E, A, E2> {
  /** Milliseconds that a caller has. */
  readonly within: number
  /** What a caller is told of the value of a key, which is `undefined` when it has none. */
  readonly answer: (value: V | undefined) => Exit.Exit<A, E2>
  readonly failed: (exit: Exit.Exit<never, BatchFailure<E>>) => Exit.Exit<never, E2>
}

/**
 * What an operation's callers are told of a failure, made once for all whom it reaches: under overload thousands fail at
 * once, and a failure of its own for each took several times as long as an answer.
 */
export const failedOnce = <F, E>(
  failed: (failure: F) => E
): ((exit: Exit.Exit<never, F>) => Exit.Exit<never, E>) => {
  const made = new WeakMap<Exit.Exit<never, F>, Exit.Exit<never, E>>()
  return (exit) => {
    const known = made.get(exit)
    if (known !== undefined) return known
    const told = Exit.mapError(exit, failed)
    made.set(exit, told)
    return told
  }
}

/** A batch as those who wait in it know it. */
export interface Joined {
  /** One of its callers has an answer or has given up. */
  readonly left: () => void
}

/** A caller who waits for a key of a batch. */
export interface Waiter<K, V, E> {
  /** The milliseconds that the caller has, a nearer deadline around it counted. */
  readonly given: number
  /** When its own time is over, on the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  /** When an answer is of no use to it any more: a nearer deadline around it counts. */
  readonly usefulUntil: number
  /** It has its answer, or has given up. */
  readonly gone: boolean
  /** Is told how far its batch has come. */
  readonly progress: CurrentDeadline.Progress | undefined
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
  readonly given: number
  readonly expiresAt: number
  readonly usefulUntil: number
  readonly progress: CurrentDeadline.Progress | undefined
  readonly #asking: Asking<V, E, A, E2>
  readonly #resume: Resume<A, E2>
  #batch: Joined | undefined
  behind: Waiter<K, V, E> | undefined
  last: Waiter<K, V, E> | undefined
  gone = false

  /** `around` is the deadline around the caller. */
  constructor(
    asking: Asking<V, E, A, E2>,
    now: number,
    around: CurrentDeadline.Deadline | undefined,
    resume: Resume<A, E2>
  ) {
    this.expiresAt = now + asking.within
    this.usefulUntil = Math.min(this.expiresAt, CurrentDeadline.expiryOf(around))
    this.progress = around?.progress
    this.given = Math.ceil(this.usefulUntil - now)
    this.#asking = asking
    this.#resume = resume
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
    this.#resume(this.#asking.failed(exit))
  }
}
