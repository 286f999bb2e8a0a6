import { DateTime, Duration, Effect, Option } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Rejected } from "../layers/PgFailure.ts"
import { rejected } from "./DataError.ts"
import * as CacheRows from "./ResearchCacheRows.ts"
import type { ResearchDocument } from "./ResearchDocument.ts"
import type { CheckedStore, ResearchMetadata, StoredDocument, StoreResult } from "./ResearchDocuments.ts"

/** The rows behind the documents: tables, or maps in memory. The input has been checked. */
export interface ResearchDocumentRows {
  readonly store: (request: CheckedStore) => Effect.Effect<StoreResult, SqlError.SqlError | Rejected>
  readonly page: (
    keyword: string,
    after: string,
    size: number
  ) => Effect.Effect<ReadonlyArray<StoredDocument>, SqlError.SqlError>
  readonly find: (
    keyword: string,
    url: string
  ) => Effect.Effect<Option.Option<StoredDocument>, SqlError.SqlError>
  readonly metadata: (keyword: string) => Effect.Effect<Option.Option<ResearchMetadata>, SqlError.SqlError>
  /** Deletes up to `most` keys that have expired, passing over those that are locked. */
  readonly forget: (most: number) => Effect.Effect<number, SqlError.SqlError>
  readonly remove: (
    keyword: string,
    urls: ReadonlyArray<string> | undefined
  ) => Effect.Effect<number, SqlError.SqlError>
}

/** How long an idempotency key is kept. */
export const operationTimeToLive = Duration.days(1)

export const reusedOperation = (): Rejected =>
  rejected(
    "operation",
    "was used for another request; make a new key for each request, and keep it for its retries"
  )

/** One statement's share of a bulk store. */
const chunkDocuments = 1_000
const chunkCharacters = 4 * 1024 * 1024

const chunksOf = (
  documents: ReadonlyArray<ResearchDocument>
): ReadonlyArray<ReadonlyArray<ResearchDocument>> => {
  const chunks: Array<Array<ResearchDocument>> = []
  let room = 0
  for (const document of documents.toSorted((a, b) => (a.url < b.url ? -1 : 1))) {
    const size = document.title.length + document.body.length
    const last = chunks.at(-1)
    if (last === undefined || last.length === chunkDocuments || size > room) {
      chunks.push([document])
      room = chunkCharacters - size
    } else {
      last.push(document)
      room -= size
    }
  }
  return chunks
}

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

/** Lengths go into the hash, so that text moved from one column into the next is a change. */
const contentHash = `sha256(convert_to(
  octet_length(d.title) || ',' || octet_length(d.source) || ',' || octet_length(d.kind) || ':'
  || d.title || d.source || d.kind || d.body, 'UTF8'))`

/** An unchanged document is left alone: its row is neither rewritten nor returned, which is how duplicates show. */
const upsert = (sql: SqlClient.SqlClient, keyword: string, documents: ReadonlyArray<ResearchDocument>) =>
  sql<{ readonly inserted: boolean }>`
    INSERT INTO research_documents AS r (keyword, url, title, body, source, kind, content_hash)
    SELECT ${keyword}, d.url, d.title, d.body, nullif(d.source, ''), nullif(d.kind, ''), ${sql.literal(contentHash)}
    FROM unnest(
      ${documents.map(({ url }) => url)}::text[],
      ${documents.map(({ title }) => title)}::text[],
      ${documents.map(({ body }) => body)}::text[],
      ${documents.map(({ source }) => source ?? "")}::text[],
      ${documents.map(({ kind }) => kind ?? "")}::text[]
    ) AS d (url, title, body, source, kind)
    ON CONFLICT (keyword, url) DO UPDATE
    SET title = excluded.title, body = excluded.body, source = excluded.source, kind = excluded.kind,
        content_hash = excluded.content_hash, updated_at = now()
    WHERE r.content_hash <> excluded.content_hash
    RETURNING xmax = 0 AS inserted`

/** Takes the key in the transaction of the data; whoever comes second waits here and finds the first one's result. */
const claim = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { key, request }: NonNullable<CheckedStore["operation"]>
) {
  const claimed = yield* sql`
    INSERT INTO research_operations AS o (operation, request_hash, expires_at)
    VALUES (${key}, ${request}, now() + ${Duration.toSeconds(operationTimeToLive)} * interval '1 second')
    ON CONFLICT (operation) DO UPDATE
    SET request_hash = excluded.request_hash, result = NULL, created_at = now(), expires_at = excluded.expires_at
    WHERE o.expires_at <= now()
    RETURNING 1`
  if (claimed.length > 0) return Option.none<StoreResult>()
  const [earlier] = yield* sql<{ readonly result: StoreResult; readonly same: boolean }>`
    SELECT result, request_hash = ${request} AS same FROM research_operations WHERE operation = ${key}`
  return earlier?.same === true ? Option.some(earlier.result) : yield* Effect.fail(reusedOperation())
})

/** The metadata row comes first: its lock makes stores of one keyword follow each other. */
const storeAll = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, request: CheckedStore) {
  const { documents, keyword, operation, payload, repeated, timeToLive } = request
  const earlier = operation === undefined ? Option.none<StoreResult>() : yield* claim(sql, operation)
  if (Option.isSome(earlier)) return earlier.value
  yield* sql`
    INSERT INTO research_metadata AS m (keyword, researched, last_researched_at) VALUES (${keyword}, 1, now())
    ON CONFLICT (keyword) DO UPDATE SET researched = m.researched + 1, last_researched_at = now()`
  let inserted = 0
  let updated = 0
  for (const chunk of chunksOf(documents)) {
    const rows = yield* upsert(sql, keyword, chunk)
    const fresh = rows.filter((row) => row.inserted).length
    inserted += fresh
    updated += rows.length - fresh
  }
  yield* CacheRows.inPostgres(sql).put(keyword, payload, timeToLive)
  const result: StoreResult = {
    inserted,
    updated,
    duplicates: documents.length - inserted - updated + repeated
  }
  if (operation !== undefined) {
    yield* sql`
      UPDATE research_operations SET result = ${JSON.stringify(result)}::text::jsonb WHERE operation = ${operation.key}`
  }
  return result
})

/** Documents, metadata and cache in the tables of the research store's schema. */
export const inPostgres = (sql: SqlClient.SqlClient): ResearchDocumentRows => ({
  store: (request) => sql.withTransaction(storeAll(sql, request)),
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
  metadata: (keyword) =>
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
    ),
  forget: (most) =>
    Effect.map(
      sql`
        DELETE FROM research_operations WHERE operation IN (
          SELECT operation FROM research_operations WHERE expires_at <= now()
          ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
        ) RETURNING 1`,
      (rows) => rows.length
    ),
  remove: (keyword, urls) =>
    sql.withTransaction(
      Effect.gen(function* () {
        yield* sql`DELETE FROM research_cache WHERE keyword = ${keyword}`
        const gone = yield* urls === undefined
          ? sql`DELETE FROM research_documents WHERE keyword = ${keyword} RETURNING 1`
          : sql`DELETE FROM research_documents WHERE keyword = ${keyword} AND url = ANY(${urls}) RETURNING 1`
        return gone.length
      })
    )
})
