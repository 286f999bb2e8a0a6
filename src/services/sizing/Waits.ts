import { Effect } from "effect"
import * as ErlangC from "./ErlangC.ts"
import type { ExpectedWaits } from "./ExpectedWaits.ts"
import * as FiniteSource from "./FiniteSource.ts"
import * as QueueSimulation from "./QueueSimulation.ts"
import { offeredLoad, type Workload } from "./Workload.ts"

/**
 * The waits of a workload at a pool of a size, by the model that predicts them best: a formula where one is exact,
 * and a simulation elsewhere. `share` says which percentile: 0.95 is the 95th.
 */
export const expected = (workload: Workload, size: number, share: number): Effect.Effect<ExpectedWaits> => {
  if (workload.kind === "open") {
    return workload.variability === 1 || offeredLoad(workload) >= size
      ? Effect.succeed(ErlangC.waits(workload, size, share)) // over full load no spread makes a difference
      : QueueSimulation.waits(workload, size, share)
  }
  return workload.variability === 1 && (!workload.atOnce || workload.queries === 1)
    ? Effect.succeed(FiniteSource.waits(workload, size, share))
    : QueueSimulation.waits(workload, size, share)
}
