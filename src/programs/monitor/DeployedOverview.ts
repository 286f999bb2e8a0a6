import { type Config, type Duration, Effect, Layer } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import { PgConfig, type PgSettings } from "../../layers/PgConfig.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { DatabaseActivity } from "../../services/monitor/DatabaseActivity.ts"
import { DatabaseInsight } from "../../services/monitor/DatabaseInsight.ts"
import { Overview } from "../../services/monitor/Overview.ts"
import { PgBouncerConsole } from "../../services/monitor/PgBouncerConsole.ts"
import * as PoolMetrics from "../../services/monitor/PoolMetrics.ts"
import { PoolMonitor } from "../../services/monitor/PoolMonitor.ts"
import * as ServerMetrics from "../../services/monitor/ServerMetrics.ts"

export interface Options {
  /** From when on a statement runs long. */
  readonly longerThan: Duration.Duration
  /** Whether all of it is published as metrics too. */
  readonly metrics: boolean
}

type Services = Layer.Layer<never, Config.ConfigError, PgConfig | PgBouncerConsole>

/** What is asked of Postgres itself. */
const database = Layer.merge(DatabaseActivity.layerNoDeps, DatabaseInsight.layerNoDeps)

/** With both endpoints there is everything to see. */
const complete = (metrics: boolean): Services => {
  const pools = Layer.merge(PooledPg.layerNoDeps, DirectPg.layerNoDeps)
  const seen = Layer.merge(PoolMonitor.layerNoDeps, database)
  return (metrics ? Layer.merge(PoolMetrics.layer, ServerMetrics.layer()) : Layer.empty).pipe(
    Layer.provideMerge(seen),
    Layer.provide(pools)
  )
}

/** The services of those endpoints that the environment names; the overview does without the others. */
const services = ({ direct, pooled }: PgSettings, metrics: boolean): Services => {
  if (pooled === undefined) return Layer.provide(database, DirectPg.layerNoDeps)
  if (direct !== undefined) return complete(metrics)
  return (metrics ? PoolMetrics.layerPooled : Layer.empty).pipe(
    Layer.merge(PoolMonitor.layerPooled),
    Layer.provide(PooledPg.layerNoDeps)
  )
}

/** What the environment names; with no URL set, a private pair, as for every program. */
export const layer = ({ longerThan, metrics }: Options) =>
  Layer.unwrap(
    Effect.map(PgConfig, (settings) =>
      Overview.layerNoDeps({ program: `aquifer monitor (process ${process.pid})`, longerThan }).pipe(
        Layer.provide(services(settings, metrics)),
        Layer.provide(PgBouncerConsole.layerNoDeps)
      )
    )
  ).pipe(Layer.provide(PgConfig.layer))
