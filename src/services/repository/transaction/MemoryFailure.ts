import { SqlError } from "effect/sql"
import * as DriverError from "../../../layers/failure/DriverError.ts"
import { Rejected } from "../../../layers/failure/PgFailure.ts"

/** Where there is no database. */
export const noSql = DriverError.fromFailure(
  new Rejected({
    statement: "did not run",
    message:
      "this client has transactions and keys in memory, and knows no SQL; give what runs statements a twin of its own (layerMemory of a Repository), or test it on Postgres (Testing.layer of aquifer/testing)"
  }),
  "query"
)

/** An error as the server says it, so that it is told in the same words. */
const said = (code: string, message: string): { readonly cause: unknown; readonly message: string } => ({
  cause: Object.assign(new Error(message), { code, severity: "ERROR" }),
  message
})

/** Two transactions that wait for each other. */
export const deadlock = DriverError.refine(
  new SqlError.SqlError({ reason: new SqlError.DeadlockError(said("40P01", "deadlock detected")) })
)

/** A statement behind one that failed. */
export const aborted = DriverError.refine(
  new SqlError.SqlError({
    reason: new SqlError.UnknownError(
      said("25P02", "current transaction is aborted, commands ignored until end of transaction block")
    )
  })
)

/** A key that is claimed where nothing may be changed. */
export const readOnly = DriverError.refine(
  new SqlError.SqlError({
    reason: new SqlError.UnknownError(said("25006", "cannot execute INSERT in a read-only transaction"))
  })
)
