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
interface Joined {
  /** One of its callers has an answer or has given up. */
  readonly left: () => void
}

/** A caller who waits for keys, in one batch or in several. */
export interface Waiter<K, V, E> {
  /** The milliseconds that the caller has. */
  readonly given: number
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  /** It has its answer, or has given up. */
  readonly gone: boolean
  readonly joined: (batch: Joined) => void
  /** Takes what was found for one of its keys. */
  readonly found: (key: K, value: V | undefined) => void
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

  found(_key: K, value: V | undefined): void {
    this.leave()
    this.#resume(this.#asking.answer(value))
  }

  failed(exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.leave()
    this.#resume(Exit.mapError(exit, this.#asking.failed))
  }
}

/** Waits until all of its keys are found out. */
export class WaiterForMany<K, V, E> implements Waiter<K, V, E> {
  readonly given: number
  readonly expiresAt: number
  readonly #resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>
  readonly #batches = new Set<Joined>()
  readonly #found = new Map<K, V>()
  #left: number
  gone = false

  constructor(given: number, now: number, keys: number, resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>) {
    this.given = given
    this.expiresAt = now + given
    this.#left = keys
    this.#resume = resume
  }

  joined(batch: Joined): void {
    this.#batches.add(batch)
  }

  leave(): void {
    if (this.gone) return
    this.gone = true
    for (const batch of this.#batches) batch.left()
  }

  found(key: K, value: V | undefined): void {
    if (value !== undefined) this.#found.set(key, value)
    if (--this.#left > 0) return
    this.leave()
    this.#resume(Exit.succeed(this.#found))
  }

  failed(exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.leave()
    this.#resume(exit)
  }
}
