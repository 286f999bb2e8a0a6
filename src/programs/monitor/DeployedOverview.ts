import { type Config, type Duration, Effect, Layer } from "effect"
import { DirectPg } from "../../layers/DirectPg.ts"
import { PgConfig, type PgSettings } from "../../layers/PgConfig.ts"
import { PooledPg } from "../../layers/PooledPg.ts"
import { DatabaseActivity } from "../../services/DatabaseActivity.ts"
import { Overview } from "../../services/Overview.ts"
import { PgBouncerConsole } from "../../services/PgBouncerConsole.ts"
import { PoolMonitor } from "../../services/PoolMonitor.ts"

/** The services of those endpoints that the environment names; the overview does without the others. */
const services = ({ direct, pooled }: PgSettings): Layer.Layer<never, Config.ConfigError, PgConfig> => {
  const pools = Layer.merge(PooledPg.layerNoDeps, DirectPg.layerNoDeps)
  if (pooled === undefined) return Layer.provide(DatabaseActivity.layerNoDeps, DirectPg.layerNoDeps)
  if (direct === undefined) return Layer.provide(PoolMonitor.layerPooled, PooledPg.layerNoDeps)
  return Layer.provide(Layer.mergeAll(PoolMonitor.layerNoDeps, DatabaseActivity.layerNoDeps), pools)
}

/** What the environment names; with no URL set, a private pair, as for every program. */
export const layer = (longerThan: Duration.Duration) =>
  Layer.unwrap(
    Effect.map(PgConfig, (settings) =>
      Overview.layerNoDeps({ program: `aquifer monitor (process ${process.pid})`, longerThan }).pipe(
        Layer.provide(Layer.merge(services(settings), PgBouncerConsole.layerNoDeps))
      )
    )
  ).pipe(Layer.provide(PgConfig.layer))
