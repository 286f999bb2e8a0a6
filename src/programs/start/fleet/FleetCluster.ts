import * as NodeClusterSocket from "@effect/platform-node-shared/NodeClusterSocket"
import * as NodeSocketServer from "@effect/platform-node-shared/NodeSocketServer"
import { Effect, Layer, Option } from "effect"
import { RunnerAddress, RunnerHealth, RunnerServer, ShardingConfig } from "effect/cluster"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { SocketServer } from "effect/socket"
import * as ClusterStorage from "../../../services/beside/ClusterStorage.ts"
import { shardGroup } from "../../../services/research/ResearchEntity.ts"

const host = "127.0.0.1"

/** Where the process that listens at a port is a runner. */
export const addressOf = (port: number) => RunnerAddress.make(host, port)

const settings = {
  ...ShardingConfig.defaults,
  // With the usual group in front, the locks of these shards have other numbers than those of a user's own cluster.
  availableShardGroups: ["default", shardGroup],
  assignedShardGroups: [shardGroup],
  // One that was killed is struck off by the one that started it, which the others see at their next look.
  refreshAssignmentsInterval: "500 millis",
  entityMessagePollInterval: "1 second"
} as const

const wire = Layer.provideMerge(NodeClusterSocket.layerClientProtocol, RpcSerialization.layerSchemaBinary())

/** Whoever sends agents, and has none. */
export const client = RunnerServer.layerClientOnly.pipe(
  Layer.provideMerge(ClusterStorage.layer),
  Layer.provide(wire),
  Layer.provide(ShardingConfig.layer({ ...settings, runnerAddress: Option.none() }))
)

/** The socket at which others reach a runner: a port that nobody else has, on this machine alone. */
export const server = NodeSocketServer.layer({ host, port: 0 })

export const portOf = Effect.map(SocketServer.SocketServer, ({ address }) =>
  address._tag === "UnixPathAddress" ? 0 : address.port
)

const config = Layer.effect(
  ShardingConfig.ShardingConfig,
  Effect.map(portOf, (port) => ({ ...settings, runnerAddress: Option.some(addressOf(port)) }))
)

/** A process that has agents. Whether it lives is seen by the one that started it. */
export const runner = RunnerServer.layerWithClients.pipe(
  Layer.provide(RpcServer.layerProtocolSocketServer),
  Layer.provide(RunnerHealth.layerNoop),
  Layer.provide(ClusterStorage.layer),
  Layer.provide(wire),
  Layer.provide(config)
)
