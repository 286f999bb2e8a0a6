import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as Pipeline from "../../../layers/transaction/Pipeline.ts"
import type { Encoded } from "./BulkRows.ts"
import * as BulkStatement from "./BulkStatement.ts"
import type { Column } from "./BulkTable.ts"
import * as ColumnArray from "./ColumnArray.ts"

/** Streams that were never written are forgotten a day after, so many of their columns at a time. */
const swept = 1_000

const sweep = (sql: SqlClient.SqlClient) => sql`
  DELETE FROM aquifer_staging WHERE (stream, share, place) IN (
    SELECT stream, share, place FROM aquifer_staging WHERE staged_at < now() - interval '1 day'
    LIMIT ${swept} FOR UPDATE SKIP LOCKED
  )`

/** Puts a share beside those of its stream; put twice it is there once. */
export const put = (
  sql: SqlClient.SqlClient,
  columns: ReadonlyArray<Column>,
  stream: string,
  share: number,
  rows: ReadonlyArray<Encoded>
): Effect.Effect<void, SqlError.SqlError> => {
  const given = columns.map(({ field, type }, place) => {
    const { value } = ColumnArray.texts(
      type,
      rows.map((row) => row[field])
    )
    return sql`(${stream}::uuid, ${share}::integer, ${place}::integer, ${value}::text[])`
  })
  const insert = sql`
    INSERT INTO aquifer_staging (stream, share, place, given) VALUES ${sql.csv(given)} ON CONFLICT DO NOTHING`
  return share === 0 ? Effect.andThen(sweep(sql), Effect.asVoid(insert)) : Effect.asVoid(insert)
}

export const drop = (sql: SqlClient.SqlClient, stream: string): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(sql`DELETE FROM aquifer_staging WHERE stream = ${stream}::uuid`)

/** The server was restarted after a crash while the stream was read: what is not logged was emptied. */
const lost = new PgFailure.Unavailable({
  statement: "rolled back",
  retry: "no",
  message:
    "rows that were staged are gone, as after a crash of the server; nothing was written, so write the stream again"
})

function* statements(sql: SqlClient.SqlClient, target: BulkStatement.Target, stream: string, shares: number) {
  for (let share = 0; share < shares; share++) {
    const sources = target.columns.map(
      ({ type }, place) => sql`unnest((
        SELECT given FROM aquifer_staging
        WHERE stream = ${stream}::text::uuid AND share = ${String(share)}::text::integer AND place = ${String(place)}::text::integer
      ))::${sql.literal(type.name)}`
    )
    yield BulkStatement.insert(sql, target, sources)
  }
}

/** Writes a staged stream's shares in their order, in the transaction that is open, and forgets them. */
export const write = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  target: BulkStatement.Target,
  stream: string,
  shares: number
): Effect.fn.Return<BulkStatement.Written, SqlError.SqlError | PgFailure.PgFailure> {
  const [found] = yield* sql<{ readonly there: number }>`
    SELECT count(*)::integer AS there FROM aquifer_staging WHERE stream = ${stream}::uuid`
  if (found?.there !== shares * target.columns.length) return yield* Effect.fail(lost)
  let written = BulkStatement.nothing
  yield* Pipeline.run(sql, statements(sql, target, stream, shares), ([counts = []]) => {
    written = BulkStatement.added(written, counts)
  })
  yield* drop(sql, stream)
  return written
})
