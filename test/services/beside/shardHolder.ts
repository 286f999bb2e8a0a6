import { NodeRuntime } from "@effect/platform-node"
import { DirectPg, PooledPg } from "aquifer"
import { ClusterStorage } from "aquifer/operations"
import { Console, Effect, Layer } from "effect"
import { Runner, RunnerAddress, RunnerStorage, ShardId, ShardingConfig } from "effect/cluster"

// A runner that takes a cluster's four shards and keeps them until it is told to end: shardHolder.ts PORT

const address = RunnerAddress.make("127.0.0.1", Number(process.argv[2]))
const shards = [1, 2, 3, 4].map((id) => ShardId.make("default", id))

const holds = Effect.gen(function* () {
  const storage = yield* RunnerStorage.RunnerStorage
  yield* storage.register(Runner.make({ address, groups: ["default"], weight: 1 }), true)
  const taken = yield* storage.acquire(address, shards)
  yield* Console.log(`holding ${taken.length}`)
  return yield* Effect.never
})

holds.pipe(
  Effect.provide(
    ClusterStorage.layer.pipe(
      Layer.provide(ShardingConfig.layer({ shardsPerGroup: 4 })),
      Layer.provide(Layer.merge(PooledPg.layer, DirectPg.layer))
    )
  ),
  NodeRuntime.runMain
)
