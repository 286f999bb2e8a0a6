import type { DateTime } from "effect"
import type { ResearchPayload } from "../model/ResearchPayload.ts"

/** A keyword's research as the cache holds it. */
export interface CacheEntry {
  /** Its exact text, trimmed. */
  readonly keyword: string
  /** What was stored, or the summary that storing documents made. */
  readonly payload: ResearchPayload
  /** When it was stored, by the database's clock. */
  readonly fetchedAt: DateTime.Utc
  /** When lookups stop finding it, by the database's clock. */
  readonly expiresAt: DateTime.Utc
}

/** What the cache holds for a keyword: an entry, or that there is none. */
export interface CacheRow extends CacheEntry {
  /** It is known that there is nothing; the payload is null. */
  readonly absent: boolean
  /** For how long its time to live has been over, by the database's clock; undefined while it is not. */
  readonly expiredMillis: number | undefined
}

/** The cache's rows, and what lookups found since the schema exists. */
export interface CacheStats {
  /** Rows that have not expired, known absences among them. */
  readonly entries: number
  /** Rows that have, and wait for `evictExpired`. */
  readonly expired: number
  /** Lookups that found an entry; counts reach the table within five seconds. */
  readonly hits: number
  /** Lookups that found none. */
  readonly misses: number
}
