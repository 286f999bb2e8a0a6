import { Effect } from "effect"
import { SqlClient } from "effect/sql"

/** How a transaction begins. */
export interface TransactionOptions {
  readonly isolation?: "read committed" | "repeatable read" | "serializable"
  readonly readOnly?: boolean
}

/** Begins the one transaction in `effect` with these options; the server's own defaults hold for what is left out. */
export const begun =
  ({ isolation, readOnly }: TransactionOptions) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(
      effect,
      SqlClient.BeginTransaction,
      ["BEGIN", isolation && `ISOLATION LEVEL ${isolation.toUpperCase()}`, readOnly === true && "READ ONLY"]
        .filter(Boolean)
        .join(" ")
    )
