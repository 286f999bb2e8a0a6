import { Effect, Schema } from "effect"
import type { SqlError } from "effect/sql"
import * as PgFailure from "../layers/PgFailure.ts"

/**
 * What a service of the research store fails with: which service and operation, and the reason as the layers
 * observed it. `Effect.catchReason("DataError", "PoolExhausted", …)` handles one reason.
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

/** The input is refused before a connection is taken; `field` says which part of it, `problem` what is wrong. */
export const rejected = (field: string, problem: string): PgFailure.Rejected =>
  new PgFailure.Rejected({ field, statement: "did not run", message: `${field} ${problem}` })

/** Turns what an operation of `service` can fail with into its DataError. */
export const asDataError =
  (service: string, operation: string) =>
  <A, R>(
    effect: Effect.Effect<A, SqlError.SqlError | PgFailure.PgFailure, R>
  ): Effect.Effect<A, DataError, R> =>
    Effect.mapError(
      effect,
      (error) =>
        new DataError({
          service,
          operation,
          reason: error._tag === "SqlError" ? PgFailure.classify(error) : error
        })
    )
