import { Clock, DateTime, Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { LookupCount } from "./LookupCounter.ts"
import type { CacheStats } from "./ResearchCache.ts"
import type { ResearchMemory } from "./ResearchMemory.ts"
import type { ResearchPayload } from "./ResearchPayload.ts"

/** What the cache holds for a keyword. */
export interface CacheRow {
  readonly keyword: string
  readonly payload: ResearchPayload
  /** It is known that there is nothing; the payload is null. */
  readonly absent: boolean
  /** Its time to live is not over. */
  readonly fresh: boolean
  readonly fetchedAt: DateTime.Utc
  readonly expiresAt: DateTime.Utc
}

/** The rows behind the cache: a table, or a map in memory. Keywords and payloads have been checked. */
export interface ResearchCacheRows {
  /** Rows whose time to live is not over. */
  readonly find: (keywords: ReadonlyArray<string>) => Effect.Effect<RowsByKeyword, SqlError.SqlError>
  /** The same, and those whose time is over but which are still there. */
  readonly findStale: (keywords: ReadonlyArray<string>) => Effect.Effect<RowsByKeyword, SqlError.SqlError>
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
  readonly remove: (keyword: string) => Effect.Effect<boolean, SqlError.SqlError>
  /** Deletes up to `most` expired rows, passing over those that are locked. */
  readonly evict: (most: number) => Effect.Effect<number, SqlError.SqlError>
  readonly stats: Effect.Effect<CacheStats, SqlError.SqlError>
  readonly count: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, SqlError.SqlError>
}

type RowsByKeyword = ReadonlyMap<string, CacheRow>

type Row = Omit<CacheRow, "fetchedAt" | "expiresAt"> & { readonly fetchedAt: Date; readonly expiresAt: Date }

const lastMillis = 8.64e15

/** Other clients may store `infinity`, which comes as no valid date. */
const utc = (time: Date): DateTime.Utc => {
  const millis = time.getTime()
  return DateTime.makeUnsafe(Number.isNaN(millis) ? lastMillis : millis)
}

const byKeyword = (rows: ReadonlyArray<Row>): RowsByKeyword => {
  const found = new Map<string, CacheRow>()
  for (const row of rows) {
    const { absent, expiresAt, fetchedAt, fresh, keyword, payload } = row
    found.set(keyword, {
      keyword,
      payload,
      absent,
      fresh,
      fetchedAt: utc(fetchedAt),
      expiresAt: utc(expiresAt)
    })
  }
  return found
}

/** Constant texts, so that nothing is built for each of the many lookups. */
const selectStale = `SELECT keyword, payload, payload IS NULL AS absent, expires_at > now() AS fresh,
  fetched_at AS "fetchedAt", expires_at AS "expiresAt"
FROM research_cache WHERE keyword = ANY($1)`
const selectFresh = `${selectStale} AND expires_at > now()`
const selectExisting = `SELECT keyword FROM research_cache
WHERE keyword = ANY($1) AND expires_at > now() AND payload IS NOT NULL`

/** Times are the database's, so that every process and machine sees an entry expire at the same moment. */
export const inPostgres = (sql: SqlClient.SqlClient): ResearchCacheRows => ({
  find: (keywords) => Effect.map(sql.unsafe<Row>(selectFresh, [keywords]), byKeyword),
  findStale: (keywords) => Effect.map(sql.unsafe<Row>(selectStale, [keywords]), byKeyword),
  existing: (keywords) =>
    Effect.map(
      sql.unsafe<Pick<Row, "keyword">>(selectExisting, [keywords]),
      (rows) => new Map(rows.map(({ keyword }) => [keyword, true]))
    ),
  put: (keyword, payload, timeToLive) =>
    Effect.asVoid(sql`
      INSERT INTO research_cache (keyword, payload, fetched_at, expires_at)
      VALUES (${keyword}, ${payload}::text::jsonb, now(), now() + ${Duration.toSeconds(timeToLive)} * interval '1 second')
      ON CONFLICT (keyword) DO UPDATE
      SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`),
  remove: (keyword) =>
    Effect.map(
      sql`DELETE FROM research_cache WHERE keyword = ${keyword} RETURNING 1`,
      (rows) => rows.length > 0
    ),
  evict: (most) =>
    Effect.map(
      sql`
        DELETE FROM research_cache WHERE keyword IN (
          SELECT keyword FROM research_cache WHERE expires_at <= now()
          ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
        ) RETURNING 1`,
      (rows) => rows.length
    ),
  stats: Effect.map(
    sql<CacheStats>`
      SELECT entries::float8, expired::float8, hits::float8, misses::float8
      FROM (SELECT count(*) FILTER (WHERE expires_at > now()) AS entries,
                   count(*) FILTER (WHERE expires_at <= now()) AS expired FROM research_cache) AS cache,
           (SELECT coalesce(sum(hits), 0) AS hits, coalesce(sum(misses), 0) AS misses FROM research_lookups) AS lookups`,
    ([row]) => row ?? { entries: 0, expired: 0, hits: 0, misses: 0 }
  ),
  count: (counts) =>
    Effect.asVoid(sql`
      INSERT INTO research_lookups AS l (keyword, day, hits, misses)
      SELECT * FROM unnest(${counts.map((count) => count.keyword)}::text[], ${counts.map((count) => count.day)}::date[],
        ${counts.map((count) => count.hits)}::bigint[], ${counts.map((count) => count.misses)}::bigint[])
      ON CONFLICT (keyword, day) DO UPDATE SET hits = l.hits + excluded.hits, misses = l.misses + excluded.misses`)
})

const rowsOf = (
  memory: ResearchMemory["Service"],
  keywords: ReadonlyArray<string>,
  now: number
): ReadonlyArray<CacheRow> =>
  [...new Set(keywords)].flatMap((keyword) => {
    const found = memory.cache.get(keyword)
    if (found === undefined) return []
    return {
      keyword,
      payload: found.payload ?? null,
      absent: found.payload === undefined,
      fresh: found.expiresAt > now,
      fetchedAt: DateTime.makeUnsafe(found.fetchedAt),
      expiresAt: DateTime.makeUnsafe(found.expiresAt)
    }
  })

const mapped = (rows: ReadonlyArray<CacheRow>): RowsByKeyword =>
  new Map(rows.map((row) => [row.keyword, row]))

const evictFrom = (memory: ResearchMemory["Service"], most: number, now: number): number => {
  const expired = [...memory.cache].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
  for (const [keyword] of expired) memory.cache.delete(keyword)
  return expired.length
}

const statsOf = (memory: ResearchMemory["Service"], now: number): CacheStats => {
  const rows = [...memory.cache.values()]
  const lookups = [...memory.lookups.values()]
  const entries = rows.filter(({ expiresAt }) => expiresAt > now).length
  return {
    entries,
    expired: rows.length - entries,
    hits: lookups.reduce((sum, { hits }) => sum + hits, 0),
    misses: lookups.reduce((sum, { misses }) => sum + misses, 0)
  }
}

const at = <A>(use: (now: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, use)

/** Times are those of Effect's clock. */
export const inMemory = (memory: ResearchMemory["Service"]): ResearchCacheRows => {
  return {
    find: (keywords) => at((now) => mapped(rowsOf(memory, keywords, now).filter(({ fresh }) => fresh))),
    findStale: (keywords) => at((now) => mapped(rowsOf(memory, keywords, now))),
    existing: (keywords) =>
      at((now) => {
        const live = rowsOf(memory, keywords, now).filter(({ absent, fresh }) => fresh && !absent)
        return new Map(live.map(({ keyword }) => [keyword, true]))
      }),
    put: (keyword, payload, timeToLive) =>
      at((now) => {
        memory.cache.set(keyword, {
          payload: payload === null ? undefined : JSON.parse(payload),
          fetchedAt: now,
          expiresAt: now + Duration.toMillis(timeToLive)
        })
      }),
    remove: (keyword) => Effect.sync(() => memory.cache.delete(keyword)),
    evict: (most) => at((now) => evictFrom(memory, most, now)),
    stats: at((now) => statsOf(memory, now)),
    count: (counts) =>
      Effect.sync(() => {
        for (const { day, hits, keyword, misses } of counts) {
          const key = `${day} ${keyword}`
          const before = memory.lookups.get(key)
          memory.lookups.set(key, {
            keyword,
            day,
            hits: hits + (before?.hits ?? 0),
            misses: misses + (before?.misses ?? 0)
          })
        }
      })
  }
}
