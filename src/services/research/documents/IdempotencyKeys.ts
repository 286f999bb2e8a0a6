import { Duration, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import type { CheckedIdempotencyKey } from "../model/CheckedStore.ts"
import type { StoreResult } from "../model/StoreRequest.ts"

/** How long an idempotency key is kept. */
export const keyTimeToLive = Duration.days(1)

export const reusedKey = (): Rejected =>
  rejected(
    "operation",
    "was used for another request; make a new key for each request, and keep it for its retries"
  )

/**
 * Takes the keys in the transaction of the data, and gives the results of those that were used before. The second
 * request with a key waits here until the first has committed, and then finds its result.
 */
export const claim = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  given: ReadonlyArray<CheckedIdempotencyKey>
): Effect.fn.Return<ReadonlyMap<string, StoreResult>, SqlError.SqlError | Rejected> {
  const earlier = new Map<string, StoreResult>()
  if (given.length === 0) return earlier
  const ordered = given.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const keys = ordered.map(({ key }) => key)
  const requests = ordered.map(({ request }) => request)
  const claimed = yield* sql<{ readonly operation: string }>`
    INSERT INTO research_operations AS o (operation, request_hash, expires_at)
    SELECT operation, request, now() + ${Duration.toSeconds(keyTimeToLive)} * interval '1 second'
    FROM unnest(${keys}::text[], ${requests}::bytea[]) AS given (operation, request)
    ORDER BY operation COLLATE "C"
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
    if (!same) return yield* Effect.fail(reusedKey())
    earlier.set(operation, result)
  }
  return earlier
})

/** Writes down the results of the requests that have a key, in the same transaction. */
export const conclude = (
  sql: SqlClient.SqlClient,
  results: Iterable<readonly [{ readonly idempotencyKey: CheckedIdempotencyKey | undefined }, StoreResult]>
): Effect.Effect<void, SqlError.SqlError> => {
  const keyed = [...results].flatMap(([{ idempotencyKey }, result]) =>
    idempotencyKey === undefined ? [] : [{ key: idempotencyKey.key, result: JSON.stringify(result) }]
  )
  return keyed.length === 0
    ? Effect.void
    : Effect.asVoid(sql`
        UPDATE research_operations AS o SET result = given.result::jsonb
        FROM unnest(${keyed.map(({ key }) => key)}::text[], ${keyed.map(({ result }) => result)}::text[])
          AS given (operation, result)
        WHERE o.operation = given.operation`)
}

/** Deletes up to `most` keys that have expired, passing over those that are locked. */
export const forget = (sql: SqlClient.SqlClient, most: number): Effect.Effect<number, SqlError.SqlError> =>
  Effect.map(
    sql`
      DELETE FROM research_operations WHERE operation IN (
        SELECT operation FROM research_operations WHERE expires_at <= now()
        ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
      ) RETURNING 1`,
    (rows) => rows.length
  )
