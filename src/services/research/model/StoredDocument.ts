import type { DateTime, Option } from "effect"
import type { ResearchDocument } from "./ResearchDocument.ts"

/** A document as it is kept. */
export interface StoredDocument extends ResearchDocument {
  /** What it was found for. */
  readonly keyword: string
  /** When its url was first stored for the keyword, by the database's clock. */
  readonly storedAt: DateTime.Utc
  /** When its title, body, source or kind last changed; as `storedAt` until then. */
  readonly updatedAt: DateTime.Utc
}

/** What is known of a keyword's documents; always equal to a count of them. */
export interface ResearchMetadata {
  /** Its exact text, trimmed. */
  readonly keyword: string
  /** Documents that it has now; 0 when all were removed. */
  readonly documents: number
  /** UTF-8 bytes of all titles and bodies. */
  readonly bytes: number
  /** When `store` last took documents for it, changed or not; none when others wrote them by SQL. */
  readonly lastResearchedAt: Option.Option<DateTime.Utc>
}
