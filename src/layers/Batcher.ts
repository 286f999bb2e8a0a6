import { Cause, Context, Duration, Effect, Exit, type Fiber } from "effect"
import { Batch, type BatchFailure, type Waiter } from "./batch/Batch.ts"
import * as Deadline from "./Deadline.ts"
import * as Monotonic from "./Monotonic.ts"

export interface BatcherOptions<V, E> {
  /** Finds out about many keys at once; those that are not in the map are known to have no value. */
  readonly run: (keys: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, V>, E>
  /** Runs at once; what is asked meanwhile is collected for the next one. */
  readonly inFlight: number
  /** Keys in a run, at most. */
  readonly most: number
  /** Whether a run that failed so may succeed for some of its keys. */
  readonly divisible: (failure: E) => boolean
}

/** How long a caller waits at most. */
type Within = Duration.Duration

/**
 * Collects what concurrent callers ask for into few runs, and delays nobody who is alone.
 *
 * While fewer than `inFlight` runs are out, a question is a run of its own at once, in its caller's fiber; meanwhile
 * the others gather, and go out together when a run comes back. So the batches grow with the load and with the
 * distance of the server, without a delay to tune. (`RequestResolver` collects for a fixed delay, or for one turn of
 * the scheduler, and bounds no runs: callers that do not ask in the same turn share nothing.)
 *
 * A key asked by several callers of a batch goes out once; one asked while a run is out goes out again, since what
 * that run read may be older than the question. Each caller has a deadline of its own and may be interrupted without
 * disturbing the others; when nobody is left the run is interrupted. A run that failed for a reason of one of its
 * keys is divided, until that key fails alone.
 */
export class Batcher<V, E> {
  readonly #options: BatcherOptions<V, E>
  readonly #queue: Array<Batch<V, E>> = []
  readonly #workers = new Map<Batch<V, E>, Fiber.Fiber<void>>()
  #inFlight = 0

  constructor(options: BatcherOptions<V, E>) {
    this.#options = options
  }

  /** The value of a key, `undefined` when it has none. */
  one(key: string, within: Within): Effect.Effect<V | undefined, BatchFailure<E>> {
    return Effect.suspend(() =>
      this.#isFree
        ? Effect.map(this.#alone([key], within), (found) => found.get(key))
        : this.#join<V | undefined>([key], within, (done) => (_key, value) => done(value))
    )
  }

  /** The values of many keys, which may go out in several runs; those without one are left out. */
  many(keys: ReadonlyArray<string>, within: Within): Effect.Effect<ReadonlyMap<string, V>, BatchFailure<E>> {
    if (keys.length === 0) return Effect.succeed(new Map())
    return Effect.suspend(() =>
      this.#isFree && keys.length <= this.#options.most
        ? this.#alone(keys, within)
        : this.#join<ReadonlyMap<string, V>>(keys, within, (done) => {
            const found = new Map<string, V>()
            let left = keys.length
            return (key, value) => {
              if (value !== undefined) found.set(key, value)
              if (--left === 0) done(found)
            }
          })
    )
  }

  get #isFree(): boolean {
    return this.#inFlight < this.#options.inFlight && this.#queue.length === 0
  }

  #alone(
    keys: ReadonlyArray<string>,
    within: Within
  ): Effect.Effect<ReadonlyMap<string, V>, BatchFailure<E>> {
    let begun = false
    return Effect.onExitPrimitive(
      Effect.suspend(() => {
        begun = true
        this.#inFlight++
        return Deadline.within(within)(this.#options.run(keys))
      }),
      () => {
        if (begun) this.#ended()
        return undefined
      },
      true
    )
  }

  #join<A>(
    keys: ReadonlyArray<string>,
    within: Within,
    collect: (done: (value: A) => void) => Waiter<V, E>["found"]
  ): Effect.Effect<A, BatchFailure<E>> {
    return Effect.withFiber((fiber) =>
      Effect.callback<A, BatchFailure<E>>((resume) => {
        const given = Duration.toMillis(within)
        const end = (effect: Effect.Effect<A, BatchFailure<E>>) => {
          waiter.gone = true
          for (const batch of waiter.batches) batch.leave(waiter)
          resume(effect)
        }
        const waiter: Waiter<V, E> = {
          fiber,
          given,
          expiresAt: Monotonic.millis(fiber) + given,
          batches: [],
          gone: false,
          found: collect((value) => end(Effect.succeed(value))),
          failed: end
        }
        for (const key of keys) this.#openBatch(fiber).add(key, waiter)
        this.#pump()
        return Effect.sync(() => end(Effect.interrupt))
      })
    )
  }

  /** The batch that is filling. */
  #openBatch(fiber: Fiber.Fiber<unknown, unknown>): Batch<V, E> {
    const last = this.#queue.at(-1)
    if (last !== undefined && last.size < this.#options.most) return last
    const batch = new Batch<V, E>(fiber, (abandoned) => this.#abandon(abandoned))
    this.#queue.push(batch)
    return batch
  }

  #abandon(batch: Batch<V, E>): void {
    const place = this.#queue.indexOf(batch)
    if (place >= 0) this.#queue.splice(place, 1)
    this.#workers.get(batch)?.interruptUnsafe()
  }

  #ended(): void {
    this.#inFlight--
    this.#pump()
  }

  #pump(): void {
    while (this.#inFlight < this.#options.inFlight) {
      const batch = this.#queue.shift()
      if (batch === undefined) return
      this.#inFlight++
      this.#start(batch)
    }
  }

  #start(batch: Batch<V, E>): void {
    const { expiresAt, first, progress } = batch
    const context = Context.add(first.context, Deadline.Current, { expiresAt, progress })
    const worker = Effect.runForkWith(context)(this.#work(batch, batch.awaited()))
    this.#workers.set(batch, worker)
    worker.addObserver(() => {
      this.#workers.delete(batch)
      this.#ended()
    })
  }

  /** Answers the callers of these keys, in halves where one of them spoils it for the others. */
  #work(batch: Batch<V, E>, keys: ReadonlyArray<string>): Effect.Effect<void> {
    if (keys.length === 0) return Effect.void
    return Effect.flatMap(Effect.exit(this.#options.run(keys)), (exit) => {
      if (Exit.isSuccess(exit)) batch.found(keys, exit.value)
      else if (this.#mayDivide(keys, exit.cause)) {
        const half = Math.ceil(keys.length / 2)
        const halves = [keys.slice(0, half), keys.slice(half)]
        return Effect.forEach(halves, (some) => this.#work(batch, batch.awaited(some)), { discard: true })
      } else batch.failed(keys, Exit.failCause(exit.cause))
      return Effect.void
    })
  }

  #mayDivide(keys: ReadonlyArray<string>, cause: Cause.Cause<E>): boolean {
    if (keys.length < 2 || Cause.hasInterruptsOnly(cause)) return false
    const failure = Cause.findErrorOption(cause)
    return failure._tag === "None" || this.#options.divisible(failure.value)
  }
}
