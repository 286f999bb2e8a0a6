import { Clock, DateTime, Duration, Effect, Option } from "effect"
import type { LeaseRequest } from "../../repository/lease/Leases.ts"
import type { MemoryEntry, ResearchMemory } from "../model/ResearchMemory.ts"
import type { CacheRow, CacheStats } from "./CacheEntry.ts"
import type { LookupCount } from "./LookupCounter.ts"
import type { Claimed, Put, ResearchCacheStorage, ResearchCacheWrites } from "./ResearchCacheStorage.ts"

type Memory = ResearchMemory["Service"]

const rowsOf = (
  { cache }: Memory,
  keywords: ReadonlyArray<string>,
  now: number,
  wanted: (entry: MemoryEntry) => boolean
): ReadonlyMap<string, CacheRow> => {
  const found = new Map<string, CacheRow>()
  for (const keyword of keywords) {
    const entry = cache.get(keyword)
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

const evictFrom = ({ cache }: Memory, most: number, now: number): number => {
  const expired = [...cache].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
  for (const [keyword] of expired) cache.delete(keyword)
  return expired.length
}

const statsOf = (memory: Memory, now: number): CacheStats => {
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

const addUp = ({ lookups }: Memory, counts: ReadonlyArray<LookupCount>): void => {
  for (const { day, hits, keyword, misses } of counts) {
    const key = `${day} ${keyword}`
    const before = lookups.get(key)
    const sums = { hits: hits + (before?.hits ?? 0), misses: misses + (before?.misses ?? 0) }
    lookups.set(key, { keyword, day, ...sums })
  }
}

const at = <A>(use: (now: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, use)

const putIn = (memory: Memory, { keyword, lease, payload, timeToLive }: Put) =>
  Effect.andThen(
    at((now) => {
      memory.cache.set(keyword, {
        payload: payload === null ? undefined : JSON.parse(payload),
        fetchedAt: now,
        expiresAt: now + Duration.toMillis(timeToLive)
      })
    }),
    lease === undefined ? Effect.void : memory.leases.release(lease)
  )

const claimIn = (memory: Memory, keyword: string, lease: LeaseRequest): Effect.Effect<Claimed> =>
  Effect.zipWith(
    memory.leases.take(lease),
    at((now) => rowsOf(memory, [keyword], now, ({ expiresAt }) => expiresAt > now).get(keyword)),
    (token, held) => ({ taken: Option.isSome(token), held })
  )

/** The twin of the tables; times are those of Effect's clock. */
export const make = (memory: Memory): ResearchCacheStorage => ({
  find: (keywords) => at((now) => rowsOf(memory, keywords, now, ({ expiresAt }) => expiresAt > now)),
  findStale: (keywords) => at((now) => rowsOf(memory, keywords, now, () => true)),
  existing: (keywords) =>
    at((now) => {
      const live = ({ expiresAt, payload }: MemoryEntry) => expiresAt > now && payload !== undefined
      return new Map([...rowsOf(memory, keywords, now, live).keys()].map((keyword) => [keyword, true]))
    }),
  evict: (most) => at((now) => evictFrom(memory, most, now)),
  stats: at((now) => statsOf(memory, now)),
  count: (counts) => Effect.sync(() => addUp(memory, counts))
})

/** The twin of what changes single rows. */
export const writes = (memory: Memory): ResearchCacheWrites => ({
  put: (put) => putIn(memory, put),
  remove: (keyword) => Effect.sync(() => memory.cache.delete(keyword)),
  claim: (keyword, lease) => claimIn(memory, keyword, lease)
})
