import { Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as BinaryArray from "../../../layers/encode/BinaryArray.ts"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import * as PgTransaction from "../../../layers/transaction/PgTransaction.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import type { CheckedStore } from "./CheckedStore.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import * as InsertBatch from "./InsertBatch.ts"

/** What a store is beside its documents, in bytes. */
const headBytes = ({ keyword, payload }: CheckedStore): number => utf8Bytes(keyword) + utf8Bytes(payload)

/** Whether stores, of which no two have the same keyword, fit into one statement, as most do. */
export const fits = (stores: ReadonlyArray<CheckedStore>): boolean => {
  if (new Set(stores.map(({ keyword }) => keyword)).size < stores.length) return false
  let bytes = 0
  for (const store of stores) {
    bytes += headBytes(store)
    for (const document of store.documents) bytes += InsertBatch.documentBytes(document)
    if (bytes > InsertBatch.batchBytes) return false
  }
  return true
}

interface Row {
  readonly store: number
  readonly is_reused: boolean
  readonly outcome: StoreResult | null
}

const none = new Uint8Array(0)

const statement = (sql: SqlClient.SqlClient, stores: ReadonlyArray<CheckedStore>) => {
  const documents = InsertBatch.columnsOf(stores.flatMap(({ documents }) => documents))
  const places = stores.flatMap(({ documents }, index) => documents.map(() => index + 1))
  const keys = stores.map(({ idempotencyKey }) => idempotencyKey)
  return sql<Row>`
    SELECT store, is_reused, outcome FROM research_store(
      ${stores.map(({ keyword }) => keyword)}::text[], ${stores.map(({ payload }) => payload)}::text[],
      ${stores.map(({ timeToLive }) => String(Duration.toSeconds(timeToLive)))}::text[]::float8[],
      ${keys.map((key) => key?.key ?? "")}::text[], ${keys.map((key) => key?.request ?? none)}::bytea[],
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
  const call = statement(sql, stores)
  const results = new Map<CheckedStore, StoreResult>()
  for (const { is_reused, outcome, store } of yield* isKeyed ? PgTransaction.last(call) : call) {
    if (is_reused) return yield* Effect.fail(IdempotencyKeys.reusedKey())
    const request = stores[store - 1]
    if (request !== undefined) results.set(request, outcome ?? nothingStored)
  }
  const sent = stores.reduce((sum, { documents }) => sum + documents.length, 0)
  for (const { onProgress } of stores) onProgress?.(sent)
  return results
})
