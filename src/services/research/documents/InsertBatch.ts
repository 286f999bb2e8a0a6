import { type Effect, Predicate } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as BinaryArray from "../../../layers/encode/BinaryArray.ts"
import * as Sha256 from "../../../layers/encode/Sha256.ts"
import { utf8Bytes } from "../../../layers/encode/StorableText.ts"
import * as Pipeline from "../../../layers/transaction/Pipeline.ts"
import * as Shares from "../../repository/bulk/Shares.ts"
import { contentHash, type ResearchDocument } from "../model/ResearchDocument.ts"

/** A hash, and what seven arrays add to each row. */
const fixedBytes = Sha256.byteLength + 7 * 4

/** Bytes of a document as it is sent, at most. */
export const documentBytes = ({ body, kind = "", source = "", title, url }: ResearchDocument): number =>
  fixedBytes + utf8Bytes(url) + utf8Bytes(title) + utf8Bytes(body) + utf8Bytes(source) + utf8Bytes(kind)

export interface Row {
  readonly keyword: string
  readonly document: ResearchDocument
}

/** Documents as columns, which is how they travel: one array a column, whatever their number. */
export const columnsOf = (documents: ReadonlyArray<ResearchDocument>) => ({
  url: documents.map(({ url }) => url),
  title: documents.map(({ title }) => title),
  body: documents.map(({ body }) => body),
  source: documents.map(({ source }) => source ?? ""),
  kind: documents.map(({ kind }) => kind ?? ""),
  hash: BinaryArray.bytes(documents.map(contentHash), Sha256.byteLength)
})

/** One value for all rows, which the server need not take apart, or one for each, ready for the wire. */
type Column = string | BinaryArray.BinaryArray

const batchOf = (rows: ReadonlyArray<Row>, room: BinaryArray.ArrayRoom) => {
  const column = (values: ReadonlyArray<string>): Column => {
    const [first = ""] = values
    return values.every((value) => value === first) ? first : BinaryArray.texts(values, room)
  }
  const keywords = rows.map(({ keyword }) => keyword)
  const { body, hash, kind, source, title, url } = columnsOf(rows.map(({ document }) => document))
  return {
    keywords,
    keyword: column(keywords),
    url: column(url),
    title: column(title),
    body: column(body),
    source: column(source),
    kind: column(kind),
    hash
  }
}

/** Rows of one statement. */
export type InsertBatch = ReturnType<typeof batchOf>

/** An unchanged document is left alone: its row is neither rewritten nor returned, which is how duplicates show. */
export const orUpdate = `
  ON CONFLICT (keyword, url) DO UPDATE
  SET title = excluded.title, body = excluded.body, source = excluded.source, kind = excluded.kind,
      content_hash = excluded.content_hash, updated_at = excluded.updated_at
  WHERE r.content_hash <> excluded.content_hash`

/** Arrays are taken apart in the select list: in FROM the server would write them down once more. */
const insert = (sql: SqlClient.SqlClient, batch: InsertBatch, conflict: string) => {
  const each = (column: Column) =>
    Predicate.isString(column) ? sql`${column}::text` : sql`unnest(${column}::text[])`
  return sql`
    INSERT INTO research_documents AS r (keyword, url, title, body, source, kind, content_hash)
    SELECT d.keyword, d.url, d.title, d.body, nullif(d.source, ''), nullif(d.kind, ''), d.hash
    FROM (
      SELECT ${each(batch.keyword)} AS keyword, ${each(batch.url)} AS url, ${each(batch.title)} AS title,
             ${each(batch.body)} AS body, ${each(batch.source)} AS source, ${each(batch.kind)} AS kind,
             unnest(${batch.hash}::bytea[]) AS hash
    ) AS d ${sql.literal(conflict)}`
}

function* batchesOf(rows: Iterable<Row>): Generator<InsertBatch> {
  let last = { keyword: "", bytes: 0 }
  const bytesOf = ({ document, keyword }: Row) => {
    if (keyword !== last.keyword) last = { keyword, bytes: utf8Bytes(keyword) }
    return last.bytes + documentBytes(document)
  }
  const room = new BinaryArray.ArrayRoom()
  for (const batch of Shares.cut(rows, bytesOf)) yield batchOf(batch, room)
}

/** What became of a row that was not left alone. */
interface Found {
  readonly keyword: string
  readonly isNew: boolean
}

/** Sends rows batch by batch; the next one is on its way while the server works on the last. */
export const send = (
  sql: SqlClient.SqlClient,
  rows: Iterable<Row>,
  conflict: string,
  done: (batch: InsertBatch, found: ReadonlyArray<Found>) => void
): Effect.Effect<void, SqlError.SqlError> => {
  const sent: Array<InsertBatch> = []
  function* statements() {
    for (const batch of batchesOf(rows)) {
      sent.push(batch)
      yield insert(sql, batch, conflict)
    }
  }
  return Pipeline.run(sql, statements(), (found) => {
    const batch = sent.shift()
    if (batch === undefined) return
    done(
      batch,
      found.map(([keyword = "", isNew]) => ({ keyword, isNew: isNew === "true" }))
    )
  })
}
