import { Schema } from "effect"
import * as PgFailure from "../failure/PgFailure.ts"

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
