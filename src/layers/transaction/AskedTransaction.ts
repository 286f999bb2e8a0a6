import { Context, Effect } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import * as DriverError from "../failure/DriverError.ts"
import { Rejected } from "../failure/PgFailure.ts"
import type { Followers } from "../socket/wire/Followers.ts"

/** How a transaction begins. */
export interface TransactionOptions {
  /** The server's own unless given, which is read committed. */
  readonly isolation?: "read committed" | "repeatable read" | "serializable" | undefined
  /** Whether it writes nothing, which the server holds it to; it may write unless given. */
  readonly readOnly?: boolean | undefined
}

/** Which client a transaction is of. */
type Owner = SqlClient.SqlClient["transactionService"]

/** Options that were asked for, and whether a transaction has begun with them. */
export interface Asked {
  begun: boolean
  /** The client that it is of, where statements of others are refused. */
  readonly owner?: Owner
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

const foreign = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "this statement is of another pool than the transaction around it, so it would commit by itself, whatever becomes of the transaction; run it by the client that the transaction is of, or wrap it in Transaction.outside"
  }),
  "query"
)

/**
 * What is run where options were asked for and no transaction has begun with them is refused, before it is sent; so is
 * what would be no part of the transaction around it.
 */
export const refusal = (
  context: Context.Context<never>,
  owner: Owner
): Effect.Effect<never, SqlError.SqlError> | undefined => {
  const asked = Context.getOrUndefined(context, Asked)
  if (asked === undefined) return undefined
  if (!asked.begun) return Effect.fail(misplaced)
  return asked.owner === undefined || asked.owner === owner ? undefined : Effect.fail(foreign)
}

/** A transaction begins here with what was asked for, unless that is refused. */
export const beginning = (
  context: Context.Context<never>,
  owner: Owner
): Effect.Effect<never, SqlError.SqlError> | undefined => {
  const asked = Context.getOrUndefined(context, Asked)
  if (asked === undefined) return undefined
  if (asked.owner !== undefined && asked.owner !== owner) return Effect.fail(foreign)
  asked.begun = true
  return undefined
}

/** Begins the one transaction in `effect` with these options, and refuses other clients in it where it has an owner. */
export const asking = ({ isolation, readOnly }: TransactionOptions, owner?: Owner) => {
  const statement = [
    "BEGIN",
    isolation && `ISOLATION LEVEL ${isolation.toUpperCase()}`,
    readOnly === true && "READ ONLY"
  ]
  const begin = statement.filter(Boolean).join(" ")
  return <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() =>
      effect.pipe(
        Effect.provideService(SqlClient.BeginTransaction, begin),
        Effect.provideService(Asked, { begun: false, ...(owner === undefined ? undefined : { owner }) })
      )
    )
}

/** Where other clients are refused in the transaction that is open already. */
export const owned = (owner: Owner) => Effect.provideService(Asked, { begun: true, owner })

/** Runs an effect as if it were in no transaction. */
export const outside = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.updateContext(effect, (context: Context.Context<R>) => {
    const owner = Context.getOrUndefined(context, Asked)?.owner
    const left = owner === undefined ? context : (Context.omit(owner)(context) as Context.Context<R>) // which asks for no transaction
    return Context.add(left, Asked, undefined)
  })
