import { type Context, Effect, Layer, type Scope } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import { catalogue, connectionState, poolName } from "../../layers/measure/MetricCatalogue.ts"
import * as Series from "../../layers/measure/Series.ts"
import type { PoolStats } from "../../layers/pool/PoolStats.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { ReplicaPg } from "../../layers/ReplicaPg.ts"

/** One reading of the pool's counters for all series, which are read one after the other without a pause. */
const atOnce = (stats: Effect.Effect<PoolStats>): (() => PoolStats) => {
  let read: PoolStats | undefined
  return () => {
    if (read !== undefined) return read
    queueMicrotask(() => (read = undefined))
    return (read = Effect.runSync(stats))
  }
}

const publish = Effect.fnUntraced(function* (
  name: string,
  stats: Effect.Effect<PoolStats>
): Effect.fn.Return<void, never, Scope.Scope> {
  const { histogram, number } = yield* Series.register
  const read = atOnce(stats)
  const pool = { [poolName]: name }
  number(catalogue.connectionCount, { ...pool, [connectionState]: "idle" }, () => read().free)
  number(catalogue.connectionCount, { ...pool, [connectionState]: "used" }, () => read().used)
  number(catalogue.connectionMax, pool, () => read().max)
  number(catalogue.pendingRequests, pool, () => read().waiting)
  number(catalogue.timeouts, pool, () => read().timedOut)
  histogram(catalogue.waitTime, pool, () => read().waits)
  histogram(catalogue.createTime, pool, () => read().creations)
  histogram(catalogue.useTime, pool, () => read().holds)
  number(catalogue.acquired, pool, () => read().acquired)
  number(catalogue.refused, pool, () => read().refused)
  number(catalogue.longestLease, pool, () => (read().longestLease?.millis ?? 0) / 1_000)
  for (const reason of ["uses", "age", "dead", "broken"] as const) {
    number(catalogue.replaced, { ...pool, "aquifer.reason": reason }, () => read().replaced[reason])
  }
  const events = { opened: "opened", failed: "failed", closedByServer: "closed by server" } as const
  for (const event of ["opened", "failed", "closedByServer"] as const) {
    const attributes = { ...pool, "aquifer.event": events[event] }
    number(catalogue.connectionEvents, attributes, () => read().connections[event])
  }
  const transmit = { ...pool, "network.io.direction": "transmit" }
  number(catalogue.network, transmit, () => read().connections.bytesSent)
  const receive = { ...pool, "network.io.direction": "receive" }
  number(catalogue.network, receive, () => read().connections.bytesReceived)
})

/**
 * Publishes both pools as metrics of Effect's registry, from where OTLP and Prometheus have them.
 *
 * The pools' own counters are read when the metrics are; nothing is recorded in between.
 *
 * **Example** (Metrics by OTLP)
 *
 * ```ts
 * import { DirectPg, PooledPg } from "aquifer"
 * import { PoolMetrics } from "aquifer/operations"
 * import { Layer } from "effect"
 *
 * const metrics = PoolMetrics.layer.pipe(Layer.provide([PooledPg.layer, DirectPg.layer]))
 * ```
 */
export const layer: Layer.Layer<never, never, PooledPg | DirectPg> = Layer.effectDiscard(
  Effect.gen(function* () {
    yield* publish("pooled", (yield* PooledPg).stats)
    yield* publish("direct", (yield* DirectPg).stats)
  })
)

/** For a program without a direct endpoint. */
export const layerPooled: Layer.Layer<never, never, PooledPg> = Layer.effectDiscard(
  Effect.flatMap(PooledPg, ({ stats }) => publish("pooled", stats))
)

/** For the pool of replicas, as `replica`, beside those of the others. */
export const layerReplica: Layer.Layer<never, never, ReplicaPg> = Layer.effectDiscard(
  Effect.flatMap(ReplicaPg, ({ stats }) => publish("replica", stats))
)

/** For one more pool, by its own name, beside those of the others. */
export const layerNamed = <Self>(
  pool: Context.Key<Self, PooledPg["Service"]> & {
    /** What the series of this pool are told apart by. */
    readonly poolName: string
  }
): Layer.Layer<never, never, Self> =>
  Layer.effectDiscard(Effect.flatMap(pool, ({ stats }) => publish(pool.poolName, stats)))
