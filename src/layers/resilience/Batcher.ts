import { Cause, Clock, Context, Duration, Effect, Exit, type Fiber } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import { abandonWork, runAbandonable } from "../deadline/Detached.ts"
import { FirstAlarm } from "../deadline/FirstAlarm.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import type { PoolExhausted } from "../failure/PgFailure.ts"
import * as CurrentTurn from "../gate/CurrentTurn.ts"
import * as CurrentIdentity from "../transaction/CurrentIdentity.ts"
import { Admission } from "./Admission.ts"
import { Batch, type Found, type Note } from "./Batch.ts"
import { type Asking, type BatchFailure, type Resume, WaiterForOne } from "./Waiter.ts"
import { CallerOfMany } from "./WaiterOfMany.ts"

/** So many keys that a run more costs less than it saves. */
const worthTwo = 40

/** So many keys that waiting for more saves less than it costs those who wait. */
const large = 64

type AnyFiber = Fiber.Fiber<unknown, unknown>

export interface BatcherOptions<K, V, E> {
  /** What a run is called by those who ask who holds a connection. */
  readonly name: string
  /** Finds out about many keys at once; those of which nothing is found are known to have no value. */
  readonly run: (keys: ReadonlyArray<K>) => Effect.Effect<Found<K, V>, E>
  /** Runs at once; what is asked meanwhile is collected for the next one. */
  readonly inFlight: number
  /** Runs at once where the next one has many keys already, as those for a server far away have; `inFlight` unless given. */
  readonly mostInFlight?: number
  /** Keys in a run, at most. */
  readonly most: number
  /** Whether a run that failed so may succeed for some of its keys. */
  readonly divisible: (failure: E) => boolean
  /** Is told of each answer before its caller. */
  readonly note?: Note<K, V>
}

/**
 * Collects what concurrent callers ask for into few runs, and delays nobody who is alone.
 *
 * What is asked in one turn of the event loop goes out together at its end, unless `inFlight` runs are out; then it
 * gathers until one comes back, or until it is large. So the batches grow with the load and with the distance of the
 * server, without a delay to tune, and a caller who is alone waits for a microtask. (`RequestResolver` collects for a fixed delay, or for one
 * turn of the scheduler, and bounds no runs: callers that do not ask in the same turn share nothing.)
 *
 * A key asked by several callers of a batch goes out once; one asked while a run is out goes out again, since what
 * that run read may be older than the question. Each caller has a deadline of its own and may be interrupted without
 * disturbing the others; when nobody is left the run is interrupted. A run that failed for a reason of one of its
 * keys is divided, until that key fails alone. Keys are told apart as those of a `Map` are.
 */
