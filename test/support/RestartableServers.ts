import { Effect } from "effect"
import { newCluster } from "./newCluster.ts"
import { restartableServersIn } from "./restartableServersIn.ts"

/** A migrated Postgres with a PgBouncer of two server connections in front, both to be killed at will. */
export const restartableServers = Effect.flatMap(newCluster, (directory) => restartableServersIn(directory))
