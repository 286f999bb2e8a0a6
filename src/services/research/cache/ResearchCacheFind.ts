import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as Timestamp from "../../repository/lookup/Timestamp.ts"
import type { ResearchPayload } from "../model/ResearchPayload.ts"
import type { CacheRow } from "./CacheEntry.ts"
import { FoundLines, type Lines } from "./FoundLines.ts"
import type { FoundRows } from "./ResearchCacheStorage.ts"

type RowsByKeyword = ReadonlyMap<string, CacheRow>

/** A row as columns. */
interface Columns {
  readonly keyword: string
  readonly payload: ResearchPayload
  readonly absent: boolean
  readonly fetched_at: Date
  readonly expires_at: Date
  readonly expired_millis?: number | null
}

const fromColumns = ({
  absent,
  expired_millis,
  expires_at,
  fetched_at,
  keyword,
  payload
}: Columns): CacheRow => ({
  keyword,
  payload,
  absent,
  expiredMillis: expired_millis ?? undefined,
  fetchedAt: Timestamp.utc(fetched_at.getTime()),
  expiresAt: Timestamp.utc(expires_at.getTime())
})

/**
 * A row as Postgres sends a record: the number of its fields, then each one's type, length and value. A length of -1 is
 * a NULL, which for a payload means that there is none; a jsonb's first byte is its version.
 */
const fromRecord = (keyword: string, found: Uint8Array): CacheRow | undefined => {
  const bytes = Buffer.from(found.buffer, found.byteOffset, found.byteLength)
  const length = bytes.readInt32BE(8)
  const fetched = 12 + Math.max(length, 0)
  if (bytes.readInt32BE(fetched + 4) < 0) return undefined // no row
  const expires = fetched + 16
  return {
    keyword,
    payload: length < 0 ? null : JSON.parse(bytes.toString("utf8", 13, fetched)),
    absent: length < 0,
    expiredMillis: undefined,
    fetchedAt: Timestamp.read(bytes, fetched + 8),
    expiresAt: Timestamp.read(bytes, expires + 8)
  }
}

/**
 * Finds one keyword's row by a function, whose plan stays on the server connection: a transaction pooler keeps nothing
 * there that a client has prepared. The record comes back as one value; were it selected FROM the function, the server
 * would write it into a table first.
 */
const findOne = (sql: SqlClient.SqlClient) => {
  const statement = "SELECT pg_catalog.record_send(research_cache_find($1)) AS found"
  return (keyword: string): Effect.Effect<RowsByKeyword, SqlError.SqlError> =>
    Effect.map(sql.unsafe<{ readonly found: Uint8Array }>(statement, [keyword]), ([row]) => {
      const found = row && fromRecord(keyword, row.found)
      return new Map(found === undefined ? [] : [[keyword, found]])
    })
}

const columns = "keyword, payload, payload IS NULL AS absent, fetched_at, expires_at"

const findMany = (sql: SqlClient.SqlClient, statement: string) => (keywords: ReadonlyArray<string>) =>
  Effect.map(sql.unsafe<Columns>(statement, [keywords]), (rows): RowsByKeyword => {
    const found = new Map<string, CacheRow>()
    for (const row of rows) found.set(row.keyword, fromColumns(row))
    return found
  })

const nothing: FoundRows = new Map()

/** Finds many keywords' rows as one value, and those that are too large for that as rows. */
const findAll = (sql: SqlClient.SqlClient) => {
  const rows = findMany(
    sql,
    `SELECT ${columns} FROM research_cache WHERE keyword = ANY($1) AND expires_at > now()`
  )
  const statement = "SELECT keywords, payloads, fetched_at, expires_at FROM research_cache_find_all($1)"
  return (keywords: ReadonlyArray<string>): Effect.Effect<FoundRows, SqlError.SqlError> =>
    Effect.flatMap(sql.unsafe<Lines>(statement, [keywords]), ([row]) => {
      if (row === undefined || row.keywords === null) return Effect.succeed(nothing)
      const found = new FoundLines(row.keywords, row)
      if (found.apart.length === 0) return Effect.succeed(found)
      return Effect.map(rows(found.apart), (large): FoundRows => ({
        get: (keyword) => found.get(keyword) ?? large.get(keyword)
      }))
    })
}

/** Finds rows whose time to live is not over. The statements' texts are made once, as lookups are many. */
export const fresh = (sql: SqlClient.SqlClient) => {
  const one = findOne(sql)
  const all = findAll(sql)
  return (keywords: ReadonlyArray<string>): Effect.Effect<FoundRows, SqlError.SqlError> => {
    const [keyword] = keywords
    return keyword !== undefined && keywords.length === 1 ? one(keyword) : all(keywords)
  }
}

/** Finds those whose time is over too, with how long it has been. */
export const stale = (sql: SqlClient.SqlClient) =>
  findMany(
    sql,
    `SELECT ${columns}, CASE WHEN expires_at <= now() THEN date_part('epoch', now() - expires_at) * 1000 END AS expired_millis
FROM research_cache WHERE keyword = ANY($1)`
  )

const existingStatement = (which: string) => `SELECT keyword FROM research_cache
WHERE ${which} AND expires_at > now() AND payload IS NOT NULL`

/** Finds which keywords have an entry. A lone keyword needs no array. */
export const existing = (sql: SqlClient.SqlClient) => {
  const one = existingStatement("keyword = $1")
  const many = existingStatement("keyword = ANY($1)")
  return (keywords: ReadonlyArray<string>): Effect.Effect<ReadonlyMap<string, true>, SqlError.SqlError> =>
    Effect.map(
      keywords.length === 1
        ? sql.unsafe<{ readonly keyword: string }>(one, keywords)
        : sql.unsafe<{ readonly keyword: string }>(many, [keywords]),
      (rows) => new Map(rows.map(({ keyword }) => [keyword, true]))
    )
}
