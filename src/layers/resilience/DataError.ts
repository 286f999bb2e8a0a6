import { Schema } from "effect"
import { SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"

export { rejected } from "../failure/rejected.ts"

/**
 * What an operation of a service fails with: which service and operation, and the reason as the layers observed it.
 * `Effect.catchReason("DataError", "PoolExhausted", …)` handles one reason.
 *
 * **Example** (One reason is handled, and the others pass)
 *
 * ```ts
 * import { DataError } from "aquifer"
 * import { Effect } from "effect"
 *
 * declare const products: Effect.Effect<ReadonlyArray<string>, DataError>
 *
 * const orNothing = products.pipe(
 *   Effect.catchReason("DataError", "PoolExhausted", () => Effect.succeed([]))
 * )
 * ```
 */
export class DataError extends Schema.TaggedError<DataError>()("DataError", {
  service: Schema.String,
  operation: Schema.String,
  reason: PgFailure.PgFailure
}) {
  override get message(): string {
    return `${this.service}.${this.operation}: ${this.reason.message}`
  }
}

/** What work on the database fails with, classified or not. */
export type Fails = SqlError.SqlError | PgFailure.PgFailure

/** What of the errors of some work is the domain's own, and passes as it is. */
export type Own<E> = Exclude<E, Fails>

/** What an error says of the database; nothing where it is a domain's own. */
export const reasonOf = (error: unknown): PgFailure.PgFailure | undefined => {
  if (PgFailure.isPgFailure(error)) return error
  if (SqlError.isSqlError(error)) return PgFailure.classify(error)
  return error instanceof DataError ? error.reason : undefined
}
