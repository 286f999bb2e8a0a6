import { Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../../../layers/failure/PgFailure.ts"
import * as Pipeline from "../../../layers/transaction/Pipeline.ts"
import { roughBytes } from "../commit/roughBytes.ts"
import type { Encoded } from "./BulkRows.ts"
import * as BulkStatement from "./BulkStatement.ts"
import * as ColumnArray from "./ColumnArray.ts"
import * as Shares from "./Shares.ts"
import * as StagedKeys from "./StagedKeys.ts"

/** Columns of streams that were never written, deleted at a time. */
const swept = 1_000

/**
 * Forgets up to `most` columns of streams that were never written, a day after, and says how many.
 *
 * What sweeps chooses its rows in an array, which is made once. Of a table that seems to be empty, as one does that mostly is,
 * the planner would join them instead, and choose up to `most` others for each row that it looks at.
 */
export const sweep = (sql: SqlClient.SqlClient, most: number): Effect.Effect<number, SqlError.SqlError> =>
  Effect.map(
    sql`
      DELETE FROM aquifer_staging WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM aquifer_staging WHERE staged_at < now() - interval '1 day'
        LIMIT ${most} FOR UPDATE SKIP LOCKED
      )) RETURNING 1`,
    (rows) => rows.length
  )

/** Puts a share beside those of its stream; put twice it is there once. */
const put = (
  sql: SqlClient.SqlClient,
  { columns }: Pick<BulkStatement.Target, "columns">,
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
  return share === 0 ? Effect.andThen(sweep(sql, swept), Effect.asVoid(insert)) : Effect.asVoid(insert)
}

/** Puts rows behind the shares of their stream that there are, and gives how many there are then. */
export const stage = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  target: BulkStatement.Target,
  stream: string,
  rows: ReadonlyArray<Encoded>,
  shares: number
): Effect.fn.Return<number, SqlError.SqlError> {
  let share = shares
  for (const some of Shares.cut(rows, roughBytes)) {
    yield* put(sql, target, stream, share++, BulkStatement.ordered(target, some))
  }
  return share
})

export const drop = (sql: SqlClient.SqlClient, stream: string): Effect.Effect<void, SqlError.SqlError> =>
  Effect.asVoid(sql`DELETE FROM aquifer_staging WHERE stream = ${stream}::uuid`)

/** The server was restarted after a crash while the stream was read: what is not logged was emptied. */
const lost = new PgFailure.Unavailable({
  statement: "rolled back",
  retry: "no",
  message:
    "rows that were staged are gone, as after a crash of the server; nothing was written, so write the stream again"
})

function* statements(
  sql: SqlClient.SqlClient,
  target: BulkStatement.Target,
  stream: string,
  shares: number,
  superseded: number
) {
  for (let share = 0; share < shares; share++) {
    const given = (place: number) => StagedKeys.given(sql, stream, share, place)
    const sources = target.columns.map(
      ({ type }, place) => sql`unnest((${given(place)}))::${sql.literal(type.name)}`
    )
    yield superseded === 0
      ? BulkStatement.insert(sql, target, sources)
      : BulkStatement.insert(sql, target, sources, StagedKeys.lasting(sql, stream, share))
  }
}

/** What became of a stream, and how many of its rows there were, of a key the last alone. */
export interface Staged extends BulkStatement.Written {
  readonly rows: number
}

/**
 * Writes a staged stream's shares in their order, in the transaction that is open, and forgets them. `onProgress` is told
 * how many rows have been written so far.
 */
export const write = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  target: BulkStatement.Target,
  stream: string,
  shares: number,
  onProgress?: (rows: number) => void
): Effect.fn.Return<Staged, SqlError.SqlError | PgFailure.PgFailure> {
  const [found] = yield* sql<{ readonly there: number; readonly rows: ReadonlyArray<number> }>`
    SELECT count(*)::integer AS there,
           array_agg(cardinality(given) ORDER BY share) FILTER (WHERE place = 0) AS rows
    FROM aquifer_staging WHERE stream = ${stream}::uuid`
  if (found?.there !== shares * target.columns.length) return yield* Effect.fail(lost)
  const superseded = yield* StagedKeys.supersede(sql, target, stream)
  const rows = found.rows.reduce((sum, share) => sum + share, 0) - superseded
  const lengths = found.rows.values()
  let [written, sent] = [BulkStatement.nothing, 0]
  yield* Pipeline.run(sql, statements(sql, target, stream, shares, superseded), ([counts = []]) => {
    written = BulkStatement.added(written, counts)
    sent += lengths.next().value ?? 0
    onProgress?.(Math.min(sent, rows))
  })
  yield* drop(sql, stream)
  return { ...written, rows }
})
