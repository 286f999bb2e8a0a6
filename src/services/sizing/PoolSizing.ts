import { Effect, Schema } from "effect"
import * as DatabaseLimits from "./DatabaseLimits.ts"
import * as ErlangC from "./ErlangC.ts"
import type { ExpectedWaits } from "./ExpectedWaits.ts"
import { expected } from "./Waits.ts"
import { mostAtOnce, offeredLoad, times, type Workload } from "./Workload.ts"

export type { Bound, DatabaseLimits } from "./DatabaseLimits.ts"
export type { ExpectedWaits } from "./ExpectedWaits.ts"
export type { ClosedWorkload, OpenWorkload, Workload } from "./Workload.ts"

/** What is asked of the pool. */
export interface Demand {
  /** Of all instances together. */
  readonly workload: Workload
  /** How long queries may wait for a connection. */
  readonly target: {
    /** The longest wait that `share` of the queries may have, in milliseconds. */
    readonly waitMillis: number
    /** How many of the queries have to keep to it, from 0 to 1: 0.95 is the 95th percentile. */
    readonly share: number
  }
  /** Processes that each have a pool of their own. */
  readonly instances: number
  /** What Postgres has for the pools of all instances together. */
  readonly limits: DatabaseLimits.DatabaseLimits
}

/** A pool of a size under a load, for each instance. */
export interface SizedWaits extends ExpectedWaits {
  /** Connections of each instance's pool. */
  readonly size: number
}

/** The answer: a size, what it is made of, and how long callers wait at it, at half and at twice the load. */
export interface Sizing {
  /** The answer: `POOL_SIZE` of each instance. */
  readonly size: number
  /** What the target asks for, whatever the database has. */
  readonly needed: number
  /** What would keep the target at twice the load. */
  readonly neededAtTwice: number
  /** The most that the database can give each instance, and what bounds it. */
  readonly bound: DatabaseLimits.Bound | undefined
  /** Whether the wait at `size` keeps to the target, which it does not where the database gives less than `needed`. */
  readonly targetMet: boolean
  /** Little's law: connections of each instance that are busy on average. */
  readonly offeredLoad: number
  /** Erlang C at the answer: the probability to wait, if there were users without number. */
  readonly erlangC: number
  /** The reference document's rule: workers × connections each. */
  readonly ruleOfThumb: number | undefined
  /** What queries have to expect of a pool of `size` under the load that was given. */
  readonly expected: ExpectedWaits
  /** The same at half the load. */
  readonly half: ExpectedWaits
  /** The same at twice the load. */
  readonly twice: ExpectedWaits
  /** Waits against sizes around the answer. */
  readonly curve: ReadonlyArray<SizedWaits>
}

/** The database has no connection for some instance. */
export class NoConnectionLeft extends Schema.TaggedError<NoConnectionLeft>()("NoConnectionLeft", {
  /** The numbers that leave none, and what to change. */
  message: Schema.String
}) {}

/** No pool of a sane deployment is larger; a search ends here. */
const largest = 10_000

/** The smallest size that keeps the target; waits never grow with the size, so halving finds it. */
const smallest = Effect.fnUntraced(function* (workload: Workload, { share, waitMillis }: Demand["target"]) {
  const most = Math.min(largest, mostAtOnce(workload))
  const keeps = (size: number) =>
    Effect.map(expected(workload, size, share), (waits) => waits.percentileMillis <= waitMillis)
  let [low, high] = [0, 1]
  while (high < most && !(yield* keeps(high))) {
    low = high
    high = Math.min(most, Math.max(2 * high, Math.ceil(offeredLoad(workload))))
    if (workload.kind === "open" && offeredLoad(workload) >= largest) return largest
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (yield* keeps(middle)) high = middle
    else low = middle
  }
  return high
})

const points = 12

/** Sizes from half the answer to half over it, thinned out where that is many. */
const sizesAround = (size: number): ReadonlyArray<number> => {
  const from = Math.max(1, size >> 1)
  const to = Math.max(size + 3, Math.ceil(size * 1.5))
  const step = Math.max(1, (to - from) / (points - 1))
  const sizes = Array.from({ length: Math.min(points, to - from + 1) }, (_, index) =>
    Math.round(from + index * step)
  )
  return [...new Set([...sizes, size])].toSorted((a, b) => a - b)
}

/** The load of one instance. */
const ofInstance = ({ instances, workload }: Demand): Workload => times(workload, 1 / instances)

/**
 * The size of the pool for a workload: the smallest that keeps the target wait, and no more than the database has.
 *
 * Fails only when the database has no connection left for each instance; a target that it cannot keep is told by
 * `targetMet`.
 *
 * **Example** (A pool for 300 queries of 8 ms a second)
 *
 * ```ts
 * import { PoolSizing } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const size = PoolSizing.recommend({
 *   workload: { kind: "open", perSecond: 300, queryMillis: 8, variability: 1 },
 *   target: { waitMillis: 10, share: 0.95 },
 *   instances: 2,
 *   limits: { maxConnections: 60, reserve: 10 }
 * }).pipe(Effect.map(({ size }) => `POOL_SIZE=${size}`))
 * ```
 */
export const recommend = Effect.fn("PoolSizing.recommend")(function* (
  demand: Demand
): Effect.fn.Return<Sizing, NoConnectionLeft> {
  const { instances, limits, target } = demand
  const workload = ofInstance(demand)
  const bound = DatabaseLimits.bound(limits, instances)
  if (bound !== undefined && bound.size < 1) {
    return yield* new NoConnectionLeft({
      message: `max_connections (${limits.maxConnections}) less the reserve (${limits.reserve}) leaves no connection for each of ${instances} instances; put a pooler in between and size its default_pool_size for all instances together, or raise max_connections`
    })
  }
  const needed = yield* smallest(workload, target)
  const size = Math.min(needed, bound?.size ?? needed)
  const at = (load: Workload, size: number) => expected(load, size, target.share)
  const waits = yield* at(workload, size)
  const load = offeredLoad(workload)
  return {
    size,
    needed,
    neededAtTwice: yield* smallest(times(workload, 2), target),
    bound,
    targetMet: waits.percentileMillis <= target.waitMillis,
    offeredLoad: load,
    erlangC: ErlangC.waitingProbability((waits.perSecond * workload.queryMillis) / 1_000, size),
    ruleOfThumb:
      demand.workload.kind === "open" ? undefined : demand.workload.users * demand.workload.queries,
    expected: waits,
    half: yield* at(times(workload, 0.5), size),
    twice: yield* at(times(workload, 2), size),
    curve: yield* Effect.forEach(sizesAround(size), (size) =>
      Effect.map(at(workload, size), (waits) => ({ size, ...waits }))
    )
  }
})
