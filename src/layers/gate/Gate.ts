import { Duration, Effect, type Fiber, Scope } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import type { PgFailure } from "../failure/PgFailure.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import * as Checkout from "./Checkout.ts"
import * as CurrentTurn from "./CurrentTurn.ts"
import { GateStats } from "./GateStats.ts"
import { LoadShedding } from "./LoadShedding.ts"
import { Permits } from "./Permits.ts"
import { Queue } from "./Queue.ts"
import { QueuedCaller } from "./QueuedCaller.ts"
import * as Refusal from "./Refusal.ts"

export interface GateOptions {
  /** The pool's name in messages and metrics. */
  readonly name: string
  /** The variable that says how many connections the pool has, for messages. */
  readonly sizeVariable: string
  /** Statements and transactions that may hold a connection at once. */
  readonly permits: number
  /** Callers that may queue. */
  readonly maxWaiting: number
  /** Longest wait in the queue; a caller's own deadline may be shorter. */
  readonly timeout: Duration.Duration
}

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/**
 * Admits callers to a pool: a bounded queue, a bounded wait; first come, first served, unless some are batch work or name
 * their tenants.
 *
 * There is a connection in the pool for each permit, so the pool itself never queues and every wait is counted
 * here. A caller that times out, is refused or is interrupted leaves nothing behind. Under overload those who could
 * not be served in their time are refused at once, so that the others are served in theirs.
 */
export class Gate implements Refusal.Crowd {
  readonly options: GateOptions
  readonly stats = new GateStats()
  #closed = false
  readonly #permits: Permits
  readonly #queue = new Queue<QueuedCaller>()
  readonly #shedding = new LoadShedding(this)

  constructor(options: GateOptions) {
    this.options = options
    this.#permits = new Permits(options.permits, this.stats)
  }

