import { type Clock, type Context, Exit, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { BatchProgress } from "./BatchProgress.ts"
import type { BatchFailure, Waiter } from "./Waiter.ts"

/** What a run has found. A value is asked for when it is told, so it need not be made of what came before. */
export interface Found<K, V> {
  readonly get: (key: K) => V | undefined
}

/** Is told of each answer, by the clock of those who get it. */
export type Note<K, V> = (clock: Clock.Clock) => (key: K, value: V | undefined) => void

/** Keys that go out in one run, and who waits for them; as a deadline, that of the last of them. */
export class Batch<K, V, E> implements CurrentDeadline.Deadline {
  readonly #keys = new Set<K>()
  readonly #waiters: Array<Waiter<K, V, E>> = []
  /** What each of these waits for. */
  readonly #wanted: Array<K> = []
  readonly progress = new BatchProgress()
  readonly name: string
  readonly clock: Clock.Clock
  /** That of the caller who began it, who may be gone when it runs. */
  readonly context: Context.Context<never>
  readonly #abandoned: (batch: Batch<K, V, E>) => void
  #members = 0
  #someLeft = false
  #answering = false
  expiresAt = 0
  /** When the first of its callers' time is over. */
  firstExpiresAt = Infinity
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  held: CurrentDeadline.Deadline["held"]

  /** `abandoned` is called when nobody waits for it any more. */
  constructor(
    name: string,
    clock: Clock.Clock,
    context: Context.Context<never>,
    abandoned: (batch: Batch<K, V, E>) => void
  ) {
    this.name = name
    this.clock = clock
    this.context = context
    this.#abandoned = abandoned
  }

  get size(): number {
    return this.#keys.size
  }

  add(key: K, waiter: Waiter<K, V, E>, caller: Fiber.Fiber<unknown, unknown>): void {
    const known = this.#waiters.at(-1) === waiter // with another key
    this.#keys.add(key)
    this.#waiters.push(waiter)
    this.#wanted.push(key)
    if (known) return
    this.#members++
    waiter.joined(this)
    this.progress.follow(caller.getRef(CurrentDeadline.Current)?.progress)
    if (waiter.expiresAt > this.expiresAt) this.expiresAt = waiter.expiresAt
    if (waiter.expiresAt < this.firstExpiresAt) this.firstExpiresAt = waiter.expiresAt
  }

  /** One of its callers has an answer or has given up. */
  left(): void {
    this.#someLeft = true
    if (--this.#members === 0 && !this.#answering) this.#abandoned(this)
  }

  /** Those of the keys that somebody still waits for; of all of them, unless told. */
  awaited(keys?: ReadonlyArray<K>): ReadonlyArray<K> {
    if (!this.#someLeft) return keys ?? [...this.#keys]
    const awaited = new Set<K>()
    this.#each(keys, (_, key) => awaited.add(key))
    return [...awaited]
  }

  /** Tells the callers of these keys what was found; `note` is told before them. */
  found(keys: ReadonlyArray<K>, found: Found<K, V>, note: Note<K, V> | undefined): void {
    const noted = note?.(this.clock)
    this.#each(keys, (waiter, key) => {
      const value = found.get(key)
      noted?.(key, value)
      waiter.found(key, value)
    })
  }

  failed(keys: ReadonlyArray<K>, exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.#each(keys, (waiter) => waiter.failed(exit))
  }

  /** Those who still wait for one of these keys; for any of the batch's, unless told. */
  #each(keys: ReadonlyArray<K> | undefined, tell: (waiter: Waiter<K, V, E>, key: K) => void): void {
    const some = keys === undefined || keys.length === this.size ? undefined : new Set(keys)
    this.#answering = true
    try {
      for (const [index, key] of this.#wanted.entries()) {
        const waiter = this.#waiters[index]
        if (waiter !== undefined && !waiter.gone && some?.has(key) !== false) tell(waiter, key)
      }
    } finally {
      this.#answering = false
    }
  }

  /** Answers the callers whose time is over, and notes when the next one's is. */
  expire(): void {
    const now = Monotonic.millisOf(this.clock)
    let next = Infinity
    for (const waiter of this.#waiters) {
      if (waiter.gone) continue
      if (waiter.expiresAt - now < 1)
        waiter.failed(Exit.fail(CurrentDeadline.expired(this.progress, waiter.given)))
      else next = Math.min(next, waiter.expiresAt)
    }
    this.firstExpiresAt = next
  }
}
