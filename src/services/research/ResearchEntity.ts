import { Effect, Schema } from "effect"
import { ClusterSchema, Entity } from "effect/cluster"
import { Rpc } from "effect/rpc"
import { Errand } from "./Errand.ts"
import * as ResearchAgents from "./ResearchAgents.ts"

/** The shards of agents: another group than that of a user's own entities in the same database. */
export const shardGroup = "research"

/**
 * An agent as an entity of Effect's cluster, by its number: it is in one process at a time.
 *
 * What it is sent for is kept until it is answered, by whichever process has the agent then.
 */
export const ResearchEntity = Entity.make("ResearchAgent", [
  Rpc.make("research", {
    payload: {
      keywords: Schema.Array(Schema.String),
      /**
       * Unlike that of any other message: who asks again is answered what was asked first, and the process that takes over
       * stores nothing twice.
       */
      operation: Schema.String
    },
    success: Schema.Struct({
      /** Of each keyword. */
      errands: Schema.Array(Errand),
      /** The process that did them. */
      by: Schema.Int
    }),
    primaryKey: ({ operation }) => operation
  })
    .annotate(ClusterSchema.Persisted, true)
    // Who waits for an agent that moves to another process is interrupted with the one it leaves. Kept, that would end the
    // work wherever it is taken up, and who asked would wait forever.
    .annotate(ClusterSchema.Uninterruptible, "client")
]).annotate(ClusterSchema.ShardGroup, () => shardGroup)

/** Agents of this process, for a cluster that sends for them. */
export const layer = ResearchEntity.toLayer(
  Effect.map(ResearchAgents.make, (agent) =>
    ResearchEntity.of({
      research: ({ payload: { keywords, operation } }) =>
        Effect.map(agent(keywords, operation), (errands) => ({ errands, by: process.pid }))
    })
  )
)
