import { Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import * as Share from "./InsertBatch.ts"
import type { CheckedOperation, CheckedStore } from "./ResearchDocumentInput.ts"
import type { StoreResult } from "./ResearchDocuments.ts"

/** How long an idempotency key is kept. */
export const operationTimeToLive = Duration.days(1)

export const reusedOperation = (): Rejected =>
  rejected(
    "operation",
    "was used for another request; make a new key for each request, and keep it for its retries"
  )

/** Takes the keys in the transaction of the data; whoever comes second waits here and finds the first one's result. */
export const claim = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  operations: ReadonlyArray<CheckedOperation>
) {
  const earlier = new Map<string, StoreResult>()
  if (operations.length === 0) return earlier
  const ordered = operations.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const keys = ordered.map(({ key }) => key)
  const requests = ordered.map(({ request }) => request)
  const claimed = yield* sql<{ readonly operation: string }>`
    INSERT INTO research_operations AS o (operation, request_hash, expires_at)
    SELECT operation, request, now() + ${Duration.toSeconds(operationTimeToLive)} * interval '1 second'
    FROM unnest(${keys}::text[], ${requests}::bytea[]) AS given (operation, request)
    ON CONFLICT (operation) DO UPDATE
    SET request_hash = excluded.request_hash, result = NULL, created_at = now(), expires_at = excluded.expires_at
    WHERE o.expires_at <= now()
    RETURNING operation`
  if (claimed.length === ordered.length) return earlier
  const ours = new Set(claimed.map(({ operation }) => operation))
  const known = yield* sql<{ operation: string; result: StoreResult; same: boolean }>`
    SELECT operation, result, request_hash = request AS same
    FROM research_operations JOIN unnest(${keys}::text[], ${requests}::bytea[]) AS given (operation, request)
    USING (operation)`
  for (const { operation, result, same } of known) {
    if (ours.has(operation)) continue
    if (!same) return yield* Effect.fail(reusedOperation())
    earlier.set(operation, result)
  }
  return earlier
})

/** Writes down what the operations came to. */
export const conclude = (
  sql: SqlClient.SqlClient,
  results: ReadonlyArray<readonly [key: string, result: StoreResult]>
) =>
  results.length === 0
    ? Effect.void
    : sql`
        UPDATE research_operations AS o SET result = given.result::jsonb
        FROM unnest(${results.map(([key]) => key)}::text[], ${results.map(([, result]) => JSON.stringify(result))}::text[])
          AS given (operation, result)
        WHERE o.operation = given.operation`

/**
 * Locks the keywords' metadata, in their order, so that stores of one keyword follow each other; says which of them
 * have no documents yet. Nobody else can give them any before this transaction ends, since whoever writes documents
 * needs the same locks.
 */
export const lock = (sql: SqlClient.SqlClient, keywords: ReadonlyArray<string>) =>
  Effect.map(
    sql<{ readonly keyword: string; readonly empty: boolean }>`
      INSERT INTO research_metadata AS m (keyword, researched, last_researched_at)
      SELECT keyword, 1, now() FROM unnest(${keywords}::text[]) AS keyword ORDER BY keyword COLLATE "C"
      ON CONFLICT (keyword) DO UPDATE SET researched = m.researched + 1, last_researched_at = now()
      RETURNING keyword, documents = 0
        AND NOT EXISTS (SELECT FROM research_documents AS d WHERE d.keyword = m.keyword) AS empty`,
    (rows) => new Set(rows.filter(({ empty }) => empty).map(({ keyword }) => keyword))
  )

type CacheRow = Pick<CheckedStore, "keyword" | "payload" | "timeToLive">

const cacheRowBytes = 20

/** The keywords' cache rows, in their order. */
export const cache = (sql: SqlClient.SqlClient, rows: ReadonlyArray<CacheRow>) =>
  Effect.forEach(
    Share.shares(rows, ({ keyword, payload }) => cacheRowBytes + keyword.length + payload.length),
    (share) => sql`
      INSERT INTO research_cache (keyword, payload, fetched_at, expires_at)
      SELECT keyword, payload::jsonb, now(), now() + seconds * interval '1 second'
      FROM unnest(
        ${share.map(({ keyword }) => keyword)}::text[], ${share.map(({ payload }) => payload)}::text[],
        ${share.map(({ timeToLive }) => String(Duration.toSeconds(timeToLive)))}::text[]::float8[]
      ) AS given (keyword, payload, seconds)
      ORDER BY keyword COLLATE "C"
      ON CONFLICT (keyword) DO UPDATE
      SET payload = excluded.payload, fetched_at = excluded.fetched_at, expires_at = excluded.expires_at`,
    { discard: true }
  )

interface Tally {
  inserted: number
  updated: number
}

type Tallies = ReadonlyMap<CheckedStore, Tally>

function* rowsOf(requests: Iterable<CheckedStore>): Generator<Share.Row> {
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
  yield* Share.send(sql, rowsOf(fresh), "", ({ keywords }) => {
    for (const keyword of keywords) count(keyword, "inserted")
    progress(keywords.length)
  })
  const returning = `${Share.orUpdate} RETURNING r.keyword, xmax = 0 AS inserted`
  yield* Share.send(sql, rowsOf(known), returning, ({ keywords }, found) => {
    for (const { inserted, keyword } of found) count(keyword, inserted ? "inserted" : "updated")
    progress(keywords.length)
  })
  return tallies
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

/**
 * Stores all requests, in the transaction that is open. Locks are always taken in one order: operations, metadata,
 * documents, cache, each by key; so two of these wait for each other and never both for the other.
 */
export const storeAll = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  requests: ReadonlyArray<CheckedStore>
): Effect.fn.Return<ReadonlyArray<StoreResult>, SqlError.SqlError | Rejected> {
  const operations = requests.flatMap(({ operation }) => (operation === undefined ? [] : [operation]))
  const earlier = yield* claim(sql, operations)
  const earlierOf = ({ operation }: CheckedStore) =>
    operation === undefined ? undefined : earlier.get(operation.key)
  const results = new Map<CheckedStore, StoreResult>()
  const progress = progressOf(requests)
  for (const wave of waves(requests.filter((request) => earlierOf(request) === undefined))) {
    const empty = yield* lock(
      sql,
      wave.map(({ keyword }) => keyword)
    )
    const tallies = yield* writeDocuments(sql, wave, empty, progress)
    for (const [request, { inserted, updated }] of tallies) {
      const duplicates = request.documents.length - inserted - updated + request.repeated
      results.set(request, { inserted, updated, duplicates })
    }
    yield* cache(sql, wave)
  }
  yield* conclude(
    sql,
    [...results].flatMap(([{ operation }, result]) =>
      operation === undefined ? [] : [[operation.key, result] as const]
    )
  )
  const nothing: StoreResult = { inserted: 0, updated: 0, duplicates: 0 }
  return requests.map((request) => earlierOf(request) ?? results.get(request) ?? nothing)
})
