import { Cause, type Clock, Context, Duration, Effect, Exit, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { abandonWork, runAbandonable } from "../deadline/Detached.ts"
import * as Timers from "../deadline/Timers.ts"
import { Batch } from "./Batch.ts"
import { type BatchFailure, type Waiter, WaiterForMany, WaiterForOne } from "./Waiter.ts"

export interface BatcherOptions<V, E> {
  /** What a run is called by those who ask who holds a connection. */
  readonly name: string
  /** Finds out about many keys at once; those that are not in the map are known to have no value. */
  readonly run: (keys: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, E>
  /** Runs at once; what is asked meanwhile is collected for the next one. */
  readonly inFlight: number
  /** Keys in a run, at most. */
  readonly most: number
  /** Whether a run that failed so may succeed for some of its keys. */
  readonly divisible: (failure: E) => boolean
}

/**
 * Collects what concurrent callers ask for into few runs, and delays nobody who is alone.
 *
 * While fewer than `inFlight` runs are out, a question is a run of its own at once; meanwhile the others gather, and
 * go out together when a run comes back. So the batches grow with the load and with the distance of the server,
 * without a delay to tune. (`RequestResolver` collects for a fixed delay, or for one turn of the scheduler, and bounds
 * no runs: callers that do not ask in the same turn share nothing.)
 *
 * A key asked by several callers of a batch goes out once; one asked while a run is out goes out again, since what
 * that run read may be older than the question. Each caller has a deadline of its own and may be interrupted without
 * disturbing the others; when nobody is left the run is interrupted. A run that failed for a reason of one of its
 * keys is divided, until that key fails alone.
 */
export class Batcher<V, E> {
  readonly #options: BatcherOptions<V, E>
  readonly #queue: Array<Batch<V, E>> = []
  readonly #out = new Set<Batch<V, E>>()
  /** One for all callers with the same clock: it goes off when the first one's time is over. */
  readonly #alarms = new Map<Clock.Clock, { readonly at: number; readonly cancel: () => void }>()
  readonly #abandoned = (batch: Batch<V, E>): void => {
    const place = this.#queue.indexOf(batch)
    if (place >= 0) this.#queue.splice(place, 1)
    abandonWork(batch)
    this.#ended(batch) // its cleaning up keeps nobody waiting
  }

  constructor(options: BatcherOptions<V, E>) {
    this.#options = options
  }

  /** What `answer` makes of the value of a key, which is `undefined` when it has none. */
  one<A>(
    key: string,
    within: Duration.Duration,
    answer: (value: V | undefined) => A
  ): Effect.Effect<A, BatchFailure<E>> {
    return Effect.withFiber((fiber) =>
      Effect.callback<A, BatchFailure<E>>((resume) =>
        this.#join([key], new WaiterForOne<V, E, A>(fiber, Duration.toMillis(within), resume, answer))
      )
    )
  }

  /** The values of many keys, which may go out in several runs; those without one are left out. */
  many(
    keys: ReadonlyArray<string>,
    within: Duration.Duration
  ): Effect.Effect<ReadonlyMap<string, V>, BatchFailure<E>> {
    if (keys.length === 0) return Effect.succeed(new Map())
    return Effect.withFiber((fiber) =>
      Effect.callback<ReadonlyMap<string, V>, BatchFailure<E>>((resume) =>
        this.#join(keys, new WaiterForMany<V, E>(fiber, Duration.toMillis(within), resume, keys.length))
      )
    )
  }

  /** What it gives ends the waiting. */
  #join(keys: ReadonlyArray<string>, waiter: Waiter<V, E>): Effect.Effect<void> {
    for (const key of keys) this.#openBatch(waiter.fiber).add(key, waiter)
    this.#pump()
    // Last, while the server works already.
    for (const { clock } of waiter.batches) this.#wakeAt(clock, waiter.expiresAt)
    return Effect.sync(() => waiter.end(Effect.interrupt))
  }

  /** The batch that is filling. */
  #openBatch(fiber: Fiber.Fiber<unknown, unknown>): Batch<V, E> {
    const last = this.#queue.at(-1)
    if (last !== undefined && last.size < this.#options.most) return last
    const batch = new Batch<V, E>(this.#options.name, fiber, this.#abandoned)
    this.#queue.push(batch)
    return batch
  }

  /** Unless it goes off sooner anyway. */
  #wakeAt(clock: Clock.Clock, at: number): void {
    const set = this.#alarms.get(clock)
    if (set !== undefined && set.at <= at) return
    set?.cancel()
    const ring = () => this.#expire(clock)
    this.#alarms.set(clock, { at, cancel: Timers.set(clock, at, ring, () => this.#isNeeded(clock)) })
  }

  #isNeeded(clock: Clock.Clock): boolean {
    if (this.#out.size > 0 || this.#queue.length > 0) return true
    this.#alarms.delete(clock)
    return false
  }

  #expire(clock: Clock.Clock): void {
    this.#alarms.delete(clock)
    for (const batch of [...this.#out, ...this.#queue]) {
      if (batch.clock !== clock) continue
      const next = batch.expire()
      if (next < Infinity) this.#wakeAt(clock, next)
    }
  }

  #ended(batch: Batch<V, E>): void {
    if (this.#out.delete(batch)) this.#pump()
  }

  #pump(): void {
    while (this.#out.size < this.#options.inFlight) {
      const batch = this.#queue.shift()
      if (batch === undefined) return
      this.#out.add(batch)
      this.#start(batch)
    }
  }

  #start(batch: Batch<V, E>): void {
    const context = Context.add(batch.context, CurrentDeadline.Current, batch)
    const work = runAbandonable(batch, this.#work(batch, batch.awaited()))
    Effect.runForkWith(context)(work).addObserver((exit) => {
      if (Exit.isFailure(exit)) batch.failed(batch.awaited(), Exit.failCause(exit.cause))
      this.#ended(batch)
    })
  }

  /** Answers the callers of these keys, in halves where one of them spoils it for the others. */
  #work(batch: Batch<V, E>, keys: ReadonlyArray<string>): Effect.Effect<void> {
    if (keys.length === 0) return Effect.void
    const found = Effect.map(this.#options.run(keys), (values) => batch.found(keys, values))
    return Effect.catchCause(found, (cause) => {
      if (!this.#mayDivide(keys, cause)) return Effect.sync(() => batch.failed(keys, Exit.failCause(cause)))
      const half = Math.ceil(keys.length / 2)
      const halves = [keys.slice(0, half), keys.slice(half)]
      return Effect.forEach(halves, (some) => this.#work(batch, batch.awaited(some)), { discard: true })
    })
  }

  #mayDivide(keys: ReadonlyArray<string>, cause: Cause.Cause<E>): boolean {
    if (keys.length < 2 || Cause.hasInterruptsOnly(cause)) return false
    const failure = Cause.findErrorOption(cause)
    return failure._tag === "None" || this.#options.divisible(failure.value)
  }
}
