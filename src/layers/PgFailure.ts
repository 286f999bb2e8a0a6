import { Schema } from "effect"
import type { SqlError } from "effect/sql"
import * as SqlState from "./SqlState.ts"

/** Whether the statement that failed may have changed anything. */
export const Statement = Schema.Literals(["did not run", "rolled back", "unknown"])
export type Statement = typeof Statement.Type

const observed = {
  /** What happened, with the numbers, the likely cause and the next step; never a password, a parameter or a row. */
  message: Schema.String,
  statement: Statement,
  /** The server's code for it, when a server said so. */
  sqlState: Schema.optionalKey(Schema.String)
}

/** No connection was to be had in time: the gate's wait or queue ran out, or the server or pooler is full. */
export class PoolExhausted extends Schema.TaggedError<PoolExhausted>()("PoolExhausted", observed) {}

/** The server or pooler cannot be reached, is starting up or shutting down; nothing ran. */
export class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", observed) {}

/** The caller's time ran out. */
export class DeadlineExceeded extends Schema.TaggedError<DeadlineExceeded>()("DeadlineExceeded", observed) {}

/** The connection was lost after the statement, or COMMIT, was sent. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", observed) {}

/** Another transaction was in the way: serialization, deadlock or lock timeout; repeat the whole transaction. */
export class Contention extends Schema.TaggedError<Contention>()("Contention", observed) {}

/** The data breaks a constraint of the schema, named when the server names it. */
export class ConstraintViolated extends Schema.TaggedError<ConstraintViolated>()("ConstraintViolated", {
  ...observed,
  constraint: Schema.optionalKey(Schema.String)
}) {}

/** The statement or its data is wrong: bad input (with the field), bad SQL, missing privilege or object. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  ...observed,
  field: Schema.optionalKey(Schema.String)
}) {}

/** The server takes no writes: a standby, or `default_transaction_read_only`. */
export class ReadOnly extends Schema.TaggedError<ReadOnly>()("ReadOnly", observed) {}

/** The server is out of disk, memory or another resource. */
export class StorageFull extends Schema.TaggedError<StorageFull>()("StorageFull", observed) {}

/** Password, user, database, startup parameter or TLS is wrong; repeating it will not help. */
export class Misconfigured extends Schema.TaggedError<Misconfigured>()("Misconfigured", observed) {}

/** Anything else, with the server's code. */
export class Unclassified extends Schema.TaggedError<Unclassified>()("Unclassified", observed) {}

/** Why work on the database failed, and whether the statement may have run. */
export const PgFailure = Schema.Union([
  PoolExhausted,
  Unavailable,
  DeadlineExceeded,
  OutcomeUnknown,
  Contention,
  ConstraintViolated,
  Rejected,
  ReadOnly,
  StorageFull,
  Misconfigured,
  Unclassified
])
export type PgFailure = typeof PgFailure.Type

const isPgFailure = Schema.is(PgFailure)

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

const property = (cause: unknown, name: string): string | undefined =>
  typeof cause === "object" && cause !== null && name in cause
    ? text((cause as Record<string, unknown>)[name])
    : undefined

/**
 * What a driver's error means.
 *
 * A failure that one of our layers raised travels as the error's cause and comes out as it went in. Otherwise the
 * server's SQLSTATE decides; without one, the stage: connecting did not run anything, a connection lost later
 * leaves the outcome unknown. The server's `detail` (row values) is never repeated.
 */
export const classify = ({ reason }: SqlError.SqlError): PgFailure => {
  if (isPgFailure(reason.cause)) return reason.cause
  const sqlState = property(reason.cause, "code")
  const said = property(reason.cause, "message") ?? sqlState ?? reason.message ?? reason._tag
  if (sqlState === "08P01" && reason.operation === "connect") return refusedByPooler(said)
  // Node's EPIPE has five letters too; no class of SQLSTATE begins with an E.
  if (sqlState !== undefined && /^[0-9FHPX][0-9A-Z]{4}$/.test(sqlState)) {
    return fromSqlState(sqlState, said, property(reason.cause, "constraint"))
  }
  switch (reason._tag) {
    case "ConnectionError":
      return reason.operation === "connect"
        ? new Unavailable({ message: `cannot connect: ${said}`, statement: "did not run" })
        : new OutcomeUnknown({ message: `the connection was lost: ${said}`, statement: "unknown" })
    case "AuthenticationError":
      return new Misconfigured({ message: `cannot log in: ${said}`, statement: "did not run" })
    default:
      return new Unclassified({ message: said, statement: "unknown" })
  }
}

/** PgBouncer gives every refusal the same code, so its words have to tell a full pool from a wrong password. */
const refusedByPooler = (said: string): PgFailure => {
  const fields = {
    message: `the pooler refused the connection: ${said}`,
    statement: "did not run",
    sqlState: "08P01"
  } as const
  if (/max_client_conn|connections exceeded|query_wait_timeout/.test(said)) return new PoolExhausted(fields)
  return /authentication|password|user|database|startup parameter|SSL/i.test(said)
    ? new Misconfigured(fields)
    : new Unavailable(fields)
}

const fromSqlState = (sqlState: string, said: string, constraint: string | undefined): PgFailure => {
  const { statement, tag } = SqlState.meaning(sqlState)
  const fields = { message: `${said} (SQLSTATE ${sqlState})`, statement, sqlState }
  switch (tag) {
    case "PoolExhausted":
      return new PoolExhausted(fields)
    case "Unavailable":
      return new Unavailable(fields)
    case "OutcomeUnknown":
      return new OutcomeUnknown(fields)
    case "Contention":
      return new Contention(fields)
    case "ConstraintViolated":
      return new ConstraintViolated(constraint === undefined ? fields : { ...fields, constraint })
    case "Rejected":
      return new Rejected(fields)
    case "ReadOnly":
      return new ReadOnly(fields)
    case "StorageFull":
      return new StorageFull(fields)
    case "Misconfigured":
      return new Misconfigured(fields)
    case "DeadlineExceeded":
      return new DeadlineExceeded(fields)
    case "Unclassified":
      return new Unclassified(fields)
  }
}
