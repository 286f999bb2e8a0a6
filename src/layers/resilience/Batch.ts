import { type Clock, Context, Exit, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as CurrentIdentity from "../transaction/CurrentIdentity.ts"
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
  /** Who asked for a key first; the others are behind. */
  readonly #waiting = new Map<K, Waiter<K, V, E>>()
  readonly progress = new BatchProgress()
  readonly name: string
  readonly clock: Clock.Clock
  /** The identity of all its callers. */
  readonly partition: string
  /** That of the caller who began it, who may be gone when it runs. */
  readonly context: Context.Context<never>
  readonly #abandoned: (batch: Batch<K, V, E>) => void
  #members = 0
  #someLeft = false
  #answering = false
  expiresAt = 0
  /** When the first of its callers' time is over. */
  firstExpiresAt = Infinity
  #firstUsefulUntil = Infinity
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
    this.partition = Context.get(context, CurrentIdentity.Partition)
    this.#abandoned = abandoned
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Whether somebody still waits for it. */
  get isAwaited(): boolean {
    return this.#members > 0
  }

  add(key: K, waiter: Waiter<K, V, E>): void {
    const first = this.#waiting.get(key)
    if (first === undefined) this.#waiting.set(key, waiter)
    else {
      ;(first.last ?? first).behind = waiter
      first.last = waiter
    }
    this.#members++
    waiter.joined(this)
    this.progress.follow(waiter.progress)
    if (waiter.expiresAt > this.expiresAt) this.expiresAt = waiter.expiresAt
    this.#noteTimes(waiter)
  }

  /** Moves the latter half of its keys, and who waits for them, to another batch; nothing has been sent. */
  halve(other: Batch<K, V, E>): void {
    const waiting = [...this.#waiting]
    const half = Math.ceil(waiting.length / 2)
    this.#waiting.clear()
    this.#members = 0
    this.progress.unfollow()
    for (const [place, [key, first]] of waiting.entries()) {
      const into = place < half ? this : other
      for (let waiter: Waiter<K, V, E> | undefined = first; waiter !== undefined;) {
        const next: Waiter<K, V, E> | undefined = waiter.behind
        waiter.behind = waiter.last = undefined
        if (!waiter.gone) into.add(key, waiter)
        waiter = next
      }
    }
  }

  /** One of its callers has an answer or has given up. */
  left(): void {
    this.#someLeft = true
    if (--this.#members === 0 && !this.#answering) this.#abandoned(this)
  }

  /** Those of the keys that somebody still waits for; of all of them, unless told. */
  awaited(keys?: ReadonlyArray<K>): ReadonlyArray<K> {
    if (!this.#someLeft) return keys ?? [...this.#waiting.keys()]
    const awaited: Array<K> = []
    this.#each(keys, (waiter, key) => {
      if (isAwaited(waiter)) awaited.push(key)
    })
    return awaited
  }

  /** Tells the callers of these keys what was found, which is asked for once a key; `note` is told before them. */
  found(keys: ReadonlyArray<K>, found: Found<K, V>, note: Note<K, V> | undefined): void {
    const noted = note?.(this.clock)
    this.#answer(keys, (first, key) => {
      const value = found.get(key)
      for (let waiter = first; waiter !== undefined; waiter = waiter.behind) {
        if (waiter.gone) continue
        noted?.(key, value)
        waiter.found(value)
      }
    })
  }

  failed(keys: ReadonlyArray<K>, exit: Exit.Exit<never, BatchFailure<E>>): void {
    this.#answer(keys, (first) => {
      for (let waiter = first; waiter !== undefined; waiter = waiter.behind)
        if (!waiter.gone) waiter.failed(exit)
    })
  }

  /**
   * Lets go of its callers. Some of what a run is made of gets into the old generation, as the first ones survive; what
   * that led to would stay until all of the heap is collected, and each small collection would copy it.
   */
  forget(): void {
    this.#waiting.clear()
  }

  #answer(keys: ReadonlyArray<K>, each: (first: Waiter<K, V, E> | undefined, key: K) => void): void {
    this.#answering = true
    try {
      this.#each(keys, each)
    } finally {
      this.#answering = false
    }
  }

  /** Those who wait for one of these keys; for any of the batch's, unless told. */
  #each(
    keys: ReadonlyArray<K> | undefined,
    each: (first: Waiter<K, V, E> | undefined, key: K) => void
  ): void {
    if (keys === undefined || keys.length === this.size) return this.#waiting.forEach(each)
    for (const key of keys) each(this.#waiting.get(key), key)
  }

  /**
   * Answers the callers whose time is over, and notes when the next one's is. They are told one failure: under overload
   * there are thousands of them, and one for each would take more time than their answers had.
   */
  expire(): void {
    const now = Monotonic.millisOf(this.clock)
    if (this.#firstUsefulUntil - now >= 1) return
    this.firstExpiresAt = this.#firstUsefulUntil = Infinity // before anybody is told, who may ask again at once
    let told: { readonly given: number; readonly exit: Exit.Exit<never, BatchFailure<E>> } | undefined
    this.#each(undefined, (first) => {
      for (let waiter = first; waiter !== undefined; waiter = waiter.behind) {
        if (waiter.gone) continue
        if (waiter.usefulUntil - now >= 1) this.#noteTimes(waiter)
        else {
          const { given } = waiter
          if (told?.given !== given)
            told = { given, exit: Exit.fail(CurrentDeadline.expired(this.progress, given)) }
          waiter.failed(told.exit)
        }
      }
    })
  }

  #noteTimes({ expiresAt, usefulUntil }: Waiter<K, V, E>): void {
    if (expiresAt < this.firstExpiresAt) this.firstExpiresAt = expiresAt
    if (usefulUntil < this.#firstUsefulUntil) this.#firstUsefulUntil = usefulUntil
  }
}

const isAwaited = <K, V, E>(first: Waiter<K, V, E> | undefined): boolean => {
  for (let waiter = first; waiter !== undefined; waiter = waiter.behind) if (!waiter.gone) return true
  return false
}
