import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { PgFailure } from "../../../layers/failure/PgFailure.ts"
import type { Encoded } from "../../repository/bulk/BulkRows.ts"
import * as BulkStaging from "../../repository/bulk/BulkStaging.ts"
import type { Target, TargetColumn } from "../../repository/bulk/BulkStatement.ts"
import type { Sort } from "../../repository/bulk/ColumnValue.ts"
import type { StagedStore } from "../model/CheckedStore.ts"
import { contentHash, type ResearchDocument } from "../model/ResearchDocument.ts"
import type { StoreResult } from "../model/StoreRequest.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import * as InsertBatch from "./InsertBatch.ts"
import * as KeywordRows from "./KeywordRows.ts"
import type { DocumentStaging } from "./ResearchDocumentStorage.ts"

const column = (name: string, type = "text", sort: Sort = "text"): TargetColumn => ({
  field: name,
  name,
  type: { name: type, sort, bits: 0, element: undefined }
})

/** Where documents of a stream go; of a url given twice the later one counts. */
const target = (clause: string): Target => ({
  table: "research_documents",
  columns: [
    ...["url", "keyword", "title", "body", "source", "kind"].map((name) => column(name)),
    column("content_hash", "bytea", "bytes")
  ],
  conflict: { key: ["url"], clause }
})

const update = target(InsertBatch.orUpdate)

/** What is sure to be new is inserted as it is. */
const insert = target("")

const rowOf =
  (keyword: string) =>
  (document: ResearchDocument): Encoded => {
    const { body, kind = null, source = null, title, url } = document
    return { url, keyword, title, body, source, kind, content_hash: `\\x${contentHash(document)}` }
  }

/** Stores a stream, in the transaction that is open: with the same locks in the same order as any store. */
const store = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  request: StagedStore
): Effect.fn.Return<StoreResult, SqlError.SqlError | PgFailure> {
  const { given, idempotencyKey, keyword, onProgress, shares, stream, timeToLive } = request
  const earlier = yield* IdempotencyKeys.claim(sql, idempotencyKey === undefined ? [] : [idempotencyKey])
  const known = idempotencyKey === undefined ? undefined : earlier.get(idempotencyKey.key)
  if (known !== undefined) return known
  const empty = yield* KeywordRows.lock(sql, [keyword])
  const into = empty.has(keyword) ? insert : update
  const { inserted, rows, written } = yield* BulkStaging.write(sql, into, stream, shares, onProgress)
  yield* KeywordRows.cache(sql, [{ keyword, timeToLive, payload: yield* request.payload(rows) }])
  const result: StoreResult = { inserted, updated: written - inserted, duplicates: given - written }
  yield* IdempotencyKeys.conclude(sql, [[request, result]])
  return result
})

/** In the kit's table of staged rows, which is not logged. */
export const make = (sql: SqlClient.SqlClient): DocumentStaging => ({
  stage: (stream, keyword, documents, shares) =>
    BulkStaging.stage(sql, update, stream, documents.map(rowOf(keyword)), shares),
  store: (request) => sql.withTransaction(store(sql, request)),
  drop: (stream) => BulkStaging.drop(sql, stream),
  sweep: (most) => BulkStaging.sweep(sql, most)
})
