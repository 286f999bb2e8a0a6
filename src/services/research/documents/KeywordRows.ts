import { Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as Shares from "../../repository/bulk/Shares.ts"
import type { CheckedStore } from "../model/CheckedStore.ts"

/**
 * Locks the keywords' metadata, in their order, so that stores of one keyword follow each other; says which of them
 * have no documents yet. No other transaction can give them any before this one ends, since all that write documents
 * take the same locks.
 */
export const lock = (
  sql: SqlClient.SqlClient,
  keywords: ReadonlyArray<string>
): Effect.Effect<ReadonlySet<string>, SqlError.SqlError> =>
  Effect.map(
    sql<{ readonly keyword: string; readonly empty: boolean }>`
      INSERT INTO research_metadata AS m (keyword, researched, last_researched_at)
      SELECT keyword, 1, now() FROM unnest(${keywords}::text[]) AS keyword ORDER BY keyword COLLATE "C"
      ON CONFLICT (keyword) DO UPDATE
      SET researched = m.researched + 1, last_researched_at = excluded.last_researched_at
      RETURNING keyword, documents = 0
        AND NOT EXISTS (SELECT FROM research_documents AS d WHERE d.keyword = m.keyword) AS empty`,
    (rows) => new Set(rows.filter(({ empty }) => empty).map(({ keyword }) => keyword))
  )

/** Bytes of a cache row as it is sent, beside its texts. */
const fixedBytes = 20

type CacheRow = Pick<CheckedStore, "keyword" | "payload" | "timeToLive">

/** Writes the keywords' rows of the cache, in the order of the keywords. */
export const cache = (
  sql: SqlClient.SqlClient,
  rows: ReadonlyArray<CacheRow>
): Effect.Effect<void, SqlError.SqlError> =>
  Effect.forEach(
    Shares.cut(rows, ({ keyword, payload }) => fixedBytes + keyword.length + payload.length),
    (batch) => sql`
      INSERT INTO research_cache (keyword, payload, fetched_at, expires_at)
      SELECT keyword, payload::jsonb, now(), now() + seconds * interval '1 second'
      FROM unnest(
        ${batch.map(({ keyword }) => keyword)}::text[], ${batch.map(({ payload }) => payload)}::text[],
        ${batch.map(({ timeToLive }) => String(Duration.toSeconds(timeToLive)))}::text[]::float8[]
      ) AS given (keyword, payload, seconds)
      ORDER BY keyword COLLATE "C"
      ON CONFLICT (keyword) DO UPDATE
      SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`,
    { discard: true }
  )
