import { Duration, Effect, FiberSet, Iterable, References, Result } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import type { PgFailure } from "../../layers/failure/PgFailure.ts"
import { Histogram } from "../../layers/measure/Histogram.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import * as OccupancyLog from "./OccupancyLog.ts"

/** How requests come: so many with so many at once, or at a rate for a while, whether earlier ones are done or not. */
export type Load =
  | {
      /** How many requests are sent in all. */
      readonly requests: number
      /** How many of them are under way at once; the next is sent when one is answered. */
      readonly concurrency: number
    }
  | {
      /** How many requests are sent in each second. */
      readonly perSecond: number
      /** For how long they are sent; then the last answers are awaited. */
      readonly duration: Duration.Duration
    }

/** What has come out so far; it grows while the test runs. */
export interface LoadResult {
  /** Requests that were sent. */
  started: number
  /** Requests that were answered without a failure. */
  succeeded: number
  /** How long those that succeeded took, in milliseconds from when they were sent. */
  readonly latencies: Histogram
  /** How long it took to refuse or to fail those that did not succeed, in milliseconds. */
  readonly refusals: Histogram
  /** Those that failed, by their reason, how far they had come, and the server's code: each sort is helped by something else. */
  readonly failures: Map<
    string,
    {
      /** The name of their reason, such as `PoolExhausted`; more than one sort may have it. */
      readonly reason: PgFailure["_tag"]
      /** How many failed so. */
      count: number
      /** The message of the first of them. */
      readonly first: string
    }
  >
  /** The pool each 20 ms of the run, in order; 2,000 looks at most, then every second one goes. */
  readonly occupancy: Array<OccupancyLog.Occupancy>
  /** Milliseconds from the run's beginning to its last answer, or to its interruption; 0 while it runs. */
  elapsedMillis: number
}

const tick = Duration.millis(5)

const emptyResult = (): LoadResult => ({
  started: 0,
  succeeded: 0,
  latencies: new Histogram(),
  refusals: new Histogram(),
  failures: new Map(),
  occupancy: [],
  elapsedMillis: 0
})

const sortOf = (failure: PgFailure): string =>
  [failure._tag, "phase" in failure ? failure.phase : undefined, failure.sqlState].filter(Boolean).join(" ")

/** What the requests are called where the pool tells who holds its connections, as they have no span of their own. */
const frame: References.StackFrame = {
  name: "a request of the load test",
  stack: () => undefined,
  parent: undefined
}

const counted = (result: LoadResult, request: Effect.Effect<unknown, PgFailure>): Effect.Effect<void> =>
  Effect.gen(function* () {
    result.started++
    const before = yield* Monotonic.now
    const outcome = yield* Effect.result(request)
    const took = (yield* Monotonic.now) - before
    if (Result.isSuccess(outcome)) {
      result.succeeded++
      result.latencies.record(took)
      return
    }
    result.refusals.record(took)
    const { _tag: reason, message } = outcome.failure
    const sort = sortOf(outcome.failure)
    const seen = result.failures.get(sort)
    if (seen === undefined) result.failures.set(sort, { reason, count: 1, first: message })
    else seen.count++
  })

/**
 * A closed loop: each caller sends its next request when the last one is answered. The callers are unbounded, as Effect
 * ends a bounded `forEach` that is interrupted one inside the other, which thousands overflow the stack with.
 */
const closed = (
  request: Effect.Effect<void>,
  { concurrency, requests }: Extract<Load, { requests: number }>
) => {
  let left = requests
  const caller = Effect.whileLoop({ while: () => left-- > 0, body: () => request, step: () => undefined })
  const callers = Iterable.range(1, Math.min(concurrency, requests))
  return Effect.forEach(callers, () => caller, { concurrency: "unbounded", discard: true })
}

/** An open loop: requests come at their rate, however slow the answers are; that is what overload is. */
const open = Effect.fnUntraced(function* (
  request: Effect.Effect<void>,
  { duration, perSecond }: Extract<Load, { perSecond: number }>
) {
  const requests = yield* FiberSet.make()
  const begin = yield* Monotonic.now
  let sent = 0
  for (;;) {
    const elapsed = (yield* Monotonic.now) - begin
    const due = Math.floor((Math.min(elapsed, Duration.toMillis(duration)) / 1_000) * perSecond)
    for (; sent < due; sent++) yield* FiberSet.run(requests, request)
    if (elapsed >= Duration.toMillis(duration)) break
    yield* Effect.sleep(tick)
  }
  yield* FiberSet.awaitEmpty(requests)
}, Effect.scoped)

/**
 * Sends requests under a load and counts what came back.
 *
 * `result` is there at once and grows while `run` runs; a request that fails is counted by its reason. When `run` is
 * interrupted, it holds what came out until then; a request that had no answer yet is only `started`.
 *
 * **Example** (A thousand lookups, a hundred at once)
 *
 * ```ts
 * import { PgFailure, PooledPg } from "aquifer"
 * import { LoadTest } from "aquifer/operations"
 * import { Effect } from "effect"
 *
 * const test = Effect.gen(function* () {
 *   const { sql, stats } = yield* PooledPg
 *   const request = Effect.mapError(sql`SELECT 1`, PgFailure.classify)
 *   const { result, run } = LoadTest.prepare({ requests: 1000, concurrency: 100 }, request, stats)
 *   yield* run
 *   return { answered: result.latencies.count, refused: result.refusals.count }
 * })
 * ```
 */
export const prepare = (
  load: Load,
  request: Effect.Effect<unknown, PgFailure>,
  stats: Effect.Effect<PoolStats>
) => {
  const result = emptyResult()
  const run = Effect.gen(function* () {
    const begin = yield* Monotonic.now
    const sample = yield* OccupancyLog.keep(result.occupancy, stats)
    const named = Effect.updateService(request, References.CurrentStackFrame, (own) => own ?? frame)
    const one = counted(result, named)
    const over = Effect.andThen(
      Effect.map(Monotonic.now, (end) => (result.elapsedMillis = end - begin)),
      sample
    )
    yield* Effect.ensuring("requests" in load ? closed(one, load) : open(one, load), over)
  }).pipe(Effect.scoped)
  return {
    /** What has come out so far. */
    result,
    /** Sends the requests, and ends with the last answer. */
    run
  }
}
