import { Context, Effect, type Fiber } from "effect"
import type { SqlError } from "effect/sql"
import * as DriverError from "../failure/DriverError.ts"
import { classify, Rejected } from "../failure/PgFailure.ts"

/** An identity as transactions take it. */
export interface Identity {
  readonly role: string | undefined
  readonly partition: string
  /** What goes behind BEGIN, or why nobody can be that. */
  readonly settings: ReadonlyArray<string> | Rejected
}

/** The one that the work at hand is done under. */
export const Current = Context.Reference<Identity | undefined>("aquifer/layers/transaction/Identity", {
  defaultValue: () => undefined
})

/**
 * What tells the identity at hand from others: equal texts may share what they read, different ones must not; `""` where
 * there is none. Whoever keeps or shares answers reads it beside the key.
 */
export const Partition = Context.Reference<string>("aquifer/layers/transaction/Identity/Partition", {
  defaultValue: () => ""
})

/** Why no transaction begins under an identity. */
export const refusal = (
  identity: Identity | undefined
): Effect.Effect<never, SqlError.SqlError> | undefined => {
  const settings = identity?.settings ?? []
  return "_tag" in settings ? Effect.fail(DriverError.fromFailure(settings, "identity")) : undefined
}

/** Whether a fiber works under an identity. */
export const isOf = (identity: Identity | undefined, fiber: Fiber.Fiber<unknown, unknown>): boolean =>
  (identity?.partition ?? "") === fiber.getRef(Partition)

/** A name as SQL reads it. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A context with the identity of another one. */
export const carried = <R>(to: Context.Context<R>, from: Context.Context<never>): Context.Context<R> =>
  to.pipe(
    Context.add(Current, Context.get(from, Current)),
    Context.add(Partition, Context.get(from, Partition))
  )

const refused = (message: string): SqlError.SqlError =>
  DriverError.fromFailure(new Rejected({ statement: "did not run", message }), "identity")

/** A statement in a transaction that was begun under another identity. */
export const foreign: SqlError.SqlError = refused(
  "the transaction around this statement was begun under another identity, or under none, and cannot change it; put Identity.as around the whole transaction"
)

/** What is more than one statement, and no transaction. */
export const unbounded: SqlError.SqlError = refused(
  "an identity holds for a transaction, and this is none; under Identity.as read a stream, or hold a session, inside sql.withTransaction"
)

/** What the error means with which the server refused to begin a transaction under an identity. */
export const unavailable = (error: SqlError.SqlError, { role }: Identity): SqlError.SqlError => {
  const { sqlState } = classify(error)
  if (role === undefined || (sqlState !== "42501" && sqlState !== "22023")) return error
  const name = quotedName(role)
  return DriverError.fromFailure(
    new Rejected({
      statement: "did not run",
      sqlState,
      message:
        sqlState === "42501"
          ? `the connection's user may not become the role ${name}; write GRANT ${name} TO the user of the URL, as the owner`
          : `there is no role ${name} to become; correct Identity.as, or CREATE ROLE ${name} NOLOGIN and grant it to the user of the URL`
    }),
    "identity"
  )
}
