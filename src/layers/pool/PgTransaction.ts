import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Asked } from "./AskedTransaction.ts"

/** How a transaction begins. */
export interface TransactionOptions {
  readonly isolation?: "read committed" | "repeatable read" | "serializable"
  readonly readOnly?: boolean
}

/**
 * Begins the one transaction in `effect` with these options; the server's own defaults hold for what is left out.
 *
 * **Errors**
 *
 * Goes around the outermost `withTransaction`. Anywhere else nothing could begin that way: statements and transactions
 * inside are `Rejected` and not sent.
 *
 * **Example** (A transfer that nobody else's disturbs)
 *
 * ```ts
 * import { PgTransaction, PooledPg } from "aquifer"
 * import { Effect } from "effect"
 *
 * const transfer = Effect.flatMap(PooledPg, ({ sql }) =>
 *   sql`UPDATE accounts SET balance = balance - 1 WHERE id = ${1}`.pipe(
 *     sql.withTransaction,
 *     PgTransaction.begun({ isolation: "serializable" })
 *   )
 * )
 * ```
 */
export const begun =
  ({ isolation, readOnly }: TransactionOptions) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const statement = [
      "BEGIN",
      isolation && `ISOLATION LEVEL ${isolation.toUpperCase()}`,
      readOnly === true && "READ ONLY"
    ]
    return Effect.suspend(() =>
      effect.pipe(
        Effect.provideService(SqlClient.BeginTransaction, statement.filter(Boolean).join(" ")),
        Effect.provideService(Asked, { begun: false })
      )
    )
  }
