import type { PoolObservation } from "../../services/sizing/PoolObservation.ts"
import type { Demand, Sizing } from "../../services/sizing/PoolSizing.ts"

/** What a document says that is a report of this version. */
export const format = "aquifer-size-1"

/** What `aquifer size` found out, as its `--json` prints it; waits that grow without end are null there. */
export interface SizeReport extends Sizing {
  readonly format: typeof format
  readonly demand: Demand
  /** What was measured, with --observe. */
  readonly observed: PoolObservation | undefined
}

export const make = (demand: Demand, sizing: Sizing, observed: PoolObservation | undefined): SizeReport => ({
  format,
  ...sizing,
  demand,
  observed
})