export class Batcher<K, V, E> {
  readonly #options: BatcherOptions<K, V, E>
  readonly #queue: Array<Batch<K, V, E>> = []
  readonly #out = new Set<Batch<K, V, E>>()
  readonly #alarm = new FirstAlarm(
    (clock) => this.#expire(clock),
    () => this.#out.size > 0 || this.#queue.length > 0
  )
  /** The clock of who asked last in this turn, read once for all who ask in it. */
  #turn: { readonly clock: Clock.Clock; readonly now: number } | undefined
  readonly #admission: Admission
  #pumping = false
  /** Whether callers were answered in this turn. */
  #answered = false
  readonly #endTurn = (): void => {
    this.#turn = undefined
    if (this.#answered) this.#spread()
    this.#answered = false
    this.#pump()
    // Last, while the server works already.
    for (const { clock, firstExpiresAt } of [...this.#out, ...this.#queue])
      this.#alarm.set(clock, firstExpiresAt)
  }
  readonly #abandoned = (batch: Batch<K, V, E>): void => {
    const place = this.#queue.indexOf(batch)
    if (place >= 0) this.#queue.splice(place, 1)
    abandonWork(batch)
    this.#ended(batch) // its cleaning up keeps nobody waiting
  }

  constructor(options: BatcherOptions<K, V, E>) {
    this.#options = options
    this.#admission = new Admission(options.name)
  }

  /** Asks for a key as this fiber, which is told by `resume`; what is returned is to be done when it is interrupted. */
  join<A, E2>(
    key: K,
    asking: Asking<V, E, A, E2>,
    fiber: AnyFiber,
    resume: Resume<A, E2>
  ): Effect.Effect<void> {
    const batch = this.#filling(fiber)
    const around = fiber.getRef(CurrentDeadline.Current)
    const waiter = new WaiterForOne<K, V, E, A, E2>(asking, this.#now(batch.clock), around, resume)
    const refusal = this.#refusal(waiter.usefulUntil)
    if (refusal === undefined) batch.add(key, waiter)
    else waiter.failed(refusal)
    return Effect.sync(() => waiter.leave())
  }

  /** The values of many keys, which may go out in several runs; those without one are left out. */
  many(keys: ReadonlyArray<K>, within: Duration.Duration): Effect.Effect<ReadonlyMap<K, V>, BatchFailure<E>> {
    if (keys.length === 0) return Effect.succeed(new Map())
    return Effect.withFiber((fiber) =>
      Effect.callback<ReadonlyMap<K, V>, BatchFailure<E>>((resume) => {
        const now = this.#now(fiber.getRef(Clock.Clock))
        const around = fiber.getRef(CurrentDeadline.Current)
        const caller = new CallerOfMany<K, V, E>(Duration.toMillis(within), now, around, keys.length, resume)
        const refusal = this.#refusal(caller.usefulUntil)
        if (refusal !== undefined) caller.failed(refusal)
        else for (const key of keys) this.#filling(fiber).add(key, caller.waiter(key))
        return Effect.sync(() => caller.leave())
      })
    )
  }

  /** Why somebody may not wait: for the next run that goes out, everybody may. */
  #refusal(until: number): Exit.Exit<never, PoolExhausted> | undefined {
    if (this.#queue.length < 2 || this.#turn === undefined) return undefined
    return this.#admission.refusal(this.#queue.length - 1 + this.#out.size, until - this.#turn.now)
  }

  /** Milliseconds of a clock, which are read once a turn; the turn ends when those who ask in it have asked. */
  #now(clock: Clock.Clock): number {
    if (this.#turn === undefined) queueMicrotask(this.#endTurn)
    else if (this.#turn.clock === clock) return this.#turn.now
    const now = Monotonic.millisOf(clock)
    this.#turn = { clock, now }
    return now
  }

  /** The batch that the next key goes into; a full one need not wait for the turn's end. */
  #filling(fiber: AnyFiber): Batch<K, V, E> {
    const { most, name } = this.#options
    const clock = fiber.getRef(Clock.Clock)
    const partition = fiber.getRef(CurrentIdentity.Partition)
    let last = this.#queue.at(-1)
    // Callers of one identity share, also where those of others asked in between.
    if (last !== undefined && last.partition !== partition)
      last = this.#queue.findLast((batch) => batch.partition === partition)
    if (last !== undefined && last.size < most && last.clock === clock) return last
    if (last !== undefined) this.#pump()
    const batch = new Batch<K, V, E>(name, clock, fiber.context, this.#abandoned)
    if (this.#turn !== undefined) this.#turn = { clock, now: Monotonic.millisOf(clock) } // a turn may be long
    this.#queue.push(batch)
    return batch
  }

  /**
   * Many who were answered in one turn ask again in one, and would wait for each other, and the server for all of them,
   * time and again. In two runs some are answered while the server works for the others.
   */
  #spread(): void {
    const [batch] = this.#queue
    if (this.#options.inFlight < 2 || this.#out.size > 0 || this.#queue.length !== 1) return
    if (batch === undefined || batch.size < worthTwo) return
    const other = new Batch<K, V, E>(batch.name, batch.clock, batch.context, this.#abandoned)
    batch.halve(other)
    this.#queue.push(other)
  }

  #expire(clock: Clock.Clock): void {
    for (const batch of [...this.#out, ...this.#queue]) {
      if (batch.clock !== clock) continue
      batch.expire()
      this.#alarm.set(clock, batch.firstExpiresAt)
    }
  }

  #ended(batch: Batch<K, V, E>): void {
    batch.forget()
    if (!this.#out.delete(batch)) return
    if (this.#turn === undefined) this.#pump()
    else this.#answered = true
  }

  /** Nothing is sent for callers whose time is over, who under overload may be whole batches of them. */
  #pump(): void {
    if (this.#pumping) return // a caller that was told asks again, or was the last one of its batch
    this.#pumping = true
    while (this.#mayStart()) {
      const batch = this.#queue.shift()
      if (batch === undefined) break
      if (this.#out.size === 0) this.#admission.began(Monotonic.millisOf(batch.clock))
      this.#out.add(batch)
      batch.expire()
      if (batch.isAwaited) this.#start(batch)
      else this.#out.delete(batch)
    }
    this.#pumping = false
  }

  #mayStart(): boolean {
    const { inFlight, mostInFlight = inFlight } = this.#options
    const isLarge = (this.#queue[0]?.size ?? 0) >= large
    return this.#out.size < (isLarge ? mostInFlight : inFlight)
  }

  #start(batch: Batch<K, V, E>): void {
    const context = Context.add(CurrentTurn.shared(batch.context), CurrentDeadline.Current, batch)
    const work = runAbandonable(batch, this.#work(batch, batch.awaited()))
    Effect.runForkWith(context)(work).addObserver((exit) => {
      if (Exit.isFailure(exit)) batch.failed(batch.awaited(), Exit.failCause(exit.cause))
      this.#admission.ended(Monotonic.millisOf(batch.clock))
      this.#ended(batch)
    })
  }

  /** Answers the callers of these keys, in halves where one of them spoils it for the others. */
  #work(batch: Batch<K, V, E>, keys: ReadonlyArray<K>): Effect.Effect<void> {
    const { note, run } = this.#options
    if (keys.length === 0) return Effect.void
    // Suspended, as what throws before it gives an effect would else answer nobody.
    const found = Effect.map(
      Effect.suspend(() => run(keys)),
      (values) => batch.found(keys, values, note)
    )
    return Effect.catchCause(found, (cause) => {
      if (!this.#mayDivide(keys, cause)) return Effect.sync(() => batch.failed(keys, Exit.failCause(cause)))
      const half = Math.ceil(keys.length / 2)
      const halves = [keys.slice(0, half), keys.slice(half)]
      return Effect.forEach(halves, (some) => this.#work(batch, batch.awaited(some)), { discard: true })
    })
  }

  #mayDivide(keys: ReadonlyArray<K>, cause: Cause.Cause<E>): boolean {
    if (keys.length < 2 || Cause.hasInterruptsOnly(cause)) return false
    const failure = Cause.findErrorOption(cause)
    return failure._tag === "None" || this.#options.divisible(failure.value)
  }
}
