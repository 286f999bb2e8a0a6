import type { InsightSight } from "./InsightRows.ts"

/** Characters of a statement that are read of it, with its values and comments still in it. */
export const most = 4_000

/**
 * The statements of this database that took most time. The extension has taken values out of most of them, and whoever
 * reads the answer takes out the rest. What the role may not see has no number of its own.
 */
export const text = ({ statementsInfo, statementsSchema, statementsTime }: InsightSight): string => `
  WITH counted AS MATERIALIZED (
    SELECT queryid, calls, ${statementsTime} AS millis, rows, shared_blks_hit AS hit, shared_blks_read AS read, query
    FROM ${statementsSchema}.pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  ), slowest AS (
    SELECT left(min(query), ${most + 1}) AS statement, sum(calls)::float8 AS calls, sum(millis)::float8 AS "totalMillis",
           sum(millis)::float8 / greatest(sum(calls), 1)::float8 AS "meanMillis",
           coalesce(sum(millis) / nullif((SELECT sum(millis) FROM counted), 0), 0)::float8 AS share,
           sum(rows)::float8 AS rows, sum(hit)::float8 / nullif(sum(hit) + sum(read), 0)::float8 AS "cacheHitRatio"
    FROM counted WHERE queryid IS NOT NULL GROUP BY queryid ORDER BY sum(millis) DESC LIMIT $1
  )
  SELECT ${
    statementsInfo
      ? `(SELECT extract(epoch FROM stats_reset)::float8 * 1000 FROM ${statementsSchema}.pg_stat_statements_info)`
      : "NULL::float8"
  } AS since,
         (SELECT count(*)::int FROM counted WHERE queryid IS NULL) AS hidden,
         (SELECT coalesce(json_agg(s), '[]') FROM slowest AS s) AS statements`
