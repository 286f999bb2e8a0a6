// The reference application: the research store of an SEO content system.
export {
  type CacheEntry,
  type CacheStats,
  ResearchCache,
  type ResearchOptions,
  type StoreOptions
} from "./services/research/cache/ResearchCache.ts"
export type { NearOptions } from "./services/research/cache/NearCache.ts"
export { type ChangeEvent, ChangeFeed } from "./services/research/cache/ChangeFeed.ts"
export {
  type ResearchMetadata,
  ResearchDocuments,
  type StoredDocument,
  type StoreHeader,
  type StoreRequest,
  type StoreResult,
  type StoreStreamRequest
} from "./services/research/documents/ResearchDocuments.ts"
export {
  type Growth,
  type KeywordLookups,
  ResearchAnalytics,
  type ResearchDay,
  type ResearchReport,
  type ResearchTotals,
  type SourceShare
} from "./services/research/analytics/ResearchAnalytics.ts"
export { Keyword, ResearchDocument } from "./services/research/model/ResearchDocument.ts"
export { ResearchMemory } from "./services/research/model/ResearchMemory.ts"
export type { ResearchPayload } from "./services/research/model/ResearchPayload.ts"
export * as ResearchPeriod from "./services/research/model/ResearchPeriod.ts"
export { researchIndexes } from "./services/research/schema/ResearchIndexes.ts"
export { researchSchema } from "./services/research/schema/ResearchSchema.ts"
export { DocumentSource } from "./services/research/source/DocumentSource.ts"
export { DocumentSourceError } from "./services/research/source/DocumentSourceError.ts"
