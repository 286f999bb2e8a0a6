import type { Voice } from "../Said.ts"
import { backup } from "./Backup.ts"
import { cluster } from "./Cluster.ts"
import { container } from "./Container.ts"
import { dashboard } from "./Dashboard.ts"
import { pipeline } from "./Pipeline.ts"

/** Everything around a server that is none, and no client of a program. */
export const tools: ReadonlyArray<Voice> = [container, cluster, backup, pipeline, dashboard]
