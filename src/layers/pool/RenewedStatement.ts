import { Context } from "effect"
import type { Statement } from "effect/sql"

/** A statement's text and parameters. */
type Compiled = ReturnType<Statement.Statement<unknown>["compile"]>

/** Says what a statement says by now; `undefined` where that is what it said when it was asked for. */
export type Renew = () => Compiled | undefined

/**
 * Asked when the single statement at hand has its connection, in the same step in which it is sent.
 *
 * A statement waits for a connection as it was when it was asked for; one that has the rows of many callers may have
 * lost some of them meanwhile. It is not asked in a transaction that is open already, where nothing is waited for.
 */
export const Current = Context.Reference<Renew | undefined>("aquifer/layers/pool/RenewedStatement", {
  defaultValue: () => undefined
})
