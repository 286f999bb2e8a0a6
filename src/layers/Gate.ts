import { Clock, Context, Deferred, type Duration, Effect, type Fiber, Scope, Tracer } from "effect"
import { PoolExhausted } from "./PgFailure.ts"

/** A pool at one moment. Gauges first; the totals since the start behind them. */
export interface PoolStats {
  /** Connections that the pool may open. */
  readonly max: number
  /** Connections that are open. */
  readonly size: number
  /** Open connections that nobody holds. */
  readonly free: number
  /** Connections held by a statement or a transaction. */
  readonly used: number
  /** Callers queued for a connection. */
  readonly waiting: number
  /** The most that `used` and `waiting` have been. */
  readonly usedMax: number
  readonly waitingMax: number
  readonly longestWaitMillis: number
  /** How often a connection was given, how often the wait ran out, how often the queue was full. */
  readonly acquired: number
  readonly timedOut: number
  readonly refused: number
}

export interface GateOptions {
  /** The pool's name in messages and metrics. */
  readonly name: "pooled" | "direct"
  /** Statements and transactions that may hold a connection at once. */
  readonly permits: number
  /** Callers that may queue. */
  readonly maxWaiting: number
  /** Longest wait in the queue. */
  readonly timeout: Duration.Duration
}

interface Lease {
  readonly since: number
  readonly span: Tracer.AnySpan | undefined
}

interface Ticket {
  readonly granted: Deferred.Deferred<void>
  readonly since: number
  lease: Lease | undefined
}

const now = (fiber: Fiber.Fiber<unknown, unknown>): number =>
  Number(fiber.getRef(Clock.Clock).monotonicTimeNanosUnsafe()) / 1e6

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`

/** The innermost span of the caller that is not the SQL client's own. */
const owner = (span: Tracer.AnySpan | undefined): string => {
  let current = span
  while (current !== undefined && current._tag === "Span") {
    if (!current.name.startsWith("sql.")) return current.name
    current = current.parent._tag === "Some" ? current.parent.value : undefined
  }
  return "an effect without a span"
}

/**
 * Admits callers to a pool: first come, first served, a bounded queue, a bounded wait.
 *
 * Whoever holds a permit finds a connection in the pool, so the pool itself never queues and every wait is
 * counted here. A caller that times out, is refused or is interrupted leaves nothing behind.
 */
export class Gate {
  readonly options: GateOptions
  readonly #leases = new Set<Lease>()
  readonly #queue = new Set<Ticket>()
  readonly #totals = { usedMax: 0, waitingMax: 0, longestWaitMillis: 0, acquired: 0, timedOut: 0, refused: 0 }

  constructor(options: GateOptions) {
    this.options = options
  }

  get stats(): Omit<PoolStats, "size" | "free"> {
    return { max: this.options.permits, used: this.#leases.size, waiting: this.#queue.size, ...this.#totals }
  }

  /** Runs `effect` under a permit. */
  hold<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | PoolExhausted, R> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(this.#acquire(restore), (lease) =>
        Effect.onExitPrimitive(
          restore(effect),
          () => {
            this.#release(lease)
            return undefined
          },
          true
        )
      )
    )
  }

  /** Takes a permit until the scope closes. */
  readonly lease: Effect.Effect<void, PoolExhausted, Scope.Scope> = Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(this.#acquire(restore), (lease) =>
      Effect.flatMap(Effect.scope, (scope) =>
        Scope.addFinalizer(
          scope,
          Effect.sync(() => this.#release(lease))
        )
      )
    )
  )

  #acquire(
    restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  ): Effect.Effect<Lease, PoolExhausted> {
    return Effect.withFiber((fiber) => {
      if (this.#leases.size < this.options.permits) {
        return Effect.succeed(this.#grant(fiber, now(fiber)))
      }
      if (this.#queue.size >= this.options.maxWaiting) {
        this.#totals.refused++
        return Effect.fail(this.#exhausted(fiber, "refused", 0))
      }
      return this.#wait(fiber, restore)
    })
  }

  #wait(
    fiber: Fiber.Fiber<unknown, unknown>,
    restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  ): Effect.Effect<Lease, PoolExhausted> {
    const ticket: Ticket = { granted: Deferred.makeUnsafe<void>(), since: now(fiber), lease: undefined }
    this.#queue.add(ticket)
    this.#totals.waitingMax = Math.max(this.#totals.waitingMax, this.#queue.size)
    const expired = Effect.suspend(() => {
      this.#totals.timedOut++
      return Effect.fail(this.#exhausted(fiber, "timed out", now(fiber) - ticket.since))
    })
    return restore(
      Effect.timeoutOrElse(Deferred.await(ticket.granted), {
        duration: this.options.timeout,
        orElse: () => expired
      })
    ).pipe(
      // A permit may have been handed over in the very moment that the caller gave up: it goes to the next one.
      Effect.onError(() =>
        Effect.sync(() => {
          this.#queue.delete(ticket)
          if (ticket.lease !== undefined) this.#release(ticket.lease)
        })
      ),
      Effect.map(() => {
        const lease = this.#grant(fiber, ticket.since, ticket.lease)
        ticket.lease = undefined
        return lease
      })
    )
  }

  /** Enters a lease in the books; `placeholder` is the one that kept the place since the permit was handed over. */
  #grant(fiber: Fiber.Fiber<unknown, unknown>, since: number, placeholder?: Lease): Lease {
    const lease: Lease = { since: now(fiber), span: Context.getOrUndefined(fiber.context, Tracer.ParentSpan) }
    if (placeholder !== undefined) this.#leases.delete(placeholder)
    this.#leases.add(lease)
    this.#totals.acquired++
    this.#totals.usedMax = Math.max(this.#totals.usedMax, this.#leases.size)
    this.#totals.longestWaitMillis = Math.max(this.#totals.longestWaitMillis, lease.since - since)
    return lease
  }

  #release(lease: Lease): void {
    if (!this.#leases.delete(lease)) return
    for (const ticket of this.#queue) {
      this.#queue.delete(ticket)
      ticket.lease = { since: ticket.since, span: undefined }
      this.#leases.add(ticket.lease)
      Deferred.doneUnsafe(ticket.granted, Effect.void)
      return
    }
  }

  #exhausted(
    fiber: Fiber.Fiber<unknown, unknown>,
    how: "timed out" | "refused",
    waitedMillis: number
  ): PoolExhausted {
    const { maxWaiting, name, permits } = this.options
    const [longest] = [...this.#leases].toSorted((a, b) => a.since - b.since)
    const held = longest && `; longest lease ${seconds(now(fiber) - longest.since)} in ${owner(longest.span)}`
    return new PoolExhausted({
      statement: "did not run",
      message:
        how === "timed out"
          ? `pool "${name}" exhausted after ${seconds(waitedMillis)}: ${this.#leases.size} of ${permits} in use, ${this.#queue.size} waiting${held ?? ""}; raise POOL_SIZE, shorten that transaction, or lower concurrency`
          : `pool "${name}" refused: ${this.#leases.size} of ${permits} in use and ${maxWaiting} callers waiting already (POOL_MAX_WAITING); lower concurrency or raise POOL_SIZE`
    })
  }
}
