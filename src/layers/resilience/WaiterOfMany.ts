import { Exit } from "effect"
import type { BatchFailure, Joined, Resume, Waiter } from "./Waiter.ts"

/** A caller who waits until all of its keys are found out. */
export class CallerOfMany<K, V, E> {
  readonly given: number
  readonly expiresAt: number
  readonly usefulUntil: number
  readonly #resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>
  readonly #batches: Array<Joined> = []
  readonly #found = new Map<K, V>()
  #left: number
  gone = false

  constructor(
    within: number,
    now: number,
    outer: number,
    keys: number,
    resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>
  ) {
    this.expiresAt = now + within
    this.usefulUntil = Math.min(this.expiresAt, outer)
    this.given = Math.ceil(this.usefulUntil - now)
    this.#left = keys
    this.#resume = resume
  }

  joined(batch: Joined): void {
    this.#batches.push(batch)
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

/** Waits for one of many keys. */
export class WaiterOfMany<K, V, E> implements Waiter<K, V, E> {
  readonly #caller: CallerOfMany<K, V, E>
  readonly #key: K
  behind: Waiter<K, V, E> | undefined
  last: Waiter<K, V, E> | undefined

  constructor(caller: CallerOfMany<K, V, E>, key: K) {
    this.#caller = caller
    this.#key = key
  }

  get given(): number {
    return this.#caller.given
  }

  get expiresAt(): number {
    return this.#caller.expiresAt
  }

  get usefulUntil(): number {
    return this.#caller.usefulUntil
  }

  get gone(): boolean {
    return this.#caller.gone
  }

  joined(batch: Joined): void {
    this.#caller.joined(batch)
  }

  found(value: V | undefined): void {
    this.#caller.found(this.#key, value)
  }

  failed(exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.#caller.failed(exit)
  }
}
