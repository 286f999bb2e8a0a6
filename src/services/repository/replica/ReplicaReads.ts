import { Clock, Context, Duration, Effect, type Fiber } from "effect"
import type { SqlClient } from "effect/sql"
import * as Deadline from "../../../layers/deadline/Deadline.ts"
import * as Monotonic from "../../../layers/deadline/Monotonic.ts"
import type { ReplicaEndpoint } from "../../../layers/ReplicaPg.ts"
import { reasonOf } from "../../../layers/resilience/DataError.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import type { ConditionOf } from "../../../layers/transaction/TransactionBounds.ts"
import { Lag } from "./Lag.ts"
import { PrimaryPositions } from "./PrimaryPositions.ts"
import * as ReplicaConnection from "./ReplicaConnection.ts"
import * as WalPosition from "./WalPosition.ts"

/** The primary's answer to how far it is, which nobody waits for, is given up after this. */
const samplingTime = "1 second"

/** Where reads go that may be answered by replicas. */
export interface ReplicaParts {
  /** The primary's client, by which statements are written. */
  readonly primary: SqlClient.SqlClient
  /** The pool of replicas that is read first. */
  readonly replica: ReplicaEndpoint
  /** What was committed so many milliseconds before an answer is in it. */
  readonly maxStaleness: number
}

const known = new WeakMap<ReplicaEndpoint, WeakMap<object, PrimaryPositions>>()

/** All that reads the same replicas knows the same of their primary. */
const positionsOf = ({ primary, replica }: ReplicaParts): PrimaryPositions => {
  const own = known.get(replica) ?? new WeakMap<object, PrimaryPositions>()
  const positions = own.get(primary.transactionService) ?? new PrimaryPositions()
  known.set(replica, own.set(primary.transactionService, positions))
  return positions
}

/** A replica has half of the time that is left, so that the primary can still answer in time. */
const inHalf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Deadline.remaining, (left) =>
    left === Infinity
      ? (effect as ReturnType<typeof bounded<A, E, R>>) // which fails in fewer ways
      : bounded(effect, left / 2)
  )

const bounded = <A, E, R>(effect: Effect.Effect<A, E, R>, millis: number) =>
  Deadline.within(Duration.millis(millis))(effect)

type Work<A, E, R> = Effect.Effect<A, E, R>

/**
 * Answers reads by a replica that is known to be fresh enough, and by the primary where none is: behind, slow, or away.
 *
 * How fresh an answer has to be are two positions in the primary's log: where it was `maxStaleness` ago, and where it was
 * after the caller's own writes. When one of them is not known, the read goes to the primary and brings it along.
 */
export class ReplicaReads {
  /** The primary's client, by which statements are written. */
  readonly primary: SqlClient.SqlClient
  /** The pool of replicas that is read first. */
  readonly replica: ReplicaEndpoint
  readonly #maxStaleness: number
  readonly #positions: PrimaryPositions
  readonly #lag = new Lag()
  #sampling = false
  /** Statements at the replicas share a snapshot unless they are told not to. */
  #isIsolated = false

  constructor(parts: ReplicaParts) {
    this.primary = parts.primary
    this.replica = parts.replica
    this.#maxStaleness = parts.maxStaleness
    this.#positions = positionsOf(parts)
    this.#positions.keep(parts.maxStaleness)
  }