  get used(): number {
    return this.#permits.used
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** The checkout that is held longest. */
  get longest(): Checkout.Checkout | undefined {
    return this.#permits.longest
  }

  /** Why nobody can be served: none of those who were let in could connect. */
  unreached(now: number): PgFailure | undefined {
    return this.#permits.unreached(now)
  }

  /** When somebody was let in last, by the monotonic clock. */
  get grantedAt(): number {
    return this.#permits.grantedAt
  }

  /** The checkouts that are held, longest first. */
  get checkouts(): ReadonlyArray<Checkout.Checkout> {
    return this.#permits.held
  }

  /** Who waits and since when, in the order they came, batch work last. */
  get queued(): ReadonlyArray<{ readonly fiber: Fiber.Fiber<unknown, unknown>; readonly since: number }> {
    return [...this.#queue]
  }

  /** Admits nobody any more, and whoever waits is told so. */
  close(): void {
    this.#closed = true
    const queued = [...this.#queue]
    for (const caller of queued) {
      this.#queue.delete(caller)
      this.stats.waiting(this.#queue.size, Monotonic.millis(caller.fiber))
    }
    // Last, as an answered caller goes on at once.
    for (const caller of queued) caller.answer(Effect.fail(Refusal.closed(this.options.name)))
  }

  /** A permit, if one is free; the caller has to give it back. */
  takeNow(fiber: Fiber.Fiber<unknown, unknown>): Checkout.Checkout | undefined {
    if (this.#closed || !this.#permits.areFree) return undefined
    const checkout = new Checkout.Checkout(fiber)
    this.#permits.grant(checkout, 0)
    return checkout
  }

  giveBack(checkout: Checkout.Checkout): void {
    this.#release(checkout, Monotonic.millis(checkout.fiber))
  }

  /** Runs what `run` gives under a permit. */
  hold<A, E, R>(
    run: (checkout: Checkout.Checkout) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | Refusal.Refusal, R> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(this.#acquire(restore), (checkout) =>
        Effect.onExitPrimitive(restore(run(checkout)), () => this.giveBack(checkout) as undefined, true)
      )
    )
  }

  /** Takes a permit until the scope closes. */
  readonly checkout: Effect.Effect<Checkout.Checkout, Refusal.Refusal, Scope.Scope> =
    Effect.uninterruptibleMask((restore) =>
      Effect.tap(this.#acquire(restore), (checkout) =>
        Effect.flatMap(Effect.scope, (scope) =>
          Scope.addFinalizer(
            scope,
            Effect.sync(() => this.giveBack(checkout))
          )
        )
      )
    )

  #acquire(restore: Restore): Effect.Effect<Checkout.Checkout, Refusal.Refusal> {
    return Effect.withFiber((fiber): Effect.Effect<Checkout.Checkout, Refusal.Refusal> => {
      if (this.#closed) return Effect.fail(Refusal.closed(this.options.name))
      const checkout = this.takeNow(fiber)
      if (checkout !== undefined) return Effect.succeed(checkout)
      const refusal = this.#refusal(fiber)
      if (refusal !== undefined) {
        this.stats.refused()
        return Effect.fail(refusal)
      }
      return this.#wait(fiber, restore)
    })
  }

  /** Why a newcomer may not queue: there is no room, or it would be served after its time. */
  #refusal(fiber: Fiber.Fiber<unknown, unknown>): Refusal.Refusal | undefined {
    const { maxWaiting } = this.options
    const standing = fiber.getRef(CurrentTurn.Current)
    if (standing.vital === true) return undefined
    return this.#queue.size >= maxWaiting
      ? Refusal.unserved(this, fiber, `for ${maxWaiting} waiting already (POOL_MAX_WAITING)`)
      : this.#shedding.refusalOfNewcomer(fiber, this.#queue.ahead(standing))
  }

  #wait(
    fiber: Fiber.Fiber<unknown, unknown>,
    restore: Restore
  ): Effect.Effect<Checkout.Checkout, Refusal.Refusal> {
    let caller: QueuedCaller | undefined
    return restore(
      Effect.callback<Checkout.Checkout, Refusal.Refusal>((resume) => {
        const queued = this.#queueUp(fiber, resume)
        caller = queued
        return Effect.sync(() => queued.cancel())
      })
    ).pipe(
      // A permit may have been handed over in the very moment that the caller gave up: it goes to the next one.
      Effect.onError(() => Effect.sync(() => caller && this.#leave(caller)))
    )
  }

  #queueUp(
    fiber: Fiber.Fiber<unknown, unknown>,
    resume: (answer: Effect.Effect<Checkout.Checkout, Refusal.Refusal>) => void
  ): QueuedCaller {
    CurrentDeadline.queued(fiber.getRef(CurrentDeadline.Current), () => Refusal.advice(this, fiber))
    const caller = new QueuedCaller(fiber, resume, Duration.toMillis(this.options.timeout), (waited) => {
      this.stats.timedOut()
      return Effect.fail(Refusal.unserved(this, fiber, `after ${spanOfTime(waited)}`))
    })
    // The fiber may have been made to yield since there was no permit; nobody would tell it of one that came back then.
    caller.checkout = this.#queue.size === 0 ? this.takeNow(fiber) : undefined
    if (caller.checkout !== undefined) caller.answer(Effect.succeed(caller.checkout))
    else this.#enqueue(caller)
    return caller
  }

  #enqueue(caller: QueuedCaller): void {
    if (this.#queue.size === 0) this.#shedding.queueBegan(caller.since)
    this.#queue.add(caller)
    this.stats.waiting(this.#queue.size, caller.since)
  }

  #leave(caller: QueuedCaller): void {
    const now = Monotonic.millis(caller.fiber)
    this.#queue.delete(caller)
    this.stats.waiting(this.#queue.size, now)
    if (caller.checkout !== undefined) this.#release(caller.checkout, now)
  }

  #release(checkout: Checkout.Checkout, now: number): void {
    const free = this.#permits.takeBack(checkout, now)
    if (free === undefined) return
    const answers: Array<() => void> = []
    for (;;) {
      const caller = this.#queue.shift(now, this.#permits.byTenant)
      if (caller === undefined) break
      const refusal = this.#shedding.refusalOfNext(caller, now)
      if (refusal !== undefined) this.stats.refused()
      const answer = refusal === undefined ? this.#admit(caller, now, free.opened) : Effect.fail(refusal)
      answers.push(() => caller.answer(answer))
      if (refusal === undefined) break
    }
    if (answers.length > 0) this.stats.waiting(this.#queue.size, now)
    // Last, as an answered caller goes on at once and may ask for another permit.
    for (const answer of answers) answer()
  }

  #admit(caller: QueuedCaller, now: number, opened: boolean): Effect.Effect<Checkout.Checkout> {
    this.#shedding.admitted(now, opened)
    caller.checkout = new Checkout.Checkout(caller.fiber)
    this.#permits.grant(caller.checkout, now - caller.since)
    return Effect.succeed(caller.checkout)
  }
}
