import { Effect, Schema } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import * as PgFailure from "../failure/PgFailure.ts"
import { nameOf } from "./Change.ts"
import * as MissingPrivileges from "./MissingPrivileges.ts"
import { StatementRefused } from "./Statements.ts"

/** Migrating stopped; the schema is as it was before. */
export class MigrationFailed extends Schema.TaggedError<MigrationFailed>()("MigrationFailed", {
  /**
   * That the schema could not be migrated, at which statement of which change, and the reason's message; of a privilege
   * that is missing also the SQL that gives it, and who may run that.
   */
  message: Schema.String,
  /** Why, and what became of the statement that failed. */
  reason: PgFailure.PgFailure,
  /** The change whose statement was refused; absent where it was none of a change. */
  change: Schema.optionalKey(
    Schema.Struct({
      /** The set of changes that it is of, such as `kit`. */
      set: Schema.String,
      /** Its number in the set. */
      id: Schema.Int,
      /** Its name, as its file or its record says it. */
      name: Schema.String
    })
  )
}) {}

type Failure = { readonly message: string; readonly cause?: unknown }

const reasonOf = (error: Failure): PgFailure.PgFailure => {
  if (PgFailure.isPgFailure(error)) return error
  if (SqlError.isSqlError(error)) return PgFailure.classify(error)
  if (SqlError.isSqlError(error.cause)) return PgFailure.classify(error.cause)
  return new PgFailure.Unclassified({ message: error.message, statement: "rolled back" })
}

const migrated = "The schema could not be migrated"

/** What was attempted failed before any statement of a change was sent. */
export const failed = (error: Failure, what = migrated): MigrationFailed => {
  const reason = reasonOf(error)
  return new MigrationFailed({ message: `${what}: ${reason.message}`, reason })
}

/** insufficient_privilege, and invalid_schema_name: a schema that the role may not use is none to it. */
const forbidden: ReadonlySet<unknown> = new Set(["42501", "3F000"])

/** Who is asked what is missing has to have been let in; what cannot be asked is left out. */
const missing = (
  sql: SqlClient.SqlClient,
  reason: PgFailure.PgFailure,
  pending: ReadonlyArray<string>,
  refused: string
): Effect.Effect<string> =>
  "sqlState" in reason && forbidden.has(reason.sqlState)
    ? MissingPrivileges.find(sql, pending, refused).pipe(
        Effect.map(MissingPrivileges.told),
        Effect.orElseSucceed(() => "")
      )
    : Effect.succeed("")

/** The same of a statement, with what the role lacks of the privileges that the statements to come take. */
export const explained = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  pending: ReadonlyArray<string>,
  error: Failure | StatementRefused,
  what = migrated
): Effect.fn.Return<MigrationFailed> {
  if (!(error instanceof StatementRefused)) return failed(error, what)
  const reason = PgFailure.classify(error.error)
  const lacking = yield* missing(sql, reason, pending, error.statement)
  return new MigrationFailed({
    message: `${what}: ${error.where}: ${reason.message}${lacking}`,
    reason,
    ...(error.change === undefined ? undefined : { change: nameOf(error.change) })
  })
})
