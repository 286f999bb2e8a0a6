import { Layer } from "effect"
import { DatabaseActivity } from "../../services/monitor/DatabaseActivity.ts"
import { DatabaseInsight } from "../../services/monitor/DatabaseInsight.ts"
import { Overview } from "../../services/monitor/Overview.ts"
import * as PoolMetrics from "../../services/monitor/PoolMetrics.ts"
import { PoolMonitor } from "../../services/monitor/PoolMonitor.ts"
import * as ServerMetrics from "../../services/monitor/ServerMetrics.ts"

/** The overview of a program that has both endpoints, with its pools; all of it is published as metrics too. */
export const layer = (name: string) =>
  Layer.merge(
    Overview.layerNoDeps({ program: `${name} (process ${process.pid})` }),
    Layer.merge(PoolMetrics.layer, ServerMetrics.layer())
  ).pipe(
    Layer.provide(
      Layer.mergeAll(PoolMonitor.layerNoDeps, DatabaseActivity.layerNoDeps, DatabaseInsight.layerNoDeps)
    )
  )
