import type { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { Found } from "../../../layers/resilience/Batch.ts"
import type { CacheRow, CacheStats } from "./CacheEntry.ts"
import type { LookupCount } from "./LookupCounter.ts"

export type FoundRows = Found<string, CacheRow>

/** The rows behind the cache: a table, or a map in memory. Keywords and payloads have been checked. */
export interface ResearchCacheStorage {
  /** Rows whose time to live is not over. */
  readonly find: (keywords: ReadonlyArray<string>) => Effect.Effect<FoundRows, SqlError.SqlError>
  /** The same, and those whose time is over but which are still there. */
  readonly findStale: (keywords: ReadonlyArray<string>) => Effect.Effect<FoundRows, SqlError.SqlError>
  /** The keywords that have an entry. */
  readonly existing: (
    keywords: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlyMap<string, true>, SqlError.SqlError>
  /** Stores an entry, or with no payload a known absence. */
  readonly put: (
    keyword: string,
    payload: string | null,
    timeToLive: Duration.Duration
  ) => Effect.Effect<void, SqlError.SqlError>
  /** The same, and gives back the holder's lease of the keyword with it. */
  readonly conclude: (
    keyword: string,
    payload: string | null,
    timeToLive: Duration.Duration,
    holder: string
  ) => Effect.Effect<void, SqlError.SqlError>
  readonly remove: (keyword: string) => Effect.Effect<boolean, SqlError.SqlError>
  /** Deletes up to `most` expired rows, passing over those that are locked. */
  readonly evict: (most: number) => Effect.Effect<number, SqlError.SqlError>
  readonly stats: Effect.Effect<CacheStats, SqlError.SqlError>
  /** Adds up what was counted; locks its rows in one order. */
  readonly count: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, SqlError.SqlError>
  /** Deletes changes that nobody can still be waiting for, and listeners that are gone. */
  readonly pruneChanges: Effect.Effect<void, SqlError.SqlError>
}
