import { Duration, Effect, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as BinaryArray from "../../../layers/encode/BinaryArray.ts"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as PgTransaction from "../../../layers/transaction/PgTransaction.ts"
import * as Shares from "../../repository/bulk/Shares.ts"
import type { CheckedStore } from "../model/CheckedStore.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import * as InsertBatch from "./InsertBatch.ts"

/** What a store takes on its way, in bytes. */
export const bytesOf = ({ documents, keyword, payload }: CheckedStore): number => {
  let bytes = utf8Bytes(keyword) + utf8Bytes(payload)
  for (const document of documents) bytes += InsertBatch.documentBytes(document)
  return bytes
}

/** Whether stores, of which no two have the same keyword, fit into one statement, as most do. */
export const fits = (stores: ReadonlyArray<CheckedStore>): boolean => {
  if (new Set(stores.map(({ keyword }) => keyword)).size < stores.length) return false
  let bytes = 0
  for (const store of stores) {
    bytes += bytesOf(store)
    if (bytes > Shares.shareBytes) return false
  }
  return true
}

/** What became of a store; of one whose idempotency key was used for another request, nothing. */
const Outcome = Schema.Struct({
  keyword: Schema.String,
  is_reused: Schema.Boolean,
  outcome: Schema.NullOr(IdempotencyKeys.Result)
})
export interface Outcome extends Schema.Schema.Type<typeof Outcome> {}

const decode = Schema.decodeUnknownSync(Schema.Array(Outcome))

/** The rows that the statement gives, as JSON. */
export const decodeOutcomes = (rows: unknown): ReadonlyArray<Outcome> => decode(rows ?? [])

const none = new Uint8Array(0)

/** Stores, in the order of their keywords: all of them or none, or each of them unless its key was used for another. */
export const statement = (
  sql: SqlClient.SqlClient,
  stores: ReadonlyArray<CheckedStore>,
  manner: "all or none" | "each by itself"
) => {
  const documents = InsertBatch.columnsOf(stores.flatMap(({ documents }) => documents))
  const places = stores.flatMap(({ documents }, index) => documents.map(() => index + 1))
  const keys = stores.map(({ idempotencyKey }) => idempotencyKey)
  // All are of one identity, and kept for the same time.
  const { partition = "", seconds = 0 } = keys.find((key) => key !== undefined) ?? {}
  return sql<Outcome>`
    SELECT keyword, is_reused, outcome FROM research_store(
      ${manner === "all or none"}, ${partition}, ${seconds}::float8,
      ${stores.map(({ keyword }) => keyword)}::text[], ${stores.map(({ payload }) => payload)}::text[],
      ${stores.map(({ timeToLive }) => String(Duration.toSeconds(timeToLive)))}::text[]::float8[],
      ${keys.map((key) => key?.key ?? "")}::text[], ${keys.map((key) => key?.hash ?? none)}::bytea[],
      ${stores.map(({ documents, repeated }) => documents.length + repeated)}::bigint[], ${places}::integer[],
      ${BinaryArray.texts(documents.url)}::text[], ${BinaryArray.texts(documents.title)}::text[],
      ${BinaryArray.texts(documents.body)}::text[], ${BinaryArray.texts(documents.source)}::text[],
      ${BinaryArray.texts(documents.kind)}::text[], ${documents.hash}::bytea[]
    )`
}

/**
 * Stores what fits into one statement, as the last of the transaction that is open.
 *
 * COMMIT travels with it where every store has an idempotency key: should the answer be lost, they are stored once more
 * under their keys. Without them the transaction's number has to be known before, which is how a lost COMMIT is settled.
 */
export const send = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  given: ReadonlyArray<CheckedStore>
): Effect.fn.Return<ReadonlyMap<CheckedStore, StoreResult>, SqlError.SqlError | Rejected> {
  const stores = given.toSorted((a, b) => (a.keyword < b.keyword ? -1 : 1))
  const isKeyed = stores.every(({ idempotencyKey }) => idempotencyKey !== undefined)
  const call = statement(sql, stores, "all or none")
  const byKeyword = new Map(stores.map((store) => [store.keyword, store]))
  const results = new Map<CheckedStore, StoreResult>()
  for (const { is_reused, keyword, outcome } of yield* isKeyed ? PgTransaction.last(call) : call) {
    if (is_reused) return yield* Effect.fail(IdempotencyKeys.reusedKey())
    const request = byKeyword.get(keyword)
    if (request !== undefined) results.set(request, outcome ?? nothingStored)
  }
  const sent = stores.reduce((sum, { documents }) => sum + documents.length, 0)
  for (const { onProgress } of stores) onProgress?.(sent)
  return results
})
