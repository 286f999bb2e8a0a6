import type { StandbyPgOptions } from "aquifer/local"
import { Effect } from "effect"
import { failoverPairIn } from "./failoverPairIn.ts"
import { newCluster } from "./newCluster.ts"

/** A migrated primary and a standby that follows it, for a suite of its own. */
export const failoverPair = (options: Partial<StandbyPgOptions> = {}) =>
  Effect.flatMap(newCluster, (directory) => failoverPairIn(directory, options))
