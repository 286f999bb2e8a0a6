import { Effect, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgTransaction from "../../../layers/transaction/PgTransaction.ts"
import type { KeyedRequest } from "./KeyedRequest.ts"

/** An idempotency key was used for another request before; nothing was done. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  key: Schema.String
}) {
  override get message(): string {
    return `the key ${JSON.stringify(this.key)} was used for another request; make a new key for each request, and keep it for its repetitions`
  }
}

/** What became of claiming a key: it is ours, was used for the same request before, or for another. */
export type Claim =
  | { readonly _tag: "ours" }
  | { readonly _tag: "repeated"; readonly result: unknown }
  | { readonly _tag: "reused" }

interface ClaimRow {
  readonly is_claimed: boolean
  readonly is_same: boolean
  readonly result: unknown
}

/** Claims a key in the transaction that is open; waits while another transaction has it. */
export const claim = (
  sql: SqlClient.SqlClient,
  partition: string,
  { hash, key, seconds }: KeyedRequest
): Effect.Effect<Claim, SqlError.SqlError> =>
  Effect.map(
    sql<ClaimRow>`
      SELECT is_claimed, is_same, result
      FROM aquifer_operation_claim(${partition}, ${key}, ${hash}, ${seconds}::float8)`,
    ([row]) => {
      if (row === undefined || row.is_claimed) return { _tag: "ours" }
      return row.is_same ? { _tag: "repeated", result: row.result } : { _tag: "reused" }
    }
  )

/** Writes down what the work of a key gave, in the same transaction, which may end with it. */
export const conclude = (
  sql: SqlClient.SqlClient,
  partition: string,
  { key }: KeyedRequest,
  result: string,
  isLast: boolean
): Effect.Effect<void, SqlError.SqlError> => {
  const statement = sql`SELECT aquifer_operation_conclude(${partition}, ${key}, ${result}::json)`
  return Effect.asVoid(isLast ? PgTransaction.last(statement) : statement)
}
