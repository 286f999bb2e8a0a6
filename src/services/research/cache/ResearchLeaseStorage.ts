import type { Duration, Effect } from "effect"
import type { SqlError } from "effect/sql"

/** The leases of keywords: rows of a table, or of a map in memory. */
export interface ResearchLeaseStorage {
  /** Takes or renews the lease of a keyword; false while it is somebody else's. */
  readonly claim: (
    keyword: string,
    holder: string,
    time: Duration.Duration
  ) => Effect.Effect<boolean, SqlError.SqlError>
  readonly release: (keyword: string, holder: string) => Effect.Effect<void, SqlError.SqlError>
  /** Deletes leases that have long expired. */
  readonly prune: Effect.Effect<void, SqlError.SqlError>
}
