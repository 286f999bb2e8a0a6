// Layers: how a program reaches Postgres.
export * from "./layers/DirectPg.ts"
export * from "./layers/local/EmbeddedPg.ts"
export * from "./layers/probe/HostLookup.ts"
export * from "./layers/local/LocalPgBouncer.ts"
export * from "./layers/local/process/LocalServerError.ts"
export { PgBouncerNotFound } from "./layers/local/pgbouncer/PgBouncerBinary.ts"
export type { PgBouncerSettings, PgBouncerUser } from "./layers/local/pgbouncer/PgBouncerConfig.ts"
export * from "./layers/PgConfig.ts"
export * from "./layers/PooledPg.ts"
export type { Holder, PoolCallers, PoolStats, Waiters } from "./layers/pool/PoolStats.ts"
export type { GuardMode } from "./layers/config/PgSettings.ts"
export * as Deadline from "./layers/deadline/Deadline.ts"
export * as LocalPair from "./layers/local/LocalPair.ts"
export * as Migration from "./layers/migration/Migration.ts"
export * as SchemaDrift from "./layers/migration/SchemaDrift.ts"
export * as PgFailure from "./layers/failure/PgFailure.ts"
export * as PgTransaction from "./layers/pool/PgTransaction.ts"
export * as PgUrl from "./layers/config/PgUrl.ts"

// Services: what callers use.
export * from "./services/research/cache/ChangeFeed.ts"
export { DataError } from "./layers/resilience/DataError.ts"
export * as Doctor from "./services/doctor/Doctor.ts"
export * from "./services/research/source/DocumentSource.ts"
export { DocumentSourceError } from "./services/research/source/DocumentSourceError.ts"
export { ConsoleUnavailable } from "./layers/probe/AdminConsole.ts"
export type {
  ConsolePool,
  ConsoleSetting,
  ConsoleSocket,
  ConsoleStats
} from "./services/monitor/pgbouncer/ConsoleRows.ts"
export * from "./services/monitor/DatabaseActivity.ts"
export {
  Overview,
  type OverviewOptions,
  type OverviewSnapshot,
  type PoolerSnapshot,
  type Signal
} from "./services/monitor/Overview.ts"
export type { Panel } from "./services/monitor/Panel.ts"
export type { PoolerClients } from "./services/monitor/pgbouncer/PoolerClients.ts"
export * from "./services/monitor/PgBouncerConsole.ts"
export * from "./services/monitor/PoolMonitor.ts"
export * as PoolMetrics from "./services/monitor/PoolMetrics.ts"
export * as ServerMetrics from "./services/monitor/ServerMetrics.ts"
export * as Telemetry from "./layers/measure/Telemetry.ts"
export * as MetricCatalogue from "./layers/measure/MetricCatalogue.ts"
export * as PoolObservation from "./services/sizing/PoolObservation.ts"
export * as PoolSizing from "./services/sizing/PoolSizing.ts"
export * from "./services/research/analytics/ResearchAnalytics.ts"
export {
  type CacheEntry,
  type CacheStats,
  ResearchCache,
  type ResearchOptions,
  type StoreOptions
} from "./services/research/cache/ResearchCache.ts"
export { Keyword, ResearchDocument } from "./services/research/model/ResearchDocument.ts"
export {
  type ResearchMetadata,
  ResearchDocuments,
  type StoredDocument,
  type StoreHeader,
  type StoreRequest,
  type StoreResult,
  type StoreStreamRequest
} from "./services/research/documents/ResearchDocuments.ts"
export * as ResearchPeriod from "./services/research/model/ResearchPeriod.ts"
export { ResearchMemory } from "./services/research/model/ResearchMemory.ts"
export type { NearOptions } from "./services/research/cache/NearCache.ts"
export type { ResearchPayload } from "./services/research/model/ResearchPayload.ts"
export { researchSchema } from "./services/research/schema/ResearchSchema.ts"
