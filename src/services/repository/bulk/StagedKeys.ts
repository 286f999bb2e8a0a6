import { Effect } from "effect"
import type { SqlClient, SqlError, Statement } from "effect/sql"
import type { Target, Wanted } from "./BulkStatement.ts"

/** Where a share's rows are named whose key comes again; no column has this place. */
const supersededPlace = -1

/** What a share has of a column. Its parameters are texts, as those of statements that follow each other are. */
export const given = (
  sql: SqlClient.SqlClient,
  stream: string,
  share: number,
  place: number
): Statement.Fragment => sql`
  SELECT given FROM aquifer_staging
  WHERE stream = ${stream}::text::uuid AND share = ${String(share)}::text::integer AND place = ${String(place)}::text::integer`

/** The rows of a share that none of its key follows. */
export const lasting = (sql: SqlClient.SqlClient, stream: string, share: number): Wanted => ({
  nth: sql`generate_subscripts((${given(sql, stream, share, 0)}), 1)`,
  unwanted: sql`SELECT unnest((${given(sql, stream, share, supersededPlace)}))::integer`
})

/** The keys of a stream's rows, and where they are; those with a NULL are never equal to another. */
const keysOf = (places: ReadonlyArray<number>): string => {
  const [first = 0, ...others] = places
  const names = places.map((place) => `k${place}`)
  const joined = others.map(
    (place) => `
  JOIN aquifer_staging AS s${place}
    ON s${place}.stream = s${first}.stream AND s${place}.share = s${first}.share AND s${place}.place = ${place}`
  )
  return `
  SELECT s${first}.share, k.nth, ${names.map((name) => `k.${name} COLLATE "C" AS ${name}`).join(", ")}
  FROM aquifer_staging AS s${first}${joined.join("")},
    unnest(${places.map((place) => `s${place}.given`).join(", ")}) WITH ORDINALITY AS k (${names.join(", ")}, nth)
  WHERE s${first}.stream = $1::uuid AND s${first}.place = ${first} AND ${names.map((name) => `k.${name} IS NOT NULL`).join(" AND ")}`
}

/** Hashed, as the keys of a long stream are more than the server sorts in memory; and most streams end here. */
const anyAgain = (keys: string, key: string): string =>
  `SELECT EXISTS (SELECT FROM (${keys}) AS r GROUP BY ${key} HAVING count(*) > 1) AS again`

/** All but the last of each key, share by share. Nothing is joined, since nobody has statistics of these rows. */
const nameRows = (keys: string, key: string): string => `
  WITH named AS (
    INSERT INTO aquifer_staging (stream, share, place, given)
    SELECT $1::uuid, r.share, ${supersededPlace}, array_agg(r.nth::text)
    FROM (
      SELECT share, nth, row_number() OVER (PARTITION BY ${key} ORDER BY share DESC, nth DESC) AS back
      FROM (${keys}) AS r
    ) AS r WHERE r.back > 1 GROUP BY r.share
    RETURNING cardinality(given) AS rows
  )
  SELECT coalesce(sum(rows), 0)::integer AS superseded FROM named`

/**
 * Names the rows of a stream whose key comes again later in it, share by share, and says how many they are: of a key the
 * last row counts.
 */
export const supersede = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  { columns, conflict }: Target,
  stream: string
): Effect.fn.Return<number, SqlError.SqlError> {
  if (typeof conflict !== "object") return 0
  const places = columns.flatMap(({ field }, place) => (conflict.key.includes(field) ? [place] : []))
  const keys = keysOf(places)
  const key = places.map((place) => `k${place}`).join(", ")
  const [found] = yield* sql.unsafe<{ readonly again: boolean }>(anyAgain(keys, key), [stream])
  if (found?.again !== true) return 0
  const [named] = yield* sql.unsafe<{ readonly superseded: number }>(nameRows(keys, key), [stream])
  return named?.superseded ?? 0
})
