import { Effect } from "effect"
import * as ErlangC from "./ErlangC.ts"
import * as FiniteSource from "./FiniteSource.ts"
import * as QueueSimulation from "./QueueSimulation.ts"
import { offeredLoad, type Workload } from "./Workload.ts"

/** What a workload's queries have to expect of a pool; `Infinity` where the queue grows without end. */
export interface Waits {
  /** Which model says so. */
  readonly model: "M/M/c" | "M/M/c//N" | "simulation"
  /** Queries answered in a second. */
  readonly perSecond: number
  /** Share of the time that a connection is busy, 0 to 1. */
  readonly utilisation: number
  /** Probability that a query has to wait for a connection. */
  readonly waiting: number
  readonly meanMillis: number
  /** The wait that the asked-for share of queries does not exceed. */
  readonly percentileMillis: number
}

/**
 * The waits of a workload at a pool of a size, by the model that predicts them best: a formula where one is exact,
 * and a simulation elsewhere. `share` says which percentile: 0.95 is the 95th.
 */
export const expected = (workload: Workload, size: number, share: number): Effect.Effect<Waits> => {
  if (workload.kind === "open") {
    return workload.variability === 1 || offeredLoad(workload) >= size
      ? Effect.succeed(ErlangC.waits(workload, size, share)) // over full load no spread makes a difference
      : QueueSimulation.waits(workload, size, share)
  }
  return workload.variability === 1 && (!workload.atOnce || workload.queries === 1)
    ? Effect.succeed(FiniteSource.waits(workload, size, share))
    : QueueSimulation.waits(workload, size, share)
}
