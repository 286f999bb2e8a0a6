import { DateTime, Effect, Option } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as Keys from "../../repository/idempotency/Keys.ts"
import type { ResearchMetadata, StoredDocument } from "../model/StoredDocument.ts"
import * as Staging from "./ResearchDocumentStaging.ts"
import type { ResearchDocumentStorage } from "./ResearchDocumentStorage.ts"
import * as StoreTransaction from "./StoreTransaction.ts"

const columns = `keyword, url, title, body, source, kind, stored_at AS "storedAt", updated_at AS "updatedAt"`

interface Row {
  readonly keyword: string
  readonly url: string
  readonly title: string
  readonly body: string
  readonly source: string | null
  readonly kind: string | null
  readonly storedAt: Date
  readonly updatedAt: Date
}

const stored = ({ kind, source, storedAt, updatedAt, ...row }: Row): StoredDocument => ({
  ...row,
  ...(source === null ? undefined : { source }),
  ...(kind === null ? undefined : { kind }),
  storedAt: DateTime.fromDateUnsafe(storedAt),
  updatedAt: DateTime.fromDateUnsafe(updatedAt)
})

const metadataOf = (
  sql: SqlClient.SqlClient,
  keyword: string
): Effect.Effect<Option.Option<ResearchMetadata>, SqlError.SqlError> =>
  Effect.map(
    sql<{ readonly documents: number; readonly bytes: number; readonly at: Date | null }>`
      SELECT documents::float8, bytes::float8, last_researched_at AS at FROM research_metadata
      WHERE keyword = ${keyword}`,
    ([row]) =>
      Option.map(Option.fromUndefinedOr(row), ({ at, ...counts }) => ({
        keyword,
        ...counts,
        lastResearchedAt: Option.map(Option.fromNullOr(at), DateTime.fromDateUnsafe)
      }))
  )

const remove = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  keyword: string,
  urls: ReadonlyArray<string> | undefined
) {
  // In the order of a store's locks, lest the two wait for each other.
  yield* sql`SELECT FROM research_metadata WHERE keyword = ${keyword} FOR UPDATE`
  const gone = yield* urls === undefined
    ? sql`DELETE FROM research_documents WHERE keyword = ${keyword} RETURNING 1`
    : sql`DELETE FROM research_documents WHERE keyword = ${keyword} AND url = ANY(${urls}) RETURNING 1`
  yield* sql`DELETE FROM research_cache WHERE keyword = ${keyword}`
  return gone.length
})

/** Documents, metadata and cache in the tables of the research store's schema. */
export const make = (sql: SqlClient.SqlClient): ResearchDocumentStorage => ({
  store: (requests) => sql.withTransaction(StoreTransaction.storeAll(sql, requests)),
  staging: Staging.make(sql),
  page: (keyword, after, size) =>
    Effect.map(
      sql<Row>`SELECT ${sql.literal(columns)} FROM research_documents
        WHERE keyword = ${keyword} AND url > ${after} ORDER BY url LIMIT ${size}`,
      (rows) => rows.map(stored)
    ),
  find: (keyword, url) =>
    Effect.map(
      sql<Row>`SELECT ${sql.literal(columns)} FROM research_documents WHERE keyword = ${keyword} AND url = ${url}`,
      ([row]) => Option.map(Option.fromUndefinedOr(row), stored)
    ),
  metadata: (keyword) => metadataOf(sql, keyword),
  forgetKeys: (most) => Keys.forget(sql, most),
  remove: (keyword, urls) => sql.withTransaction(remove(sql, keyword, urls))
})
