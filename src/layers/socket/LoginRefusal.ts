import { SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"
import type { PgServerFatal } from "./PgSocketError.ts"

/**
 * Whether every further login will be refused like this one until somebody changes a setting: a wrong password, an
 * unknown user or database. A server that is full or starting up refuses too, and lets us in a moment later.
 */
export const isLasting = (cause: PgServerFatal): boolean => {
  const reason = new SqlError.ConnectionError({ cause, message: cause.message, operation: "connect" })
  return PgFailure.classify(new SqlError.SqlError({ reason }))._tag === "Misconfigured"
}
