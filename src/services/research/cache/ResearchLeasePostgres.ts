import { Duration, Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { ResearchLeaseStorage } from "./ResearchLeaseStorage.ts"

/** Leases in a table, by the database's clock. */
export const make = (sql: SqlClient.SqlClient): ResearchLeaseStorage => ({
  claim: (keyword, holder, time) =>
    Effect.map(
      sql`
        INSERT INTO research_leases AS l (keyword, holder, expires_at)
        VALUES (${keyword}, ${holder}::uuid, now() + ${Duration.toSeconds(time)} * interval '1 second')
        ON CONFLICT (keyword) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        WHERE l.holder = excluded.holder OR l.expires_at <= now()
        RETURNING 1`,
      (rows) => rows.length > 0
    ),
  release: (keyword, holder) =>
    Effect.asVoid(sql`DELETE FROM research_leases WHERE keyword = ${keyword} AND holder = ${holder}::uuid`),
  prune: Effect.asVoid(sql`DELETE FROM research_leases WHERE expires_at < now() - interval '1 minute'`)
})
