import * as Schema from "effect/Schema"
import { Advice, Statement } from "./known/Verdict.ts"

export { Advice, Statement, type Tag } from "./known/Verdict.ts"

/** How far a statement had come. */
export const Phase = Schema.Literals(["queued", "connecting", "running", "committing"])
export type Phase = typeof Phase.Type

const shared = {
  /** What happened, with the numbers, the likely cause and the next step; never a password, a parameter or a row. */
  message: Schema.String,
  /** The server's code for it, when a server said so. */
  sqlState: Schema.optionalKey(Schema.String),
  /** Whether to try again, where that differs from what the reason itself advises; read it with `advice`. */
  retry: Schema.optionalKey(Advice),
  /** Where in the server it arose, for debugging. */
  server: Schema.optionalKey(
    Schema.Struct({
      /** ERROR, FATAL or PANIC; absent when none came with it. */
      severity: Schema.optionalKey(Schema.String),
      /** The C function of Postgres that raised it; absent of what a pooler says. */
      routine: Schema.optionalKey(Schema.String)
    })
  )
}

const observed = {
  ...shared,
  /** Whether the statement, or the transaction that it was in, may have changed anything. */
  statement: Statement
}

/** No connection was to be had in time: the gate's wait or queue ran out, or the server or pooler is full. */
export class PoolExhausted extends Schema.TaggedError<PoolExhausted>()("PoolExhausted", observed) {}

/** The server or pooler cannot be reached, is starting up or shutting down; nothing ran. */
export class Unavailable extends Schema.TaggedError<Unavailable>()("Unavailable", observed) {}

/** The time ran out that the caller, or a timeout of the server, allows; `phase` says when, if that is known. */
export class DeadlineExceeded extends Schema.TaggedError<DeadlineExceeded>()("DeadlineExceeded", {
  ...observed,
  /** How far the statement had come; absent when the session ended while no statement was on its way. */
  phase: Schema.optionalKey(Phase)
}) {}

/** The connection was lost after the statement, or COMMIT, was sent. */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>()("OutcomeUnknown", observed) {}

/** Another transaction was in the way: serialization, deadlock or lock timeout; repeat the whole transaction. */
export class Contention extends Schema.TaggedError<Contention>()("Contention", observed) {}

/** The data breaks a constraint of the schema, named when the server names it. */
export class ConstraintViolated extends Schema.TaggedError<ConstraintViolated>()("ConstraintViolated", {
  ...observed,
  /** The constraint's name in the schema; absent when the server gives none, or a function's own RAISE gave it. */
  constraint: Schema.optionalKey(Schema.String)
}) {}

/** The statement or its data is wrong: bad input (with the field), bad SQL, missing privilege or object. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  ...observed,
  /** What of the input is wrong, such as `rows[3].sku` or `$2`, or the column that the server names; absent of bad SQL. */
  field: Schema.optionalKey(Schema.String)
}) {}

/**
 * The SQL needs a session of its own and this is the pooled endpoint, so it was not sent: which rule it breaks,
 * what to write instead, and where in the SQL it says so.
 */
export class SessionStateRequired extends Schema.TaggedError<SessionStateRequired>()("SessionStateRequired", {
  ...shared,
  /** It was not sent, so nothing has changed. */
  statement: Schema.Literal("did not run"),
  /** What of the SQL needs a session, by the guard's name for it, such as `SET` or `LISTEN`. */
  rule: Schema.String,
  /** What to write instead. */
  remedy: Schema.String,
  /** Where in the SQL, as a character's index from 0. */
  position: Schema.optionalKey(Schema.Number)
}) {}

/** The server takes no writes: a standby, or `default_transaction_read_only`. */
export class ReadOnly extends Schema.TaggedError<ReadOnly>()("ReadOnly", observed) {}

/** The server is out of disk, memory or another resource. */
export class StorageFull extends Schema.TaggedError<StorageFull>()("StorageFull", observed) {}

/** Password, user, database, startup parameter or TLS is wrong; repeating it will not help. */
export class Misconfigured extends Schema.TaggedError<Misconfigured>()("Misconfigured", observed) {}

/** Anything else, with the server's code. */
export class Unclassified extends Schema.TaggedError<Unclassified>()("Unclassified", observed) {}

/** Why work on the database failed, whether the statement may have run, and whether to try again. */
export const PgFailure = Schema.Union([
  PoolExhausted,
  Unavailable,
  DeadlineExceeded,
  OutcomeUnknown,
  Contention,
  ConstraintViolated,
  Rejected,
  SessionStateRequired,
  ReadOnly,
  StorageFull,
  Misconfigured,
  Unclassified
])
export type PgFailure = typeof PgFailure.Type

/** Whether a value is one of the reasons. */
export const isPgFailure: (value: unknown) => value is PgFailure = Schema.is(PgFailure)
