import type { DateTime, Option } from "effect"
import type { ResearchDocument } from "./ResearchDocument.ts"

/** A document as it is kept. */
export interface StoredDocument extends ResearchDocument {
  readonly keyword: string
  /** When it was first stored, and when its content last changed. */
  readonly storedAt: DateTime.Utc
  readonly updatedAt: DateTime.Utc
}

/** What is known of a keyword's documents; always equal to a count of them. */
export interface ResearchMetadata {
  readonly keyword: string
  readonly documents: number
  /** UTF-8 bytes of all titles and bodies. */
  readonly bytes: number
  readonly lastResearchedAt: Option.Option<DateTime.Utc>
}
