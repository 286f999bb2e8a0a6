import { Schema } from "effect"
import * as PgFailure from "../failure/PgFailure.ts"

export { rejected } from "../failure/rejected.ts"

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
