import { Effect, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import type { KeyedRequest } from "../../repository/idempotency/KeyedRequest.ts"
import * as Keys from "../../repository/idempotency/Keys.ts"
import type { StoreResult } from "../model/StoreRequest.ts"

/** What a store gave, as it is kept under its key. */
export const Result = Schema.Struct({
  inserted: Schema.Number,
  updated: Schema.Number,
  duplicates: Schema.Number
})

const decode = Schema.decodeUnknownSync(Result)

export const reusedKey = (): Rejected => rejected("operation", Keys.reused)

/** Takes the keys in the transaction of the data, and gives the results of those that were used before. */
export const claim = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  given: ReadonlyArray<KeyedRequest>
): Effect.fn.Return<ReadonlyMap<string, StoreResult>, SqlError.SqlError | Rejected> {
  const earlier = new Map<string, StoreResult>()
  if (given.length === 0) return earlier
  for (const [key, claim] of yield* Keys.claimAll(sql, given)) {
    if (claim._tag === "reused") return yield* Effect.fail(reusedKey())
    if (claim._tag === "repeated") earlier.set(key, decode(claim.result))
  }
  return earlier
})

/** Writes down the results of the requests that have a key, in the same transaction. */
export const conclude = (
  sql: SqlClient.SqlClient,
  results: Iterable<readonly [{ readonly idempotencyKey: KeyedRequest | undefined }, StoreResult]>
): Effect.Effect<void, SqlError.SqlError> => {
  const keyed = [...results].flatMap(([{ idempotencyKey }, result]) =>
    idempotencyKey === undefined ? [] : [{ ...idempotencyKey, result: JSON.stringify(result) }]
  )
  return keyed.length === 0 ? Effect.void : Keys.concludeAll(sql, keyed, false)
}
