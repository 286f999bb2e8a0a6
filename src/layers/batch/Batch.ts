import { Effect, type Exit, type Fiber } from "effect"
import * as Alarm from "../Alarm.ts"
import * as Deadline from "../Deadline.ts"
import * as Monotonic from "../Monotonic.ts"
import { BatchProgress } from "./BatchProgress.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

/** Why a key was not found out: the run's failure, or the caller's time is over. */
export type BatchFailure<E> = E | ReturnType<typeof Deadline.expired>

/** A caller who waits for keys, in one batch or in several. */
export interface Waiter<V, E> {
  readonly fiber: AnyFiber
  /** On the monotonic clock, in milliseconds. */
  readonly expiresAt: number
  readonly given: number
  readonly batches: Array<Batch<V, E>>
  /** Takes what was found for one of its keys. */
  readonly found: (key: string, value: V | undefined) => void
  readonly failed: (exit: Effect.Effect<never, BatchFailure<E>>) => void
  /** It has its answer, or has given up. */
  gone: boolean
}

/** Keys that go out in one run, and who waits for them. */
export class Batch<V, E> {
  readonly #waiters = new Map<string, Array<Waiter<V, E>>>()
  readonly #members = new Set<Waiter<V, E>>()
  readonly progress = new BatchProgress()
  /** The caller who began it: its context is the run's. */
  readonly first: AnyFiber
  /** When the last of its callers' time is over. */
  expiresAt = 0
  readonly #abandoned: () => void
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined

  /** `abandoned` is called when nobody waits for it any more. */
  constructor(first: AnyFiber, abandoned: (batch: Batch<V, E>) => void) {
    this.first = first
    this.#abandoned = () => abandoned(this)
  }

  get size(): number {
    return this.#waiters.size
  }

  /** Those of the keys that somebody still waits for; of all of them, unless told. */
  awaited(keys: Iterable<string> = this.#waiters.keys()): ReadonlyArray<string> {
    return Array.from(keys).filter((key) => this.#waiters.get(key)?.some(({ gone }) => !gone))
  }

  add(key: string, waiter: Waiter<V, E>): void {
    const waiters = this.#waiters.get(key)
    if (waiters === undefined) this.#waiters.set(key, [waiter])
    else waiters.push(waiter)
    if (this.#members.has(waiter)) return
    this.#members.add(waiter)
    waiter.batches.push(this)
    this.progress.follow(waiter.fiber.getRef(Deadline.Current)?.progress)
    this.expiresAt = Math.max(this.expiresAt, waiter.expiresAt)
    if (this.#alarm === undefined || waiter.expiresAt < this.#alarm.at) this.#setAlarm(waiter.expiresAt)
  }

  /** A caller has its answer or has given up. */
  leave(waiter: Waiter<V, E>): void {
    if (this.#members.delete(waiter) && this.#members.size === 0) {
      this.#alarm?.cancel()
      this.#abandoned()
    }
  }

  found(keys: ReadonlyArray<string>, values: ReadonlyMap<string, V>): void {
    for (const key of keys) {
      const value = values.get(key)
      for (const waiter of this.#waiters.get(key) ?? []) if (!waiter.gone) waiter.found(key, value)
    }
  }

  failed(keys: ReadonlyArray<string>, exit: Exit.Exit<never, E>): void {
    for (const key of keys) {
      for (const waiter of this.#waiters.get(key) ?? []) if (!waiter.gone) waiter.failed(exit)
    }
  }

  #setAlarm(at: number): void {
    this.#alarm?.cancel()
    this.#alarm = { at, cancel: Alarm.set(this.first, at, () => this.#expire()) }
  }

  #expire(): void {
    this.#alarm = undefined
    const now = Monotonic.millis(this.first)
    let next = Infinity
    for (const waiter of this.#members) {
      if (waiter.expiresAt - now < 1)
        waiter.failed(Effect.fail(Deadline.expired(this.progress, waiter.given)))
      else next = Math.min(next, waiter.expiresAt)
    }
    if (next < Infinity) this.#setAlarm(next)
  }
}