  /** Whether a caller has written something that not every answer which is fresh enough for others has. */
  isOwn(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    const needed = this.#positions.neededBy(fiber.context)
    if (needed === 0n) return false
    if (needed === "unsettled") return true
    const floor = this.#positions.floor(Monotonic.millis(fiber), this.#maxStaleness)
    if (floor !== undefined && needed <= floor) return false
    if (needed > this.#positions.own) this.#positions.own = needed
    return true
  }

  /** Statements of many callers who have nothing of their own to see. */
  readonly others = <A, E, R>(work: Work<A, E, R>): Work<A, E, R> => this.#reading(work, () => 0n)

  /** The same for those who have. */
  readonly own = <A, E, R>(work: Work<A, E, R>): Work<A, E, R> =>
    this.#reading(work, () => (this.#positions.isUnsettled ? undefined : this.#positions.own))

  /** Statements of one caller. */
  readonly each = <A, E, R>(work: Work<A, E, R>): Work<A, E, R> =>
    this.#reading(work, (context) => {
      const needed = this.#positions.neededBy(context)
      return needed === "unsettled" ? undefined : needed
    })

  #reading<A, E, R>(
    work: Work<A, E, R>,
    neededBy: (context: Context.Context<never>) => bigint | undefined
  ): Work<A, E, R> {
    return Effect.withFiber((fiber) => {
      if (Operation.inTransaction(this.primary, fiber.context)) return work
      const needed = this.needed(fiber, neededBy(fiber.context))
      if (needed !== undefined) return this.#byReplica(work, needed)
      this.replica.note("primary")
      return this.#byPrimary(work)
    })
  }

  /** What a replica must have replayed to answer somebody who needs so much; undefined where the primary has to answer. */
  needed(fiber: Fiber.Fiber<unknown, unknown>, own: bigint | undefined): bigint | undefined {
    const now = Monotonic.millis(fiber)
    const floor = this.#positions.floor(now, this.#maxStaleness)
    if (own === undefined || floor === undefined) return undefined
    if (this.#positions.isDue(now, this.#maxStaleness)) this.#sample(fiber)
    const all = own > floor ? own : floor
    return this.#lag.holds(now, all) ? undefined : all
  }

  /** What the caller of a fiber needs by its own writes. */
  neededByWrites({ context }: Fiber.Fiber<unknown, unknown>): bigint | undefined {
    const needed = this.#positions.neededBy(context)
    return needed === "unsettled" ? undefined : needed
  }

  #byReplica<A, E, R>(work: Work<A, E, R>, needed: bigint): Work<A, E, R> {
    const ask = (condition: ConditionOf) =>
      ReplicaConnection.oneByOne(this.primary, this.client, condition, this.#isIsolated)(work)
    return this.attempt(needed, ask, this.#byPrimary(work))
  }

  /**
   * Asks a replica under the condition that it has what is needed, in its own breaker and half of the time; `otherwise` is
   * the primary's answer. The domain's own errors are answers too.
   */
  attempt<A, E, R, E2, R2>(
    needed: bigint,
    ask: (condition: ConditionOf) => Effect.Effect<A, E, R>,
    otherwise: Effect.Effect<A, E2, R2>
  ): Effect.Effect<A, E | E2, R | R2> {
    return Effect.withFiber((fiber) => {
      const verdict = ReplicaConnection.unjudged()
      const asked = ask(ReplicaConnection.replayed(needed, verdict))
      return this.replica.breaker.protect(inHalf(asked)).pipe(
        Effect.tap(() => Effect.sync(() => this.#answered(needed))),
        Effect.catch((error): Effect.Effect<A, E | E2, R2> => {
          // The breaker's own failure has a reason, so what has none is of `asked`.
          if (!verdict.isBehind && reasonOf(error) === undefined) return Effect.fail(error as E)
          this.#failed(verdict, Monotonic.millis(fiber))
          return otherwise
        })
      )
    })
  }

  #answered(needed: bigint): void {
    this.#lag.answered(needed)
    this.replica.note("replica")
  }

  #failed({ isBehind, isIsolated, replayed }: ReplicaConnection.Verdict, now: number): void {
    this.replica.note(isBehind ? "behind" : "failed")
    if (isIsolated) this.#isIsolated = true
    else if (isBehind) this.#lag.found(now, replayed)
  }

  #byPrimary<A, E, R>(work: Work<A, E, R>): Work<A, E, R> {
    return Effect.withFiber((fiber) =>
      ReplicaConnection.oneByOne(this.primary, this.primary, this.learning(fiber))(work)
    )
  }

  /** The client of the replicas. */
  get client(): ReplicaConnection.Transacting {
    return this.replica.sql as unknown as ReplicaConnection.Transacting
  }

  /** Has the primary say on the way how far it is. */
  learning(fiber: Fiber.Fiber<unknown, unknown>): ConditionOf {
    return ReplicaConnection.learning(this.#positions.asking(Monotonic.millis(fiber)))
  }

  /** Asks the primary how far it is, behind everybody's back; a primary that does not answer is no reason to fail. */
  #sample(fiber: Fiber.Fiber<unknown, unknown>): void {
    if (this.#sampling) return
    this.#sampling = true
    const clock = fiber.getRef(Clock.Clock)
    const learn = this.#positions.asking(Monotonic.millisOf(clock))
    const asked = this.primary.unsafe<{ readonly flushed: string | null; readonly inserted: string | null }>(
      WalPosition.ofPrimary
    )
    const sampled = Effect.map(asked, ([row]) =>
      learn(row && [row.flushed ?? undefined, row.inserted ?? undefined])
    )
    Effect.runForkWith(Context.make(Clock.Clock, clock))(
      Effect.ignore(Effect.timeout(sampled, samplingTime))
    ).addObserver(() => (this.#sampling = false))
  }
}
