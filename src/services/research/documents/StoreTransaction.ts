import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import type { CheckedStore } from "../model/CheckedStore.ts"
import { nothingStored, type StoreResult } from "../model/StoreRequest.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import * as InsertBatch from "./InsertBatch.ts"
import * as KeywordRows from "./KeywordRows.ts"
import * as StoreCall from "./StoreCall.ts"

interface Tally {
  inserted: number
  updated: number
}

type Tallies = ReadonlyMap<CheckedStore, Tally>

function* rowsOf(requests: Iterable<CheckedStore>): Generator<InsertBatch.Row> {
  for (const { documents, keyword } of requests) for (const document of documents) yield { keyword, document }
}

/** What is sure to be new is inserted as it is, which takes the server two thirds of the time of looking first. */
const writeDocuments = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  requests: ReadonlyArray<CheckedStore>,
  empty: ReadonlySet<string>,
  progress: (rows: number) => void
) {
  const tallies: Tallies = new Map(requests.map((request) => [request, { inserted: 0, updated: 0 }]))
  const byKeyword = new Map(requests.map((request) => [request.keyword, tallies.get(request)]))
  const count = (keyword: string, what: keyof Tally): void => {
    const tally = byKeyword.get(keyword)
    if (tally !== undefined) tally[what]++
  }
  const fresh = requests.filter(({ keyword }) => empty.has(keyword))
  const known = requests.filter(({ keyword }) => !empty.has(keyword))
  yield* InsertBatch.send(sql, rowsOf(fresh), "", ({ keywords }) => {
    for (const keyword of keywords) count(keyword, "inserted")
    progress(keywords.length)
  })
  const returning = `${InsertBatch.orUpdate} RETURNING r.keyword, (xmax = 0)::text`
  yield* InsertBatch.send(sql, rowsOf(known), returning, ({ keywords }, found) => {
    for (const { isNew, keyword } of found) count(keyword, isNew ? "inserted" : "updated")
    progress(keywords.length)
  })
  return tallies
})

/** Stores of different keywords at once, under the locks of all of them. */
const storeWave = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  wave: ReadonlyArray<CheckedStore>,
  progress: (rows: number) => void
) {
  const keywords = wave.map(({ keyword }) => keyword)
  const empty = yield* KeywordRows.lock(sql, keywords)
  const tallies = yield* writeDocuments(sql, wave, empty, progress)
  yield* KeywordRows.cache(sql, wave)
  return [...tallies].map(([request, { inserted, updated }]) => {
    const duplicates = request.documents.length - inserted - updated + request.repeated
    return [request, { inserted, updated, duplicates } satisfies StoreResult] as const
  })
})

/** The nth stores of keywords that are given more than once come after the stores before them. */
const waves = (requests: ReadonlyArray<CheckedStore>): ReadonlyArray<ReadonlyArray<CheckedStore>> => {
  const seen = new Map<string, number>()
  const waves: Array<Array<CheckedStore>> = []
  for (const request of requests) {
    const nth = seen.get(request.keyword) ?? 0
    seen.set(request.keyword, nth + 1)
    const wave = (waves[nth] ??= [])
    wave.push(request)
  }
  return waves.map((wave) => wave.toSorted((a, b) => (a.keyword < b.keyword ? -1 : 1)))
}

const progressOf = (requests: ReadonlyArray<CheckedStore>): ((rows: number) => void) => {
  let sent = 0
  return (rows) => {
    sent += rows
    for (const { onProgress } of requests) onProgress?.(sent)
  }
}

/** Stores what does not fit into one statement. */
const storeWaves = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  requests: ReadonlyArray<CheckedStore>
) {
  const keys = requests.flatMap(({ idempotencyKey }) => idempotencyKey ?? [])
  const earlier = yield* IdempotencyKeys.claim(sql, keys)
  const earlierOf = ({ idempotencyKey }: CheckedStore) =>
    idempotencyKey === undefined ? undefined : earlier.get(idempotencyKey.key)
  const results = new Map<CheckedStore, StoreResult>()
  const progress = progressOf(requests)
  for (const wave of waves(requests.filter((request) => earlierOf(request) === undefined))) {
    for (const [request, result] of yield* storeWave(sql, wave, progress)) results.set(request, result)
  }
  yield* IdempotencyKeys.conclude(sql, results)
  for (const request of requests) {
    const known = earlierOf(request)
    if (known !== undefined) results.set(request, known)
  }
  return results
})

/**
 * Stores all requests, in the transaction that is open, and may end it. Locks are always taken in one order: idempotency
 * keys, metadata, documents, cache, each by key; so of two that want the same, one waits for the other and never both.
 */
export const storeAll = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  requests: ReadonlyArray<CheckedStore>
): Effect.fn.Return<ReadonlyArray<StoreResult>, SqlError.SqlError | Rejected> {
  const results: ReadonlyMap<CheckedStore, StoreResult> = yield* StoreCall.fits(requests)
    ? StoreCall.send(sql, requests)
    : storeWaves(sql, requests)
  return requests.map((request) => results.get(request) ?? nothingStored)
})
