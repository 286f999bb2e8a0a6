import { Exit } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import type { BatchFailure, Joined, Resume, Waiter } from "./Waiter.ts"

/** A caller who waits until all of its keys are found out. */
export class CallerOfMany<K, V, E> {
  readonly given: number
  readonly expiresAt: number
  readonly usefulUntil: number
  readonly #resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>
  readonly #waiters: Array<WaiterOfMany<K, V, E>> = []
  readonly #found = new Map<K, V>()
  #left: number
  readonly progress: CurrentDeadline.Progress | undefined
  gone = false

  /** `around` is the deadline around the caller. */
  constructor(
    within: number,
    now: number,
    around: CurrentDeadline.Deadline | undefined,
    keys: number,
    resume: Resume<ReadonlyMap<K, V>, BatchFailure<E>>
  ) {
    this.expiresAt = now + within
    this.usefulUntil = Math.min(this.expiresAt, CurrentDeadline.expiryOf(around))
    this.progress = around?.progress
    this.given = Math.ceil(this.usefulUntil - now)
    this.#left = keys
    this.#resume = resume
  }

  /** Waits for one of its keys. */
  waiter(key: K): WaiterOfMany<K, V, E> {
    const waiter = new WaiterOfMany(this, key)
    this.#waiters.push(waiter)
    return waiter
  }

  leave(): void {
    if (this.gone) return
    this.gone = true
    for (const waiter of this.#waiters) waiter.leave()
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
  #batch: Joined | undefined
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

  get progress(): CurrentDeadline.Progress | undefined {
    return this.#caller.progress
  }

  joined(batch: Joined): void {
    this.#batch = batch
  }

  leave(): void {
    this.#batch?.left()
  }

  found(value: V | undefined): void {
    this.#caller.found(this.#key, value)
  }

  failed(exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.#caller.failed(exit)
  }
}
