import { DateTime, Effect, Option } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { PgFailure, Rejected } from "../../../layers/failure/PgFailure.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { CheckedStore } from "./ResearchDocumentInput.ts"
import type { ResearchMetadata, StoredDocument, StoreResult } from "./ResearchDocuments.ts"
import * as Staging from "./ResearchDocumentStaging.ts"
import * as Store from "./ResearchDocumentStore.ts"

/** The rows behind the documents: tables, or maps in memory. The input has been checked. */
export interface ResearchDocumentRows {
  /** All requests in one transaction; their results in the same order. */
  readonly store: (
    requests: ReadonlyArray<CheckedStore>
  ) => Effect.Effect<ReadonlyArray<StoreResult>, SqlError.SqlError | Rejected>
  /** Where the documents of a stream wait, by batch, each batch opened first. */
  readonly staging: {
    readonly open: (batch: string) => Effect.Effect<void, SqlError.SqlError>
    readonly put: (
      batch: string,
      place: number,
      documents: ReadonlyArray<ResearchDocument>
    ) => Effect.Effect<void, SqlError.SqlError>
    readonly store: (
      request: Staging.StagedStore
    ) => Effect.Effect<StoreResult, SqlError.SqlError | PgFailure>
    readonly drop: (batch: string) => Effect.Effect<void, SqlError.SqlError>
    /** Deletes up to `most` documents that were left there a day ago. */
    readonly sweep: (most: number) => Effect.Effect<number, SqlError.SqlError>
  }
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

/** Documents, metadata and cache in the tables of the research store's schema. */
export const inPostgres = (sql: SqlClient.SqlClient): ResearchDocumentRows => ({
  store: (requests) => sql.withTransaction(Store.storeAll(sql, requests)),
  staging: {
    open: (batch) => Staging.open(sql, batch),
    put: (batch, place, documents) => Staging.put(sql, batch, place, documents),
    store: (request) => sql.withTransaction(Staging.store(sql, request)),
    drop: (batch) => Staging.drop(sql, batch),
    sweep: (most) => Staging.sweep(sql, most)
  },
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
        // In the order of a store's locks, lest the two wait for each other.
        yield* sql`SELECT FROM research_metadata WHERE keyword = ${keyword} FOR UPDATE`
        const gone = yield* urls === undefined
          ? sql`DELETE FROM research_documents WHERE keyword = ${keyword} RETURNING 1`
          : sql`DELETE FROM research_documents WHERE keyword = ${keyword} AND url = ANY(${urls}) RETURNING 1`
        yield* sql`DELETE FROM research_cache WHERE keyword = ${keyword}`
        return gone.length
      })
    )
})
