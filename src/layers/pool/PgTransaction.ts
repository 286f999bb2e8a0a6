import { Context, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"

/** How a transaction begins. */
export interface TransactionOptions {
  readonly isolation?: "read committed" | "repeatable read" | "serializable"
  readonly readOnly?: boolean
}

/** Options that were asked for, and whether a transaction has begun with them. */
interface Asked {
  begun: boolean
}

const Asked = Context.Reference<Asked | undefined>("aquifer/layers/pool/PgTransaction/Asked", {
  defaultValue: () => undefined
})

const misplaced = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "PgTransaction.begun is not around a transaction that begins, so its isolation and access mode would not hold; write effect.pipe(sql.withTransaction, PgTransaction.begun(…)), around the outermost transaction"
  }),
  "begin"
)

/** What is run where options were asked for and no transaction has begun with them is refused, before it is sent. */
export const refusal = (
  context: Context.Context<never>
): Effect.Effect<never, SqlError.SqlError> | undefined =>
  Context.getOrUndefined(context, Asked)?.begun === false ? Effect.fail(misplaced) : undefined

/** A transaction begins here with what was asked for. */
export const beginning = (context: Context.Context<never>): void => {
  const asked = Context.getOrUndefined(context, Asked)
  if (asked !== undefined) asked.begun = true
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
