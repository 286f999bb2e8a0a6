import { Effect, Layer } from "effect"
import {
  type MessageStorage,
  type RunnerStorage,
  type ShardingConfig,
  SqlMessageStorage,
  SqlRunnerStorage
} from "effect/cluster"
import { Digest } from "effect/crypto"
import { SqlClient, type Statement } from "effect/sql"
import { DirectPg } from "../../layers/DirectPg.ts"
import type { PooledPg } from "../../layers/PooledPg.ts"
import * as ExistingTables from "./ExistingTables.ts"

/** A client whose statements go one way, and what needs a session another. */
const reservingOf = (
  sql: SqlClient.SqlClient,
  reserve: SqlClient.SqlClient["reserve"]
): SqlClient.SqlClient => {
  const construct = (strings: TemplateStringsArray, ...values: ReadonlyArray<unknown>) =>
    (sql as Statement.Constructor)(strings, ...values)
  return Object.assign(construct as Statement.Constructor, sql, {
    reserve,
    withoutTransforms: () => reservingOf(sql.withoutTransforms(), reserve)
  })
}

/** The pooled endpoint, with sessions of the direct one. */
const layerSqlClient: Layer.Layer<SqlClient.SqlClient, never, PooledPg | DirectPg> = Layer.fresh(
  Layer.effect(
    SqlClient.SqlClient,
    Effect.gen(function* () {
      const { sql } = yield* DirectPg
      return reservingOf(yield* SqlClient.SqlClient, sql.reserve)
    })
  )
).pipe(Layer.provide(ExistingTables.layerSqlClient))

/** Brings the tables up to date where this role may; does nothing where the owner has. */
const migrations = Layer.merge(SqlMessageStorage.layerMigrations({}), SqlRunnerStorage.layerMigrations({}))

const storage = Layer.merge(SqlMessageStorage.layerStorage({}), SqlRunnerStorage.layerStorage({}))

/**
 * What Effect's cluster keeps in Postgres: messages and their replies, runners, and which runner has which shard.
 *
 * **Details**
 *
 * All statements go through the pooled endpoint. The locks of the shards belong to a session, which a transaction pooler
 * has none of, so that each process keeps one connection of the direct endpoint for them, and no more: `max_connections`
 * bounds the runners. When a process is killed its connection ends, and with it its locks; others have its shards when they
 * no longer count it as a runner, at most `ShardingConfig.shardLockExpiration` later, which is also when one that stands
 * still loses them.
 *
 * The tables are those that `aquifer migrate --with cluster` makes as the owner. Where they are missing they are made here,
 * if this role may.
 *
 * **Example** (A runner among others)
 *
 * ```ts
 * import { NodeClusterSocket } from "@effect/platform-node"
 * import { DirectPg, PooledPg } from "aquifer"
 * import { ClusterStorage } from "aquifer/operations"
 * import { Layer } from "effect"
 * import { ShardingConfig } from "effect/cluster"
 *
 * // SHARDS_PER_GROUP, HOST, PORT and so on, which both read.
 * const runner = NodeClusterSocket.layer({ storage: "byo" }).pipe(
 *   Layer.provide(ClusterStorage.layer),
 *   Layer.provide(Layer.mergeAll(PooledPg.layer, DirectPg.layer, ShardingConfig.layerFromEnv()))
 * )
 * ```
 */
export const layer: Layer.Layer<
  MessageStorage.MessageStorage | RunnerStorage.RunnerStorage,
  never,
  PooledPg | DirectPg | ShardingConfig.ShardingConfig
> = storage.pipe(
  Layer.provide(migrations),
  Layer.provide(layerSqlClient),
  Layer.provide(Digest.layerWebCrypto)
)
