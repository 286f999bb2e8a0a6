import { Effect, Schema } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as PgTransaction from "../../../layers/transaction/PgTransaction.ts"
import type { KeyedRequest, StoredKey } from "./KeyedRequest.ts"

/** What is wrong with a key that was used for another request. */
export const reused =
  "was used for another request; make a new key for each request, and keep it for its repetitions"

/** An idempotency key was used for another request before; nothing was done. */
export class KeyReused extends Schema.TaggedError<KeyReused>()("KeyReused", {
  /** The key that the caller gave. */
  key: Schema.String
}) {
  /** Which key, and what to do instead. */
  override get message(): string {
    return `the key ${JSON.stringify(this.key)} ${reused}`
  }

  /**
   * What loggers and `inspect` show, which leave out a message that is made of the fields.
   *
   * @internal
   */
  override toJSON(): unknown {
    return { ...this, message: this.message }
  }
}

/** What became of claiming a key: it is ours, was used for the same request before, or for another. */
export type Claim<Result = unknown> =
  | { readonly _tag: "ours" }
  | { readonly _tag: "repeated"; readonly result: Result }
  | { readonly _tag: "reused" }

interface ClaimRow {
  readonly operation: string
  readonly is_claimed: boolean
  readonly is_same: boolean
  readonly result: unknown
}

/** Where the keys of a client are: in its database, or in memory. */
export interface Keys {
  /** Claims a key in the transaction that is open; waits while another transaction has it. */
  readonly claim: (request: KeyedRequest) => Effect.Effect<Claim, SqlError.SqlError>
  /** Writes down what the work of a key gave, as JSON, in the same transaction, which may end with it. */
  readonly conclude: (
    request: KeyedRequest,
    result: string,
    isLast: boolean
  ) => Effect.Effect<void, SqlError.SqlError>
}

const ours: Claim = { _tag: "ours" }

const claimOf = ({ is_claimed, is_same, result }: ClaimRow): Claim => {
  if (is_claimed) return ours
  return is_same ? { _tag: "repeated", result } : { _tag: "reused" }
}

/** What is the same of keys that are claimed or concluded together: they are of one caller. */
const commonOf = ([first]: ReadonlyArray<StoredKey>) => ({
  partition: first?.partition ?? "",
  seconds: first?.seconds ?? 0
})

/**
 * Claims keys of one caller, of which no two are the same, in the transaction that is open; waits while another
 * transaction has one of them.
 */
export const claimAll = (
  sql: SqlClient.SqlClient,
  requests: ReadonlyArray<KeyedRequest>
): Effect.Effect<ReadonlyMap<string, Claim>, SqlError.SqlError> => {
  const { partition, seconds } = commonOf(requests)
  return Effect.map(
    sql<ClaimRow>`
      SELECT operation, is_claimed, is_same, result
      FROM aquifer_operations_claim(
        ${partition}, ${requests.map(({ key }) => key)}::text[], ${requests.map(({ hash }) => hash)}::bytea[],
        ${seconds}::float8
      )`,
    (rows) => new Map(rows.map((row) => [row.operation, claimOf(row)]))
  )
}

/** Writes down what the work of keys gave, as JSON, in the same transaction, which may end with it. */
export const concludeAll = (
  sql: SqlClient.SqlClient,
  results: ReadonlyArray<StoredKey & { readonly result: string }>,
  isLast: boolean
): Effect.Effect<void, SqlError.SqlError> => {
  const { partition } = commonOf(results)
  const statement = sql`
    SELECT aquifer_operations_conclude(
      ${partition}, ${results.map(({ key }) => key)}::text[], ${results.map(({ result }) => result)}::text[]::json[]
    )`
  return Effect.asVoid(isLast ? PgTransaction.last(statement) : statement)
}

const inPostgres = (sql: SqlClient.SqlClient): Keys => ({
  claim: (request) => Effect.map(claimAll(sql, [request]), (claims) => claims.get(request.key) ?? ours),
  conclude: (request, result, isLast) => concludeAll(sql, [{ ...request, result }], isLast)
})

/** Those of clients that have no database. */
const elsewhere = new WeakMap<SqlClient.SqlClient["transactionService"], Keys>()

/** Has a client's keys kept there. */
export const keep = ({ transactionService }: SqlClient.SqlClient, keys: Keys): void => {
  elsewhere.set(transactionService, keys)
}

/** Where a client's keys are. */
export const of = (sql: SqlClient.SqlClient): Keys => elsewhere.get(sql.transactionService) ?? inPostgres(sql)

/** Deletes up to `most` keys that have expired, passing over those that are locked; chosen as `BulkStaging.sweep` does. */
export const forget = (sql: SqlClient.SqlClient, most: number): Effect.Effect<number, SqlError.SqlError> =>
  Effect.map(
    sql`
      DELETE FROM aquifer_operations WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM aquifer_operations WHERE expires_at <= now()
        ORDER BY expires_at LIMIT ${most} FOR UPDATE SKIP LOCKED
      )) RETURNING 1`,
    (rows) => rows.length
  )
