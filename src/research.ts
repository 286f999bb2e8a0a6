/**
 * The reference application: the research store of an SEO content system.
 *
 * @module
 */

export { ResearchCache } from "./services/research/cache/ResearchCache.ts"
export type { CacheEntry, CacheStats } from "./services/research/cache/CacheEntry.ts"
export type { NearOptions } from "./services/research/cache/NearLookups.ts"
export type { ResearchOptions } from "./services/research/model/ResearchOptions.ts"
export type { StoreOptions } from "./services/research/model/TimeToLive.ts"
export { type ChangeEvent, ChangeFeed } from "./services/research/changes/ChangeFeed.ts"
export { ResearchDocuments } from "./services/research/documents/ResearchDocuments.ts"
export type { ResearchMetadata, StoredDocument } from "./services/research/model/StoredDocument.ts"
export type {
  StoreHeader,
  StoreRequest,
  StoreResult,
  StoreStreamRequest
} from "./services/research/model/StoreRequest.ts"
export { ReportsPool } from "./services/research/analytics/ReportsPool.ts"
export { ResearchAnalytics } from "./services/research/analytics/ResearchAnalytics.ts"
export type {
  Growth,
  KeywordLookups,
  ResearchDay,
  ResearchReport,
  ResearchTotals,
  SourceShare
} from "./services/research/analytics/ResearchReport.ts"
export { Keyword, ResearchDocument } from "./services/research/model/ResearchDocument.ts"
export { ResearchMemory } from "./services/research/model/ResearchMemory.ts"
export type { ResearchPayload } from "./services/research/model/ResearchPayload.ts"
/** The days that a report is about, in UTC. */
export * as ResearchPeriod from "./services/research/model/ResearchPeriod.ts"
export { researchIndexes } from "./services/research/schema/ResearchIndexes.ts"
export { researchSchema } from "./services/research/schema/ResearchSchema.ts"
export { DocumentSource } from "./services/research/source/DocumentSource.ts"
export { DocumentSourceError } from "./services/research/source/DocumentSourceError.ts"
