import { Effect, Schedule, type Scope } from "effect"
import * as Monotonic from "../../layers/deadline/Monotonic.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"

/** A pool at a moment of a run. */
export interface Occupancy {
  /** Milliseconds since the run began. */
  readonly atMillis: number
  /** Connections that were held (`PoolStats.used`). */
  readonly used: number
  /** Callers that were queued for one (`PoolStats.waiting`). */
  readonly waiting: number
}

/** Samples are thinned out beyond this, so that an hour's run keeps no more than a minute's. */
const most = 2_000
const every = "20 millis"

/**
 * Keeps a log of a pool's occupancy, a sample each 20 ms, in `log` until the scope closes; gives the effect that takes
 * one more, for the end of a run.
 */
export const keep = Effect.fnUntraced(function* (
  log: Array<Occupancy>,
  stats: Effect.Effect<Pick<PoolStats, "used" | "waiting">>
): Effect.fn.Return<Effect.Effect<void>, never, Scope.Scope> {
  const begin = yield* Monotonic.now
  const sample = Effect.gen(function* () {
    const { used, waiting } = yield* stats
    log.push({ atMillis: (yield* Monotonic.now) - begin, used, waiting })
    if (log.length > most) log.splice(0, Infinity, ...log.filter((_, index) => index % 2 === 0))
  })
  yield* Effect.forkScoped(Effect.repeat(sample, Schedule.spaced(every)))
  return sample
})
