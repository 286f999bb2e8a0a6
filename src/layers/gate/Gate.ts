import { Duration, Effect, type Fiber, Scope } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as Timers from "../deadline/Timers.ts"
import type { PgFailure } from "../failure/PgFailure.ts"
import { spanOfTime } from "../failure/spanOfTime.ts"
import { DrainRate } from "../measure/DrainRate.ts"
import { Histogram } from "../measure/Histogram.ts"
import { RecentShare } from "../measure/RecentShare.ts"
import * as Checkout from "./Checkout.ts"
import * as CurrentTurn from "./CurrentTurn.ts"
import type { Held } from "./Line.ts"
import { Queue } from "./Queue.ts"
import * as Refusal from "./Refusal.ts"
import { Unreached } from "./Unreached.ts"

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

interface Ticket {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  readonly standing: CurrentTurn.Standing
  readonly answer: (effect: Effect.Effect<Checkout.Checkout, Refusal.Refusal>) => void
  readonly cancel: () => void
  readonly since: number
  readonly deadline: CurrentDeadline.Deadline | undefined
  checkout: Checkout.Checkout | undefined
}

/** Asked for only where tenants wait, so that whoever is served at once pays nothing for it. */
const heldBy = (checkouts: Iterable<Checkout.Checkout>): Held => {
  const held = new Map<CurrentTurn.Standing["tenant"], number>()
  for (const { fiber } of checkouts) {
    const { tenant } = fiber.getRef(CurrentTurn.Current)
    held.set(tenant, (held.get(tenant) ?? 0) + 1)
  }
  return held
}

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** A caller let in who is then served too late has cost the others their time, so the queue is taken for slower. */
const caution = 1.1

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
  readonly waits = new Histogram()
  readonly holds = new Histogram()
  #closed = false
  #grantedAt = 0
  readonly #checkouts = new Set<Checkout.Checkout>()
  readonly #queue = new Queue<Ticket>()
  readonly #held = (): Held => heldBy(this.#checkouts)
  readonly #drain = new DrainRate()
  readonly #waited = new RecentShare()
  readonly #unreached = new Unreached()
  readonly #totals = { usedMax: 0, waitingMax: 0, acquired: 0, timedOut: 0, refused: 0 }

  constructor(options: GateOptions) {
    this.options = options
  }

  get used(): number {
    return this.#checkouts.size
  }

  get waiting(): number {
    return this.#queue.size
  }

  /** The checkout that is held longest. */
  get longest(): Checkout.Checkout | undefined {
    for (const checkout of this.#checkouts) return checkout
    return undefined
  }

  /** Why nobody can be served: none of those who were let in could connect. */
  unreached(now: number): PgFailure | undefined {
    return this.#unreached.failure(this.#checkouts, now)
  }

  /** When somebody was let in last, by the monotonic clock. */
  get grantedAt(): number {
    return this.#grantedAt
  }

  get totals(): Readonly<Record<"usedMax" | "waitingMax" | "acquired" | "timedOut" | "refused", number>> {
    return { ...this.#totals }
  }

  /** For how much of the minute before now somebody waited, from 0 to 1. */
  waitedShare(now: number): number {
    return this.#waited.share(now)
  }

  /** The checkouts that are held, longest first. */
  get checkouts(): ReadonlyArray<Checkout.Checkout> {
    return [...this.#checkouts] // a set keeps the order of insertion, which is that of age
  }

  /** Who waits and since when, in the order they came, batch work last. */
  get queued(): ReadonlyArray<{ readonly fiber: Fiber.Fiber<unknown, unknown>; readonly since: number }> {
    return [...this.#queue]
  }

  /** Admits nobody any more. */
  close(): void {
    this.#closed = true
  }

  /** A permit, if one is free; the caller has to give it back. */
  takeNow(fiber: Fiber.Fiber<unknown, unknown>): Checkout.Checkout | undefined {
    if (this.#closed || this.#checkouts.size >= this.options.permits) return undefined
    const checkout = new Checkout.Checkout(fiber)
    this.#grant(checkout, 0)
    return checkout
  }

  giveBack(checkout: Checkout.Checkout): void {
    this.#release(checkout, Monotonic.millis(checkout.fiber))
  }

  /** Runs `effect` under a permit. */
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
        this.#totals.refused++
        return Effect.fail(refusal)
      }
      return this.#wait(fiber, restore)
    })
  }

  #wait(
    fiber: Fiber.Fiber<unknown, unknown>,
    restore: Restore
  ): Effect.Effect<Checkout.Checkout, Refusal.Refusal> {
    let ticket: Ticket | undefined
    return restore(
      Effect.callback<Checkout.Checkout, Refusal.Refusal>((resume) => {
        ticket = this.#queueUp(fiber, resume)
        return Effect.sync(ticket.cancel)
      })
    ).pipe(
      // A permit may have been handed over in the very moment that the caller gave up: it goes to the next one.
      Effect.onError(() =>
        Effect.sync(() => {
          if (ticket === undefined) return
          const now = Monotonic.millis(fiber)
          this.#queue.delete(ticket)
          this.#waited.set(this.#queue.size > 0, now)
          if (ticket.checkout !== undefined) this.#release(ticket.checkout, now)
        })
      )
    )
  }

  #queueUp(fiber: Fiber.Fiber<unknown, unknown>, resume: Ticket["answer"]): Ticket {
    const deadline = fiber.getRef(CurrentDeadline.Current)
    CurrentDeadline.queued(deadline, () => Refusal.advice(this, fiber))
    const since = Monotonic.millis(fiber)
    const cancel = Timers.setAfter(fiber, Duration.toMillis(this.options.timeout), () => {
      this.#totals.timedOut++
      resume(
        Effect.fail(Refusal.unserved(this, fiber, `after ${spanOfTime(Monotonic.millis(fiber) - since)}`))
      )
    })
    const answer: Ticket["answer"] = (effect) => {
      cancel()
      resume(effect)
    }
    // The fiber may have been made to yield since there was no permit; nobody would tell it of one that came back then.
    const checkout = this.#queue.size === 0 ? this.takeNow(fiber) : undefined
    const ticket: Ticket = {
      fiber,
      standing: fiber.getRef(CurrentTurn.Current),
      since,
      deadline,
      answer,
      cancel,
      checkout
    }
    if (checkout !== undefined) answer(Effect.succeed(checkout))
    else this.#enqueue(ticket)
    return ticket
  }

  #enqueue(ticket: Ticket): void {
    if (this.#queue.size === 0) this.#drain.began(ticket.since)
    this.#queue.add(ticket)
    this.#waited.set(true, ticket.since)
    this.#totals.waitingMax = Math.max(this.#totals.waitingMax, this.#queue.size)
  }

  #grant(checkout: Checkout.Checkout, waitedMillis: number): void {
    this.#checkouts.add(checkout)
    this.#grantedAt = checkout.since
    this.waits.record(waitedMillis)
    this.#totals.acquired++
    if (this.#checkouts.size > this.#totals.usedMax) this.#totals.usedMax = this.#checkouts.size
  }

  #release(checkout: Checkout.Checkout, now: number): void {
    if (!this.#checkouts.delete(checkout)) return
    this.holds.record(now - checkout.since)
    this.#unreached.ended(checkout, now)
    const opened = checkout.connection?.uses === 1
    if (checkout.connection !== undefined) checkout.connection.idleSince = now
    checkout.connection = undefined // giving up on this checkout later must not cut off the next holder's connection
    const answers: Array<() => void> = []
    for (;;) {
      const ticket = this.#queue.shift(now, this.#held)
      if (ticket === undefined) break
      const refusal = this.#tooLate(ticket, now)
      const answer = refusal === undefined ? this.#admit(ticket, now, opened) : Effect.fail(refusal)
      answers.push(() => ticket.answer(answer))
      if (refusal === undefined) break
    }
    if (answers.length > 0) this.#waited.set(this.#queue.size > 0, now)
    // Last, as an answered caller goes on at once and may ask for another permit.
    for (const answer of answers) answer()
  }

  #admit(ticket: Ticket, now: number, opened: boolean): Effect.Effect<Checkout.Checkout> {
    // Opening a connection takes many times as long as using one, and happens once.
    if (opened) this.#drain.began(now)
    else this.#drain.served(now)
    ticket.checkout = new Checkout.Checkout(ticket.fiber)
    this.#grant(ticket.checkout, now - ticket.since)
    return Effect.succeed(ticket.checkout)
  }

  /** Milliseconds that a caller may still wait: as long as the pool lets anyone, and within its own deadline. */
  #patience(fiber: Fiber.Fiber<unknown, unknown>): number {
    const deadline = fiber.getRef(CurrentDeadline.Current)
    const limit = Duration.toMillis(this.options.timeout)
    return Math.min(limit, CurrentDeadline.expiryFor(deadline, fiber) - Monotonic.millis(fiber))
  }

  /** Why a newcomer may not queue: there is no room, or it would be served after its time. */
  #refusal(fiber: Fiber.Fiber<unknown, unknown>): Refusal.Refusal | undefined {
    const { maxWaiting, permits } = this.options
    if (this.#queue.size >= maxWaiting)
      return Refusal.unserved(this, fiber, `for ${maxWaiting} waiting already (POOL_MAX_WAITING)`)
    const ahead = this.#queue.ahead(fiber.getRef(CurrentTurn.Current))
    const expected = caution * this.#drain.expectedMillis(ahead + permits)
    const patience = this.#patience(fiber)
    return expected > patience
      ? Refusal.unserved(
          this,
          fiber,
          `for a caller who has ${spanOfTime(Math.floor(patience))} and would need ${spanOfTime(Math.ceil(expected))}`
        )
      : undefined
  }

  /** A queued caller whose deadline would pass before its work could end is refused instead of admitted. */
  #tooLate(ticket: Ticket, now: number): Refusal.Refusal | undefined {
    const left = CurrentDeadline.expiryFor(ticket.deadline, ticket.fiber) - now
    if (left > this.#drain.expectedMillis(this.options.permits - 1)) return undefined
    this.#totals.refused++
    return Refusal.unserved(this, ticket.fiber, `for a caller who has only ${spanOfTime(left)} left`)
  }
}
