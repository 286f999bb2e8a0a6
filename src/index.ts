// The core: how a program reaches Postgres, and what it fails with. Nothing here starts servers or looks into them.
export { DirectPg } from "./layers/DirectPg.ts"
export {
  type LimitedPgOptions,
  type NamedPool,
  PooledPg,
  type PooledPgOptions,
  type PooledSqlClient
} from "./layers/PooledPg.ts"
export { type ReplicaAnswers, type ReplicaEndpoint, ReplicaPg } from "./layers/ReplicaPg.ts"
export { ConnectionLimit } from "./layers/pool/ConnectionLimit.ts"
export { PgConfig, type PgSettings, type PoolSettings, type Reading } from "./layers/PgConfig.ts"
export type { GuardMode } from "./layers/config/PgSettings.ts"
export type { Contradiction } from "./layers/config/PgSettingsCheck.ts"
export * as PgUrl from "./layers/config/PgUrl.ts"
export * as Deadline from "./layers/deadline/Deadline.ts"
export * as Turn from "./layers/gate/Turn.ts"
export * as PgFailure from "./layers/failure/PgFailure.ts"
export * as PgTransaction from "./layers/transaction/PgTransaction.ts"
export type {
  Connections,
  Holder,
  PoolCallers,
  PoolStats,
  Replaced,
  Waiters
} from "./layers/pool/PoolStats.ts"
export { DataError } from "./layers/resilience/DataError.ts"

// The repository kit.
export * as BulkWrite from "./services/repository/bulk/BulkWrite.ts"
export * as ChangeFeed from "./services/repository/changes/ChangeFeed.ts"
export * as Idempotency from "./services/repository/idempotency/Idempotency.ts"
export * as GroupCommit from "./services/repository/commit/GroupCommit.ts"
export * as Identity from "./services/repository/identity/Identity.ts"
export { kitSchema } from "./services/repository/schema/KitSchema.ts"
export * as Operation from "./services/repository/operation/Operation.ts"
export * as Transaction from "./services/repository/transaction/Transaction.ts"
export * as Lease from "./services/repository/lease/Lease.ts"
export * as Lookup from "./services/repository/lookup/Lookup.ts"
export * as Repository from "./services/repository/table/Repository.ts"
export * as Replica from "./services/repository/replica/Replica.ts"
export * as NearCache from "./services/repository/near/NearCache.ts"
export * as ExistingTables from "./services/beside/ExistingTables.ts"

// Schemas, over the direct endpoint.
export * as Migration from "./layers/migration/Migration.ts"
export * as SchemaDrift from "./layers/migration/SchemaDrift.ts"

// Metrics and traces on their way out of the program.
export type { Durations } from "./layers/measure/Durations.ts"
export * as MetricCatalogue from "./layers/measure/MetricCatalogue.ts"
export * as Telemetry from "./layers/measure/Telemetry.ts"

// What `PgConfig.layer` fails with where it starts private servers; the servers are in aquifer/local.
export type { LocalServerError } from "./layers/local/process/LocalServerError.ts"
