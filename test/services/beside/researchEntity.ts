import { Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"

/** What all of a fleet have in common: a runner that was killed is taken over in seconds. */
export const fleet = {
  shardsPerGroup: 8,
  shardLockRefreshInterval: "2 seconds",
  shardLockExpiration: "7 seconds",
  refreshAssignmentsInterval: "1 second",
  entityMessagePollInterval: "1 second"
} as const

/** Research of a keyword, which is asked for once and answered whoever dies meanwhile. */
export const Research = Entity.make("Research", [
  Rpc.make("research", {
    payload: { keyword: Schema.String },
    success: Schema.String,
    primaryKey: ({ keyword }) => keyword
  }).annotate(ClusterSchema.Persisted, true)
])
