import { Clock, Context, Duration, Effect, Layer, Schedule, Stream } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import type { PoolCallers, PoolStats } from "../../layers/pool/PoolStats.ts"
import { PooledPg } from "../../layers/PooledPg.ts"

/** A pool at one moment, its totals since the start, and its callers. */
export interface PoolSnapshot extends PoolStats, PoolCallers {}

/** Both pools at one moment. */
export interface PoolsSnapshot {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The pool of the pooled endpoint. */
  readonly pooled: PoolSnapshot
  /** The pool of the direct endpoint; undefined where the program has none. */
  readonly direct: PoolSnapshot | undefined
}

type Pool = Pick<PooledPg["Service"], "stats" | "callers">

const read = ({ callers, stats }: Pool): Effect.Effect<PoolSnapshot> =>
  Effect.zipWith(stats, callers, (stats, callers) => ({ ...stats, ...callers }))

const make = (pooled: Pool, direct?: Pool): PoolMonitor["Service"] => {
  const snapshot = Effect.all({
    at: Clock.currentTimeMillis,
    pooled: read(pooled),
    direct: direct === undefined ? Effect.succeed(undefined) : read(direct)
  })
  return {
    snapshot,
    snapshots: (every = Duration.seconds(1)) => Stream.fromEffectSchedule(snapshot, Schedule.fixed(every))
  }
}

/**
 * What the pools of this program are doing: size, free, used and waiting, who holds a connection and who waits for
 * one, and the totals since the start.
 *
 * It reads counters that the pools keep anyway, so it costs nothing until it is asked.
 *
 * **Example** (A warning each second in which callers wait)
 *
 * ```ts
 * import { PoolMonitor } from "aquifer/operations"
 * import { Effect, Stream } from "effect"
 *
 * const watch = Effect.flatMap(PoolMonitor, ({ snapshots }) =>
 *   snapshots("1 second").pipe(
 *     Stream.filter(({ pooled }) => pooled.waiting > 0),
 *     Stream.runForEach(({ pooled }) => Effect.logWarning(`${pooled.waiting} wait for ${pooled.max} connections`))
 *   )
 * )
 * ```
 */
export class PoolMonitor extends Context.Service<
  PoolMonitor,
  {
    /** The pools now. */
    readonly snapshot: Effect.Effect<PoolsSnapshot>
    /** The pools now and then again and again; each second unless told otherwise. Late readers miss samples. */
    readonly snapshots: (every?: Duration.Input) => Stream.Stream<PoolsSnapshot>
  }
>()("aquifer/services/monitor/PoolMonitor") {
  /** Of both endpoints, which the program provides. */
  static readonly layerNoDeps: Layer.Layer<PoolMonitor, never, PooledPg | DirectPg> = Layer.effect(
    PoolMonitor,
    Effect.zipWith(PooledPg, DirectPg, make)
  )

  /** For a program without a direct endpoint. */
  static readonly layerPooled: Layer.Layer<PoolMonitor, never, PooledPg> = Layer.effect(
    PoolMonitor,
    Effect.map(PooledPg, (pooled) => make(pooled))
  )
}
