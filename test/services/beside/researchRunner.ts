import { NodeClusterSocket, NodeRuntime } from "@effect/platform-node"
import { DirectPg, PooledPg } from "aquifer"
import { ClusterStorage } from "aquifer/operations"
import { Console, Effect, Layer, Option } from "effect"
import { RunnerAddress, ShardingConfig } from "effect/cluster"
import { fleet, Research } from "./researchEntity.ts"

// A runner of the cluster, which never ends research of a keyword that begins with its stumbling: researchRunner.ts PORT STUMBLES

const [, , port = "", stumbles = ""] = process.argv

const shardingConfig = {
  ...fleet,
  runnerAddress: Option.some(RunnerAddress.make("127.0.0.1", Number(port)))
}

const entities = Research.toLayer(
  Effect.gen(function* () {
    const { sql } = yield* PooledPg
    return Research.of({
      research: ({ payload: { keyword } }) =>
        Effect.gen(function* () {
          yield* Console.log(`researching ${keyword}`)
          if (stumbles !== "" && keyword.startsWith(stumbles)) return yield* Effect.never
          yield* sql`INSERT INTO researched (keyword, by) VALUES (${keyword}, ${port})`
          return port
        }).pipe(Effect.orDie)
    })
  })
)

const runner = NodeClusterSocket.layer({ storage: "byo", shardingConfig }).pipe(
  Layer.provide(ClusterStorage.layer),
  Layer.provide(ShardingConfig.layer(shardingConfig))
)

entities.pipe(
  Layer.provide(runner),
  Layer.provide(Layer.merge(PooledPg.layer, DirectPg.layer)),
  Layer.launch,
  NodeRuntime.runMain
)
