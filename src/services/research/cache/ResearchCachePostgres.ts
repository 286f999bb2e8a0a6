import { Clock, DateTime, Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { MemoryEntry, ResearchMemory } from "../model/ResearchMemory.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { LookupCount } from "./LookupCounter.ts"
import type { CacheStats } from "./ResearchCache.ts"
import * as Find from "./ResearchCacheFind.ts"

/** What the cache holds for a keyword. */
export interface CacheRow {
  readonly keyword: string
  readonly payload: ResearchPayload
  /** It is known that there is nothing; the payload is null. */
  readonly absent: boolean
  /** For how long its time to live has been over, by the database's clock; undefined while it is not. */
  readonly expiredMillis: number | undefined
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
  /** Takes or renews the lease of a keyword; false while it is somebody else's. */
  readonly claim: (
    keyword: string,
    holder: string,
    time: Duration.Duration
  ) => Effect.Effect<boolean, SqlError.SqlError>
  readonly release: (keyword: string, holder: string) => Effect.Effect<void, SqlError.SqlError>
  /** Deletes up to `most` expired rows, passing over those that are locked. */
  readonly evict: (most: number) => Effect.Effect<number, SqlError.SqlError>
  /** Deletes leases that have long expired, listeners that are gone, and changes that nobody can still be waiting for. */
  readonly prune: Effect.Effect<void, SqlError.SqlError>
  readonly stats: Effect.Effect<CacheStats, SqlError.SqlError>
  /** Adds up what was counted; locks its rows in one order. */
  readonly count: (counts: ReadonlyArray<LookupCount>) => Effect.Effect<void, SqlError.SqlError>
}

type RowsByKeyword = ReadonlyMap<string, CacheRow>

const existing = (which: string) => `SELECT keyword FROM research_cache
WHERE ${which} AND expires_at > now() AND payload IS NOT NULL`

/** A lone keyword needs no array. */
const askingWhether = (sql: SqlClient.SqlClient) => {
  const one = existing("keyword = $1")
  const many = existing("keyword = ANY($1)")
  return (keywords: ReadonlyArray<string>) =>
    Effect.map(
      keywords.length === 1
        ? sql.unsafe<{ readonly keyword: string }>(one, keywords)
        : sql.unsafe<{ readonly keyword: string }>(many, [keywords]),
      (rows) => new Map(rows.map(({ keyword }) => [keyword, true as const]))
    )
}

/** Times are the database's, so that every process and machine sees an entry expire at the same moment. */
export const inPostgres = (sql: SqlClient.SqlClient): ResearchCacheRows => ({
  find: Find.fresh(sql),
  findStale: Find.stale(sql),
  existing: askingWhether(sql),
  put: (keyword, payload, timeToLive) =>
    Effect.asVoid(
      sql.unsafe("SELECT research_cache_put($1, $2, $3)", [keyword, payload, Duration.toSeconds(timeToLive)])
    ),
  remove: (keyword) =>
    Effect.map(
      sql`DELETE FROM research_cache WHERE keyword = ${keyword} RETURNING 1`,
      (rows) => rows.length > 0
    ),
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
  evict: (most) =>
    Effect.map(
      sql`
        DELETE FROM research_cache WHERE keyword IN (
          SELECT keyword FROM research_cache WHERE expires_at <= now()
          ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
        ) RETURNING 1`,
      (rows) => rows.length
    ),
  prune: Effect.all(
    [
      sql`DELETE FROM research_leases WHERE expires_at < now() - interval '1 minute'`,
      sql`DELETE FROM research_listeners WHERE seen_at < now() - interval '1 hour'`,
      sql`DELETE FROM research_changes WHERE changed_at < now() - interval '1 hour'`
    ],
    { discard: true }
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
        AS counted (keyword, day, hits, misses)
      ORDER BY keyword COLLATE "C", day
      ON CONFLICT (keyword, day) DO UPDATE SET hits = l.hits + excluded.hits, misses = l.misses + excluded.misses`)
})

const rowsOf = (
  memory: ResearchMemory["Service"],
  keywords: ReadonlyArray<string>,
  now: number,
  wanted: (entry: MemoryEntry) => boolean
): RowsByKeyword => {
  const found = new Map<string, CacheRow>()
  for (const keyword of keywords) {
    const entry = memory.cache.get(keyword)
    if (entry === undefined || !wanted(entry)) continue
    found.set(keyword, {
      keyword,
      payload: entry.payload ?? null,
      absent: entry.payload === undefined,
      expiredMillis: entry.expiresAt > now ? undefined : now - entry.expiresAt,
      fetchedAt: DateTime.makeUnsafe(entry.fetchedAt),
      expiresAt: DateTime.makeUnsafe(entry.expiresAt)
    })
  }
  return found
}

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
    find: (keywords) => at((now) => rowsOf(memory, keywords, now, ({ expiresAt }) => expiresAt > now)),
    findStale: (keywords) => at((now) => rowsOf(memory, keywords, now, () => true)),
    existing: (keywords) =>
      at((now) => {
        const live = ({ expiresAt, payload }: MemoryEntry) => expiresAt > now && payload !== undefined
        return new Map([...rowsOf(memory, keywords, now, live).keys()].map((keyword) => [keyword, true]))
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
    claim: (keyword, holder, time) =>
      at((now) => {
        const held = memory.leases.get(keyword)
        if (held !== undefined && held.holder !== holder && held.expiresAt > now) return false
        memory.leases.set(keyword, { holder, expiresAt: now + Duration.toMillis(time) })
        return true
      }),
    release: (keyword, holder) =>
      Effect.sync(() => {
        if (memory.leases.get(keyword)?.holder === holder) memory.leases.delete(keyword)
      }),
    evict: (most) => at((now) => evictFrom(memory, most, now)),
    prune: at((now) => {
      for (const [keyword, { expiresAt }] of memory.leases)
        if (expiresAt <= now) memory.leases.delete(keyword)
    }),
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
