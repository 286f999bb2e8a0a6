import type { SqlClient, SqlConnection } from "effect/sql"
import type { SessionGuard } from "../guard/SessionGuard.ts"
import { SingleSession } from "../transaction/SingleSession.ts"
import type { ConditionOf } from "../transaction/TransactionBounds.ts"
import { GatedConnection, type WithSession } from "./GatedConnection.ts"

type Under = (condition: ConditionOf) => SqlConnection.Connection

/** By what tells a client's transactions from others. */
const made = new WeakMap<SqlClient.SqlClient["transactionService"], Under>()

/** To be called by a pool whose sessions no two statements share at once. */
export const register = (
  { transactionService }: Pick<SqlClient.SqlClient, "transactionService">,
  lend: WithSession,
  guard: SessionGuard | undefined
): void => {
  made.set(
    transactionService,
    (condition) =>
      new GatedConnection(
        (run) =>
          lend((session) =>
            session instanceof SingleSession ? session.under(condition, () => run(session)) : run(session)
          ),
        guard
      )
  )
}

/** A connection of a client's pool whose single statements are answered under a condition; none where they share sessions. */
export const of = (
  { transactionService }: Pick<SqlClient.SqlClient, "transactionService">,
  condition: ConditionOf
): SqlConnection.Connection | undefined => made.get(transactionService)?.(condition)
