import type { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { Found } from "../../../layers/resilience/Batch.ts"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { LeaseRequest } from "../../repository/lease/Leases.ts"
import type { CacheRow, CacheStats } from "./CacheEntry.ts"
import type { LookupCount } from "./LookupCounter.ts"

export type FoundRows = Found<string, CacheRow>

/** What a keyword's row is to be. */
export interface Put {
  readonly keyword: string
  /** Without one it is a known absence. */
  readonly payload: string | null
  readonly timeToLive: Duration.Duration
  /** The lease of the keyword that is given back with it. */
  readonly lease?: Held | undefined
}

/** A lease, and who has it. */
export type Held = Pick<LeaseRequest, "name" | "holder">

/** Whether a lease was taken, and what the cache held after that. */
export interface Claimed {
  readonly taken: boolean
  readonly held: Pick<CacheRow, "payload" | "absent"> | undefined
}

/** What changes single rows, for one caller at a time or for many at once. Keywords and payloads have been checked. */
export interface ResearchCacheWrites {
  /** Stores an entry or a known absence. */
  readonly put: (put: Put) => Effect.Effect<void, Operation.Fails>
  /** Whether there was one. */
  readonly remove: (keyword: string) => Effect.Effect<boolean, Operation.Fails>
  /** Takes the lease of a keyword, unless somebody else has it, and looks what there is then. */
  readonly claim: (keyword: string, lease: LeaseRequest) => Effect.Effect<Claimed, Operation.Fails>
}

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
  /** Deletes up to `most` expired rows, passing over those that are locked. */
  readonly evict: (most: number) => Effect.Effect<number, SqlError.SqlError>
  readonly stats: Effect.Effect<CacheStats, SqlError.SqlError>
  /** Adds up what was counted; locks its rows in one order. */
  readonly count: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, SqlError.SqlError>
}
