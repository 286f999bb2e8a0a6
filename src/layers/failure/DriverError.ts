import { Predicate } from "effect"
import { SqlError } from "effect/sql"
import * as PgFailure from "./PgFailure.ts"
import { withoutStack } from "./withoutStack.ts"

/** A failure of ours as the `SqlError` that `SqlClient` can fail with; it travels as the cause and comes out whole. */
export const fromFailure = (failure: PgFailure.PgFailure, operation: string): SqlError.SqlError =>
  withoutStack(
    () =>
      new SqlError.SqlError({
        reason: reasonOf(failure, { cause: failure, message: failure.message, operation })
      })
  )

type Fields = { readonly cause: unknown; readonly message: string; readonly operation: string }

/** The reason of `effect/sql` whose `isRetryable` is right: nothing that may have run is worth a blind retry. */
const reasonOf = (failure: PgFailure.PgFailure, fields: Fields): SqlError.SqlErrorReason => {
  switch (failure._tag) {
    case "PoolExhausted":
    case "Unavailable":
      return new SqlError.ConnectionError(fields)
    case "Misconfigured":
      return new SqlError.AuthenticationError(fields)
    default:
      return new SqlError.UnknownError(fields)
  }
}

/** Reasons that the driver gets right, and that `effect/sql` and its users tell apart by name. */
const kept: ReadonlySet<string> = new Set([
  "UniqueViolation",
  "ConstraintError",
  "DeadlockError",
  "SerializationError",
  "LockTimeoutError",
  "SqlSyntaxError",
  "AuthorizationError"
])

/** What the server said of a row that it refused. It holds the row's values: nobody may tell it to anybody. */
const details = new WeakMap<PgFailure.PgFailure, string>()

const keepDetail = (failure: PgFailure.PgFailure, cause: unknown): void => {
  if (failure._tag !== "ConstraintViolated" || !Predicate.hasProperty(cause, "detail")) return
  if (Predicate.isString(cause.detail)) details.set(failure, cause.detail)
}

/** The detail of a violated constraint, such as `Failing row contains (a-1, -5).`, in the server's language. */
export const detailOf = (failure: PgFailure.PgFailure): string => details.get(failure) ?? ""

/**
 * The driver's error as what it means.
 *
 * Its cause becomes our failure, which says whether the statement ran and holds no row of the server's; a reason that
 * the driver calls retryable though the statement may have run, or not retryable though it did not, is replaced.
 */
export const refine = (error: SqlError.SqlError): SqlError.SqlError => {
  const failure = PgFailure.classify(error)
  if (failure === error.reason.cause) return error
  keepDetail(failure, error.reason.cause)
  const fields = { cause: failure, message: failure.message, operation: error.reason.operation ?? "query" }
  return new SqlError.SqlError({
    reason: kept.has(error.reason._tag) ? withFields(error.reason, fields) : reasonOf(failure, fields)
  })
}

const withFields = (reason: SqlError.SqlErrorReason, fields: Fields): SqlError.SqlErrorReason => {
  switch (reason._tag) {
    case "UniqueViolation":
      return new SqlError.UniqueViolation({ ...fields, constraint: reason.constraint })
    case "ConstraintError":
      return new SqlError.ConstraintError(fields)
    case "DeadlockError":
      return new SqlError.DeadlockError(fields)
    case "SerializationError":
      return new SqlError.SerializationError(fields)
    case "LockTimeoutError":
      return new SqlError.LockTimeoutError(fields)
    case "SqlSyntaxError":
      return new SqlError.SqlSyntaxError(fields)
    default:
      return new SqlError.AuthorizationError(fields)
  }
}
