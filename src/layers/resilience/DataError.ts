import { Cause, Predicate, Schema } from "effect"
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
  /** Such as `ResearchCache`, or what the program has named its own. */
  service: Schema.String,
  /** Such as `lookup`: a method of the service. */
  operation: Schema.String,
  /** Why it failed, whether the statement may have run, and whether to try again. */
  reason: PgFailure.PgFailure
}) {
  /** The service, the operation and the reason's own message; never a password, a parameter or a row. */
  override get message(): string {
    return `${this.service}.${this.operation}: ${this.reason.message}`
  }
}

/** What work on the database fails with, classified or not. */
export type Fails = SqlError.SqlError | PgFailure.PgFailure

/** What of the errors of some work is the domain's own, and passes as it is. */
export type Own<E> = Exclude<E, Fails>

/** As far down as causes are followed. */
const depth = 8

const within = (cause: unknown, left: number): PgFailure.PgFailure | undefined => {
  if (!Cause.isCause(cause)) return said(cause, left)
  for (const reason of cause.reasons) {
    const error = Cause.isFailReason(reason)
      ? reason.error
      : Cause.isDieReason(reason)
        ? reason.defect
        : undefined
    const found = said(error, left)
    if (found !== undefined) return found
  }
  return undefined
}

const said = (error: unknown, left: number): PgFailure.PgFailure | undefined => {
  if (PgFailure.isPgFailure(error)) return error
  if (SqlError.isSqlError(error)) return PgFailure.classify(error)
  if (error instanceof DataError) return error.reason
  return left > 0 && Predicate.hasProperty(error, "cause") ? within(error.cause, left - 1) : undefined
}

/**
 * What an error says of the database; nothing where it is a domain's own. One of others that has the database's as its
 * `cause`, such as Effect's `PersistedQueueError`, says what that does.
 */
export const reasonOf = (error: unknown): PgFailure.PgFailure | undefined => said(error, depth)
