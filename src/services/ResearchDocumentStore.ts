import { Duration, Effect, Fiber, Predicate } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as BinaryArray from "../layers/BinaryArray.ts"
import type { Rejected } from "../layers/PgFailure.ts"
import * as Sha256 from "../layers/Sha256.ts"
import { utf8Bytes } from "../layers/StorableText.ts"
import { rejected } from "./DataError.ts"
import { contentHash, type ResearchDocument } from "./ResearchDocument.ts"
import type { CheckedOperation, CheckedStore } from "./ResearchDocumentInput.ts"
import type { StoreResult } from "./ResearchDocuments.ts"

/** How long an idempotency key is kept. */
export const operationTimeToLive = Duration.days(1)

export const reusedOperation = (): Rejected =>
  rejected(
    "operation",
    "was used for another request; make a new key for each request, and keep it for its retries"
  )

/**
 * One statement's share of a bulk store: enough that the round trip does not count, and so little that the server keeps
 * it in memory (its triggers copy the rows, and `work_mem` is 4 MB) while the next share is made ready here.
 */
const shareItems = 1_000
const shareBytes = 2 * 1024 * 1024

/** Cuts items into shares of one statement each; an item that is larger than a share has one of its own. */
export function* shares<A>(items: Iterable<A>, bytesOf: (item: A) => number): Generator<ReadonlyArray<A>> {
  let share: Array<A> = []
  let room = shareBytes
  for (const item of items) {
    const bytes = bytesOf(item)
    if (share.length > 0 && (share.length === shareItems || bytes > room)) {
      yield share
      share = []
      room = shareBytes
    }
    share.push(item)
    room -= bytes
  }
  if (share.length > 0) yield share
}

/** At least the bytes that a document has in UTF-8, without looking through it. */
export const mostBytes = ({ body, title }: ResearchDocument): number => 3 * (title.length + body.length)

interface Row {
  readonly keyword: string
  readonly document: ResearchDocument
}

const rowBytes = ({ document: { body, title } }: Row): number => utf8Bytes(title) + utf8Bytes(body)

/** Documents as columns, which is how they travel: one array a column, whatever their number, ready for the wire. */
export const columnsOf = (documents: ReadonlyArray<ResearchDocument>) => ({
  url: BinaryArray.texts(documents.map(({ url }) => url)),
  title: BinaryArray.texts(documents.map(({ title }) => title)),
  body: BinaryArray.texts(documents.map(({ body }) => body)),
  source: BinaryArray.texts(documents.map(({ source }) => source ?? "")),
  kind: BinaryArray.texts(documents.map(({ kind }) => kind ?? "")),
  hash: BinaryArray.bytes(documents.map(contentHash), Sha256.byteLength)
})

interface Share {
  readonly keywords: ReadonlyArray<string>
  /** One for all, which the server need not take apart, or one for each. */
  readonly keyword: string | BinaryArray.BinaryArray
  readonly columns: ReturnType<typeof columnsOf>
}

const shareOf = (rows: ReadonlyArray<Row>): Share => {
  const keywords = rows.map(({ keyword }) => keyword)
  const [first = ""] = keywords
  const keyword = keywords.every((keyword) => keyword === first) ? first : BinaryArray.texts(keywords)
  return { keywords, keyword, columns: columnsOf(rows.map(({ document }) => document)) }
}

/** An unchanged document is left alone: its row is neither rewritten nor returned, which is how duplicates show. */
export const orUpdate = `
  ON CONFLICT (keyword, url) DO UPDATE
  SET title = excluded.title, body = excluded.body, source = excluded.source, kind = excluded.kind,
      content_hash = excluded.content_hash, updated_at = now()
  WHERE r.content_hash <> excluded.content_hash`

/**
 * Arrays are taken apart in the select list: in FROM the server would write them down once more. The longest comes
 * last, as the driver doubles its buffer, and copies it, whenever the next does not fit.
 */
const insert = (sql: SqlClient.SqlClient, { columns, keyword }: Share, conflict: string) =>
  sql<{ readonly keyword: string; readonly inserted: boolean }>`
    INSERT INTO research_documents AS r (keyword, url, title, body, source, kind, content_hash)
    SELECT d.keyword, d.url, d.title, d.body, nullif(d.source, ''), nullif(d.kind, ''), d.hash
    FROM (
      SELECT ${Predicate.isString(keyword) ? sql`${keyword}::text` : sql`unnest(${keyword}::text[])`} AS keyword,
             unnest(${columns.url}::text[]) AS url, unnest(${columns.title}::text[]) AS title,
             unnest(${columns.source}::text[]) AS source, unnest(${columns.kind}::text[]) AS kind,
             unnest(${columns.hash}::bytea[]) AS hash, unnest(${columns.body}::text[]) AS body
    ) AS d ${sql.literal(conflict)}`

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

/** The keywords' cache rows, in their order. */
export const cache = (sql: SqlClient.SqlClient, rows: ReadonlyArray<CacheRow>) =>
  Effect.forEach(
    shares(rows, ({ payload }) => payload.length),
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

function* sharesOf(rows: Iterable<Row>): Generator<Share> {
  for (const share of shares(rows, rowBytes)) yield shareOf(share)
}

/** A turn for the fibers that hand the statement to the socket. */
const untilWritten = Effect.repeat(Effect.yieldNow, { times: 4 })

/** Sends rows share by share; the next one is made ready while the server works on the last. */
const send = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  rows: Iterable<Row>,
  conflict: string,
  done: (rows: Share, found: ReadonlyArray<{ readonly keyword: string; readonly inserted: boolean }>) => void
): Effect.fn.Return<void, SqlError.SqlError> {
  const ready = sharesOf(rows)
  let next = ready.next()
  while (next.done !== true) {
    const share = next.value
    const sent = yield* Effect.forkChild(insert(sql, share, conflict), { startImmediately: true })
    yield* untilWritten
    next = ready.next()
    done(share, yield* Fiber.join(sent))
  }
})

function* rowsOf(requests: Iterable<CheckedStore>): Generator<Row> {
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
  yield* send(sql, rowsOf(fresh), "", ({ keywords }) => {
    for (const keyword of keywords) count(keyword, "inserted")
    progress(keywords.length)
  })
  const returning = `${orUpdate} RETURNING r.keyword, xmax = 0 AS inserted`
  yield* send(sql, rowsOf(known), returning, ({ keywords }, found) => {
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
