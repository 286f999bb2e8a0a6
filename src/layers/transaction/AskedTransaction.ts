import { Context, Effect } from "effect"
import type { SqlError } from "effect/sql"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { Followers } from "../socket/Followers.ts"

/** Options that were asked for, and whether a transaction has begun with them. */
export interface Asked {
  begun: boolean
}

/** Those around the work at hand. */
export const Asked = Context.Reference<Asked | undefined>("aquifer/layers/transaction/AskedTransaction", {
  defaultValue: () => undefined
})

/** Whether the statement at hand is the last of its transaction. */
export const IsLast = Context.Reference<boolean>("aquifer/layers/transaction/AskedTransaction/IsLast", {
  defaultValue: () => false
})

/** Statements that follow the one at hand before it is answered. */
export const Following = Context.Reference<Followers | undefined>(
  "aquifer/layers/transaction/AskedTransaction/Following",
  { defaultValue: () => undefined }
)

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
