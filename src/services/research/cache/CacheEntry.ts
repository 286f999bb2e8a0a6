import type { DateTime } from "effect"
import type { ResearchPayload } from "../model/ResearchPayload.ts"

/** A keyword's research as the cache holds it. */
export interface CacheEntry {
  readonly keyword: string
  readonly payload: ResearchPayload
  readonly fetchedAt: DateTime.Utc
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
  readonly entries: number
  readonly expired: number
  readonly hits: number
  readonly misses: number
}
