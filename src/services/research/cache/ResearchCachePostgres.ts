import { Effect } from "effect"
import type { SqlClient } from "effect/sql"
import type { CacheStats } from "./CacheEntry.ts"
import type { LookupCount } from "./LookupCounter.ts"
import * as Find from "./ResearchCacheFind.ts"
import type { ResearchCacheStorage } from "./ResearchCacheStorage.ts"

const statsOf = (sql: SqlClient.SqlClient) =>
  Effect.map(
    sql<CacheStats>`
      SELECT entries::float8, expired::float8, hits::float8, misses::float8
      FROM (SELECT count(*) FILTER (WHERE expires_at > now()) AS entries,
                   count(*) FILTER (WHERE expires_at <= now()) AS expired FROM research_cache) AS cache,
           (SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(misses), 0) AS misses FROM research_lookups) AS lookups`,
    ([row]) => row ?? { entries: 0, expired: 0, hits: 0, misses: 0 }
  )

const addUp = (sql: SqlClient.SqlClient, counts: ReadonlyArray<LookupCount>) =>
  sql`
    INSERT INTO research_lookups AS l (keyword, day, hits, misses)
    SELECT * FROM unnest(${counts.map((count) => count.keyword)}::text[], ${counts.map((count) => count.day)}::date[],
      ${counts.map((count) => count.hits)}::bigint[], ${counts.map((count) => count.misses)}::bigint[])
      AS counted (keyword, day, hits, misses)
    ORDER BY keyword COLLATE "C", day
    ON CONFLICT (keyword, day) DO UPDATE SET hits = l.hits + excluded.hits, misses = l.misses + excluded.misses`

/** Times are the database's, so that every process and machine sees an entry expire at the same moment. */
export const make = (sql: SqlClient.SqlClient): ResearchCacheStorage => ({
  find: Find.fresh(sql),
  findStale: Find.stale(sql),
  existing: Find.existing(sql),
  // Chosen as `BulkStaging.sweep` does.
  evict: (most) =>
    Effect.map(
      sql`
        DELETE FROM research_cache WHERE ctid = ANY(ARRAY(
          SELECT ctid FROM research_cache WHERE expires_at <= now()
          ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
        )) RETURNING 1`,
      (rows) => rows.length
    ),
  stats: statsOf(sql),
  count: (counts) => Effect.asVoid(addUp(sql, counts))
})
