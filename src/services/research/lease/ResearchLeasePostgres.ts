import { Duration, Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

interface Row {
  readonly is_taken: boolean
  readonly is_held: boolean | null
  readonly held: ResearchPayload
  /** A payload may be JSON's null, which is read as the same. */
  readonly absent: boolean
}

/** Leases in a table, by the database's clock. */
export const make = (sql: SqlClient.SqlClient): ResearchLeaseStorage => ({
  claim: (keyword, holder, time) =>
    Effect.map(
      sql<Row>`
        SELECT is_taken, is_held, held, held IS NULL AS absent
        FROM research_lease_take(${keyword}, ${holder}::uuid, ${String(Duration.toSeconds(time))}::float8)`,
      ([row]) => ({
        taken: row?.is_taken === true,
        held: row?.is_held === true ? { payload: row.held, absent: row.absent } : undefined
      })
    ),
  release: (keyword, holder) =>
    Effect.asVoid(sql`DELETE FROM research_leases WHERE keyword = ${keyword} AND holder = ${holder}::uuid`),
  prune: Effect.asVoid(sql`DELETE FROM research_leases WHERE expires_at < now() - interval '1 minute'`)
})
