import { PgFailure } from "aquifer"
import { Effect } from "effect"
import type { SqlError } from "effect/sql"

/** What a statement failed with, as this package means it. */
export const failureOf = <A, R>(effect: Effect.Effect<A, SqlError.SqlError, R>) =>
  Effect.map(Effect.flip(effect), PgFailure.classify)
