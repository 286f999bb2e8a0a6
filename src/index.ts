/**
 * The core: how a program reaches Postgres, and what it fails with. Nothing here starts servers or looks into them.
 *
 * @module
 */

export { DirectPg } from "./layers/DirectPg.ts"
export {
  type LimitedPgOptions,
  type NamedPool,
  PooledPg,
  type PooledPgOptions,
  type PooledSqlClient
} from "./layers/PooledPg.ts"
export { type ReplicaAnswers, type ReplicaEndpoint, ReplicaPg } from "./layers/ReplicaPg.ts"
export { ConnectionLimit } from "./layers/pool/limit/ConnectionLimit.ts"
export {
  PgConfig,
  type PgSettings,
  type PoolOptions,
  type PoolSettings,
  type Reading
} from "./layers/PgConfig.ts"
export type { GuardMode } from "./layers/config/PgSettings.ts"
export type { Contradiction } from "./layers/config/PgSettingsCheck.ts"
/** Connection URLs: where they lead, as whom, and over what TLS. */
export * as PgUrl from "./layers/config/PgUrl.ts"
export type { ServerAddress } from "./layers/config/ServerAddress.ts"
/** How long work may take at most, whatever the network does. */
export * as Deadline from "./layers/deadline/Deadline.ts"
/** Who of those that queue at a pool's gate comes first: interactive work before batches, tenants in turn. */
export * as Turn from "./layers/gate/Turn.ts"
/** Why work on the database failed, whether the statement may have run, and whether to try again. */
export * as PgFailure from "./layers/failure/PgFailure.ts"
/** How a transaction of any `SqlClient` begins, and how its last statement saves a round trip. */
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
/** Many rows of one caller into a table, all of them or none. */
export * as BulkWrite from "./services/repository/bulk/BulkWrite.ts"
/** What changes in a table, told by key as it is committed. */
export * as ChangeFeed from "./services/repository/changes/ChangeFeed.ts"
/** Work that is done once for a key, however often it is asked for. */
export * as Idempotency from "./services/repository/idempotency/Idempotency.ts"
/** Single writes of concurrent callers as one statement and one commit. */
export * as GroupCommit from "./services/repository/commit/GroupCommit.ts"
/** Who a caller is to the database, under row security. */
export * as Identity from "./services/repository/identity/Identity.ts"
export { kitSchema } from "./services/repository/schema/KitSchema.ts"
/** The operations of a service: deadline, retries, breaker, span and failures, made of one name. */
export * as Operation from "./services/repository/operation/Operation.ts"
/** Transactions that are asked for, retried as a whole, and all or nothing. */
export * as Transaction from "./services/repository/transaction/Transaction.ts"
/** Work that one process does at a time, among all. */
export * as Lease from "./services/repository/lease/Lease.ts"
/** Values by key, asked for by many callers at once in few statements. */
export * as Lookup from "./services/repository/lookup/Lookup.ts"
/** One table by the model of its rows: all of the kit from one description. */
export * as Repository from "./services/repository/table/Repository.ts"
/** Reads that replicas answer where they are fresh enough. */
export * as Replica from "./services/repository/replica/Replica.ts"
/** Values in this process' memory, while a feed vouches for them. */
export * as NearCache from "./services/repository/near/NearCache.ts"
/** A `SqlClient` for Effect's own modules, under a role that may not make tables. */
export * as ExistingTables from "./services/beside/ExistingTables.ts"

// Schemas, over the direct endpoint.
/** A schema brought up to date, or back, over the direct endpoint. */
export * as Migration from "./layers/migration/Migration.ts"
/** What of a schema is not as its changes made it. */
export * as SchemaDrift from "./layers/migration/drift/SchemaDrift.ts"

// Metrics and traces on their way out of the program.
export type { Durations } from "./layers/measure/Durations.ts"
/** Every metric that is published, with its unit, kind and attributes. */
export * as MetricCatalogue from "./layers/measure/MetricCatalogue.ts"
/** Metrics, traces and logs on their way out of the program: by OTLP, or to Prometheus. */
export * as Telemetry from "./layers/measure/Telemetry.ts"

// What `PgConfig.layer` fails with where it starts private servers; the servers are in aquifer/local.
export type { LocalServerError } from "./layers/local/process/LocalServerError.ts"
