import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { texts } from "../../../layers/encode/BinaryArray.ts"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import type { StagedStore } from "../model/CheckedStore.ts"
import type { ResearchDocument } from "../model/ResearchDocument.ts"
import type { StoreResult } from "../model/StoreRequest.ts"
import * as IdempotencyKeys from "./IdempotencyKeys.ts"
import * as InsertBatch from "./InsertBatch.ts"
import * as KeywordRows from "./KeywordRows.ts"
import type { DocumentStaging } from "./ResearchDocumentStorage.ts"

/** Staged documents moved by one statement. */
const page = 2_000

/** Writes a stream's mark. It has no url, so it is none of the documents; should the server lose them, it loses the mark too. */
const open = (sql: SqlClient.SqlClient, stream: string) =>
  Effect.asVoid(sql`
    INSERT INTO research_staging (batch, url, place, title, body, source, kind, content_hash)
    VALUES (${stream}::uuid, '', -1, '', '', '', '', '')
    ON CONFLICT (batch, url) DO NOTHING`)

/** Puts documents beside those of their stream; of a url given twice the later one counts, whichever arrives last. */
const put = (
  sql: SqlClient.SqlClient,
  stream: string,
  place: number,
  documents: ReadonlyArray<ResearchDocument>
) => {
  const { body, hash, kind, source, title, url } = InsertBatch.columnsOf(documents)
  return Effect.asVoid(sql`
    INSERT INTO research_staging AS s (batch, url, place, title, body, source, kind, content_hash)
    SELECT DISTINCT ON (d.url) ${stream}::uuid, d.url, ${place}::bigint + d.place, d.title, d.body, d.source, d.kind, d.hash
    FROM unnest(
      ${texts(url)}::text[], ${texts(title)}::text[], ${texts(body)}::text[], ${texts(source)}::text[],
      ${texts(kind)}::text[], ${hash}::bytea[]
    ) WITH ORDINALITY AS d (url, title, body, source, kind, hash, place)
    ORDER BY d.url, d.place DESC
    ON CONFLICT (batch, url) DO UPDATE
    SET place = excluded.place, title = excluded.title, body = excluded.body, source = excluded.source,
        kind = excluded.kind, content_hash = excluded.content_hash
    WHERE s.place < excluded.place`)
}

const drop = (sql: SqlClient.SqlClient, stream: string) =>
  Effect.asVoid(sql`DELETE FROM research_staging WHERE batch = ${stream}::uuid`)

const sweep = (sql: SqlClient.SqlClient, most: number): Effect.Effect<number, SqlError.SqlError> =>
  Effect.map(
    sql`
      DELETE FROM research_staging WHERE (batch, url) IN (
        SELECT batch, url FROM research_staging WHERE staged_at <= now() - interval '1 day'
        LIMIT ${most} FOR UPDATE SKIP LOCKED
      ) RETURNING 1`,
    (rows) => rows.length
  )

interface Moved {
  readonly read: number
  readonly last: string | null
  readonly inserted: number
  readonly written: number
}

/** Moves a page to where documents belong, and counts what became of it; nothing but counts comes back. */
const move = (sql: SqlClient.SqlClient, { keyword, stream }: StagedStore, after: string, empty: boolean) =>
  sql<Moved>`
    WITH page AS MATERIALIZED (
      SELECT * FROM research_staging WHERE batch = ${stream}::uuid AND url > ${after} ORDER BY url LIMIT ${page}
    ), written AS (
      INSERT INTO research_documents AS r (keyword, url, title, body, source, kind, content_hash)
      SELECT ${keyword}, url, title, body, nullif(source, ''), nullif(kind, ''), content_hash FROM page
      ${sql.literal(empty ? "" : InsertBatch.orUpdate)}
      RETURNING xmax = 0 AS inserted
    )
    SELECT (SELECT count(*) FROM page)::int AS read, (SELECT max(url) FROM page) AS last,
           (SELECT count(*) FILTER (WHERE inserted) FROM written)::int AS inserted,
           (SELECT count(*) FROM written)::int AS written`

/** The server was restarted after a crash while the stream was read: what is not logged was emptied. */
const lost = new PgFailure.Unavailable({
  statement: "rolled back",
  retry: "no",
  message:
    "documents that were staged are gone, as after a crash of the server; nothing was stored, so store the stream again"
})

const moveAll = Effect.fnUntraced(function* (sql: SqlClient.SqlClient, request: StagedStore, empty: boolean) {
  let [read, inserted, written] = [0, 0, 0]
  let after: string | null = ""
  while (after !== null) {
    const [moved]: ReadonlyArray<Moved> = yield* move(sql, request, after, empty)
    read += moved?.read ?? 0
    inserted += moved?.inserted ?? 0
    written += moved?.written ?? 0
    after = moved?.read === page ? moved.last : null
    request.onProgress?.(read)
  }
  return { read, inserted, updated: written - inserted }
})

/** Stores a stream, in the transaction that is open: with the same locks in the same order as any store. */
const store = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  request: StagedStore
): Effect.fn.Return<StoreResult, SqlError.SqlError | PgFailure.PgFailure> {
  const { given, idempotencyKey, keyword, stream, timeToLive } = request
  const earlier = yield* IdempotencyKeys.claim(sql, idempotencyKey === undefined ? [] : [idempotencyKey])
  const known = idempotencyKey === undefined ? undefined : earlier.get(idempotencyKey.key)
  if (known !== undefined) return known
  const mark = yield* sql`SELECT FROM research_staging WHERE batch = ${stream}::uuid AND url = '' FOR UPDATE`
  if (mark.length === 0) return yield* Effect.fail(lost)
  const empty = yield* KeywordRows.lock(sql, [keyword])
  const { inserted, read, updated } = yield* moveAll(sql, request, empty.has(keyword))
  yield* KeywordRows.cache(sql, [{ keyword, timeToLive, payload: yield* request.payload(read) }])
  yield* drop(sql, stream)
  const result: StoreResult = { inserted, updated, duplicates: given - inserted - updated }
  yield* IdempotencyKeys.conclude(sql, [[request, result]])
  return result
})

/** In a table that is not logged; its column `batch` holds the id of the stream. */
export const make = (sql: SqlClient.SqlClient): DocumentStaging => ({
  open: (stream) => open(sql, stream),
  put: (stream, place, documents) => put(sql, stream, place, documents),
  store: (request) => sql.withTransaction(store(sql, request)),
  drop: (stream) => drop(sql, stream),
  sweep: (most) => sweep(sql, most)
})
