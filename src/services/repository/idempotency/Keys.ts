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

/** Where the keys of a client are: in its database, or in memory. */
export interface Keys {
  /** Claims a key in the transaction that is open; waits while another transaction has it. */
  readonly claim: (partition: string, request: KeyedRequest) => Effect.Effect<Claim, SqlError.SqlError>
  /** Writes down what the work of a key gave, in the same transaction, which may end with it. */
  readonly conclude: (
    partition: string,
    request: KeyedRequest,
    result: string,
    isLast: boolean
  ) => Effect.Effect<void, SqlError.SqlError>
}

const inPostgres = (sql: SqlClient.SqlClient): Keys => ({
  claim: (partition, { hash, key, seconds }) =>
    Effect.map(
      sql<ClaimRow>`
        SELECT is_claimed, is_same, result
        FROM aquifer_operation_claim(${partition}, ${key}, ${hash}, ${seconds}::float8)`,
      ([row]) => {
        if (row === undefined || row.is_claimed) return { _tag: "ours" }
        return row.is_same ? { _tag: "repeated", result: row.result } : { _tag: "reused" }
      }
    ),
  conclude: (partition, { key }, result, isLast) => {
    const statement = sql`SELECT aquifer_operation_conclude(${partition}, ${key}, ${result}::json)`
    return Effect.asVoid(isLast ? PgTransaction.last(statement) : statement)
  }
})

/** Those of clients that have no database. */
const elsewhere = new WeakMap<SqlClient.SqlClient["transactionService"], Keys>()

/** Has a client's keys kept there. */
export const keep = ({ transactionService }: SqlClient.SqlClient, keys: Keys): void => {
  elsewhere.set(transactionService, keys)
}

/** Where a client's keys are. */
export const of = (sql: SqlClient.SqlClient): Keys => elsewhere.get(sql.transactionService) ?? inPostgres(sql)
