import { Clock, type Context, Effect, type Exit, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import { BatchProgress } from "./BatchProgress.ts"
import type { Waiter } from "./Waiter.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** Keys that go out in one run, and who waits for them; as a deadline, that of the last of them. */
export class Batch<V, E> implements CurrentDeadline.Deadline {
  readonly #waiters = new Map<string, Array<Waiter<V, E>>>()
  readonly progress = new BatchProgress()
  readonly name: string
  /** That of the caller who began it, who may be gone when it runs. */
  readonly context: Context.Context<never>
  readonly clock: Clock.Clock
  readonly #abandoned: (batch: Batch<V, E>) => void
  #members = 0
  #answering = false
  #expiresAt = 0
  fiber: AnyFiber | undefined
  held: CurrentDeadline.Deadline["held"]

  /** `abandoned` is called when nobody waits for it any more. */
  constructor(name: string, first: AnyFiber, abandoned: (batch: Batch<V, E>) => void) {
    this.name = name
    this.context = first.context
    this.clock = first.getRef(Clock.Clock)
    this.#abandoned = abandoned
  }

  get size(): number {
    return this.#waiters.size
  }

  /** When the last of its callers' time is over. */
  get expiresAt(): number {
    return this.#expiresAt
  }

  /** Those of the keys that somebody still waits for; of all of them, unless told. */
  awaited(keys: Iterable<string> = this.#waiters.keys()): ReadonlyArray<string> {
    const awaited: Array<string> = []
    for (const key of keys) if (this.#waiters.get(key)?.some(({ gone }) => !gone)) awaited.push(key)
    return awaited
  }

  add(key: string, waiter: Waiter<V, E>): void {
    const waiters = this.#waiters.get(key)
    if (waiters === undefined) this.#waiters.set(key, [waiter])
    else waiters.push(waiter)
    if (waiter.batches.at(-1) === this) return // with another key
    this.#members++
    waiter.batches.push(this)
    this.progress.follow(waiter.fiber.getRef(CurrentDeadline.Current)?.progress)
    if (waiter.expiresAt > this.#expiresAt) this.#expiresAt = waiter.expiresAt
  }

  /** One of its callers has an answer or has given up. */
  left(): void {
    if (--this.#members > 0) return
    if (!this.#answering) this.#abandoned(this)
  }

  found(keys: ReadonlyArray<string>, values: ReadonlyMap<string, V>): void {
    this.#answer(keys, (waiter, key) => waiter.found(key, values.get(key)))
  }

  failed(keys: ReadonlyArray<string>, exit: Exit.Exit<never, E>): void {
    this.#answer(keys, (waiter) => waiter.end(exit))
  }

  #answer(keys: ReadonlyArray<string>, tell: (waiter: Waiter<V, E>, key: string) => void): void {
    this.#answering = true
    for (const key of keys) {
      for (const waiter of this.#waiters.get(key) ?? []) if (!waiter.gone) tell(waiter, key)
    }
    this.#answering = false
  }

  /** Answers the callers whose time is over, and says when the next one's is. */
  expire(): number {
    const now = Monotonic.millisOf(this.clock)
    let next = Infinity
    for (const waiter of [...this.#waiters.values()].flat()) {
      if (waiter.gone) continue
      if (waiter.expiresAt - now < 1)
        waiter.end(Effect.fail(CurrentDeadline.expired(this.progress, waiter.given)))
      else next = Math.min(next, waiter.expiresAt)
    }
    return next
  }
}
