// Layers: how a program reaches Postgres.
export * from "./layers/DirectPg.ts"
export * from "./layers/EmbeddedPg.ts"
export * from "./layers/HostLookup.ts"
export * from "./layers/LocalPgBouncer.ts"
export * from "./layers/LocalServerError.ts"
export { PgBouncerNotFound } from "./layers/server/PgBouncerBinary.ts"
export type { PgBouncerSettings, PgBouncerUser } from "./layers/server/PgBouncerConfig.ts"
export * from "./layers/PgConfig.ts"
export * from "./layers/PooledPg.ts"
export type { Holder, PoolCallers, PoolStats, Waiters } from "./layers/pool/PoolStats.ts"
export type { GuardMode } from "./layers/SessionGuard.ts"
export * as Deadline from "./layers/Deadline.ts"
export * as LocalPair from "./layers/LocalPair.ts"
export * as Migration from "./layers/Migration.ts"
export * as SchemaDrift from "./layers/SchemaDrift.ts"
export * as PgFailure from "./layers/PgFailure.ts"
export * as PgTransaction from "./layers/PgTransaction.ts"
export * as PgUrl from "./layers/PgUrl.ts"

// Services: what callers use.
export * from "./services/ChangeFeed.ts"
export { DataError } from "./services/DataError.ts"
export * as Doctor from "./services/Doctor.ts"
export * from "./services/DocumentSource.ts"
export { DocumentSourceError } from "./services/source/DocumentSourceError.ts"
export { ConsoleUnavailable } from "./layers/AdminConsole.ts"
export type {
  ConsolePool,
  ConsoleSetting,
  ConsoleSocket,
  ConsoleStats
} from "./services/console/ConsoleRows.ts"
export * from "./services/DatabaseActivity.ts"
export {
  Overview,
  type OverviewOptions,
  type OverviewSnapshot,
  type PoolerSnapshot,
  type Signal
} from "./services/Overview.ts"
export type { Panel } from "./services/overview/Panel.ts"
export type { PoolerClients } from "./services/console/PoolerClients.ts"
export * from "./services/PgBouncerConsole.ts"
export * from "./services/PoolMonitor.ts"
export * as PoolMetrics from "./services/PoolMetrics.ts"
export * as ServerMetrics from "./services/ServerMetrics.ts"
export * as Telemetry from "./services/Telemetry.ts"
export * as MetricCatalogue from "./services/metrics/MetricCatalogue.ts"
export * as PoolObservation from "./services/PoolObservation.ts"
export * as PoolSizing from "./services/PoolSizing.ts"
export * from "./services/ResearchAnalytics.ts"
export {
  type CacheEntry,
  type CacheStats,
  ResearchCache,
  type ResearchOptions,
  type StoreOptions
} from "./services/ResearchCache.ts"
export { Keyword, ResearchDocument } from "./services/ResearchDocument.ts"
export {
  type ResearchMetadata,
  ResearchDocuments,
  type StoredDocument,
  type StoreHeader,
  type StoreRequest,
  type StoreResult,
  type StoreStreamRequest
} from "./services/ResearchDocuments.ts"
export * as ResearchPeriod from "./services/ResearchPeriod.ts"
export { ResearchMemory } from "./services/ResearchMemory.ts"
export type { NearOptions } from "./services/NearEntries.ts"
export type { ResearchPayload } from "./services/ResearchPayload.ts"
export { researchSchema } from "./services/ResearchSchema.ts"
