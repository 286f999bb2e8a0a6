import type { SqlError } from "effect/sql"
import * as DriverError from "../failure/DriverError.ts"
import * as PgFailure from "../failure/PgFailure.ts"

/** What happened, without the advice for a statement by itself. */
const happened = ({ message }: PgFailure.PgFailure): string => message.split("; ", 1)[0] ?? message

const undone = "COMMIT was not sent, so the transaction was rolled back"

/** What is true of the transaction, as a failure of one of its statements. */
const inTransaction = (failure: PgFailure.PgFailure): PgFailure.PgFailure => {
  const { server, sqlState } = failure
  const fields = {
    statement: "rolled back" as const,
    ...(sqlState === undefined ? undefined : { sqlState }),
    ...(server === undefined ? undefined : { server })
  }
  const ended = `${failure.message}; ${undone}`
  const again = `${happened(failure)}; ${undone}; repeat the whole transaction`
  if (PgFailure.advice(failure) === "unnamed") {
    return new PgFailure.Rejected({ ...fields, retry: "transaction", message: again })
  }
  if (failure.statement !== "unknown") return failure
  switch (failure._tag) {
    case "DeadlineExceeded":
      return new PgFailure.DeadlineExceeded({ ...fields, message: ended })
    case "Unclassified":
      return new PgFailure.Unclassified({ ...fields, message: ended })
    default:
      return PgFailure.advice(failure) === "no"
        ? new PgFailure.Rejected({ ...fields, message: ended })
        : new PgFailure.Unavailable({ ...fields, retry: "transaction", message: again })
  }
}

/** The same error where the statement had been prepared for types that it would not get now. */
export const stale = (error: SqlError.SqlError): SqlError.SqlError => {
  const failure = PgFailure.classify(error)
  const { server, sqlState } = failure
  return DriverError.fromFailure(
    new PgFailure.Rejected({
      statement: "rolled back",
      retry: "transaction",
      ...(sqlState === undefined ? undefined : { sqlState }),
      ...(server === undefined ? undefined : { server }),
      message: `${happened(failure)}; but it had been prepared for other types than it would be now, as the schema has changed; repeat the whole transaction`
    }),
    error.reason.operation ?? "query"
  )
}

/**
 * What an error means before COMMIT was sent: whatever killed the transaction, nothing of it stays.
 *
 * So what would be of unknown outcome by itself was rolled back, and may be repeated with the whole transaction.
 */
export const refine = (error: SqlError.SqlError): SqlError.SqlError => {
  const failure = PgFailure.classify(error)
  const told = inTransaction(failure)
  return told === failure ? error : DriverError.fromFailure(told, error.reason.operation ?? "query")
}
