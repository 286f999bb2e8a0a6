import { Context, Effect } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import { type OutcomeUnknown, Rejected } from "../../../layers/failure/PgFailure.ts"
import * as Operation from "../../../layers/resilience/Operation.ts"
import * as Retry from "../../../layers/resilience/Retry.ts"
import { RetryBudget } from "../../../layers/resilience/RetryBudget.ts"
import * as AskedTransaction from "../../../layers/transaction/AskedTransaction.ts"

/** The transaction around the work at hand: who needs one asks for this, and `Transaction.run` provides it. */
export class Current extends Context.Service<
  Current,
  {
    /** The client that the transaction is of. */
    readonly sql: SqlClient.SqlClient
  }
>()("aquifer/Transaction/Current") {}

/** Whether the work at hand is repeated as a whole by the operation that it is part of. */
export const IsRepeated = Context.Reference<boolean>(
  "aquifer/services/repository/transaction/ClientTransaction/IsRepeated",
  { defaultValue: () => false }
)

const openAlready = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "a transaction is open already, and neither its isolation nor its access mode can be changed in it; ask for them where the outermost transaction begins, or leave them out"
  }),
  "begin"
)

type InTransaction = <A, E, R>(
  effect: Effect.Effect<A, E, R>
) => Effect.Effect<A, E | SqlError.SqlError, Exclude<R, Current>>

/** Runs an effect once in a transaction of this client, or behind a savepoint of the one that is open. */
export const once = (
  sql: SqlClient.SqlClient,
  options: AskedTransaction.TransactionOptions
): InTransaction => {
  const owner = sql.transactionService
  const beginning = AskedTransaction.asking(options, owner)
  const asksForMore = options.isolation !== undefined || options.readOnly === true
  return (effect) =>
    Effect.contextWith((context) => {
      const refusal = AskedTransaction.refusal(context, owner)
      if (refusal !== undefined) return refusal
      const transaction = sql.withTransaction(Effect.provideService(effect, Current, { sql }))
      if (!Operation.inTransaction(sql, context)) return beginning(transaction)
      return asksForMore ? Effect.fail(openAlready) : AskedTransaction.owned(owner)(transaction)
    })
}

const budgets = new WeakMap<SqlClient.SqlClient["transactionService"], RetryBudget>()

/** One budget a client: an outage is not amplified by all that is begun on it. */
const budgetOf = ({ transactionService }: SqlClient.SqlClient): RetryBudget => {
  const found = budgets.get(transactionService) ?? new RetryBudget()
  budgets.set(transactionService, found)
  return found
}

/** The same, repeated as a whole unless something around it does that. */
export const repeated = (sql: SqlClient.SqlClient, options: AskedTransaction.TransactionOptions) => {
  const changesNothing = options.readOnly === true
  const safely = Retry.safely({
    idempotent: changesNothing,
    writes: !changesNothing,
    budget: budgetOf(sql)
  })
  const run = once(sql, options)
  return <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | SqlError.SqlError | OutcomeUnknown, Exclude<R, Current>> =>
    Effect.contextWith((context) =>
      Context.get(context, IsRepeated) || Operation.inTransaction(sql, context)
        ? run(effect)
        : safely(run(effect))
    )
}
