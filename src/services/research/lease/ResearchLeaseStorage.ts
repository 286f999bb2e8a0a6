import type { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"
import type * as Operation from "../../../layers/resilience/Operation.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"

/** Whether a lease was taken, and what the cache held after that. */
export interface Claimed {
  readonly taken: boolean
  readonly held: { readonly payload: ResearchPayload; readonly absent: boolean } | undefined
}

/** The leases of keywords: rows of a table, or of a map in memory. */
export interface ResearchLeaseStorage {
  /** Takes or renews the lease of a keyword, unless it is somebody else's. */
  readonly claim: (
    keyword: string,
    holder: string,
    time: Duration.Duration
  ) => Effect.Effect<Claimed, Operation.Fails>
  readonly release: (keyword: string, holder: string) => Effect.Effect<void, Operation.Fails>
  /** Deletes leases that have long expired. */
  readonly prune: Effect.Effect<void, SqlError.SqlError>
}
