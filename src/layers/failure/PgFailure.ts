import * as Cause from "effect/Cause"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as SqlError from "effect/sql/SqlError"
import { diagnose } from "./Diagnosis.ts"
import { isName, sentence } from "./FailureMessage.ts"
import * as SqlState from "./known/SqlState.ts"
import { usual, type Verdict } from "./known/Verdict.ts"
import { type Observation, observe } from "./Observation.ts"
import * as Reason from "./Reason.ts"

export { type Explanation, explain } from "./reading/Explanation.ts"
export {
  Advice,
  ConstraintViolated,
  Contention,
  DeadlineExceeded,
  isPgFailure,
  Misconfigured,
  OutcomeUnknown,
  PgFailure,
  Phase,
  PoolExhausted,
  ReadOnly,
  Rejected,
  SessionStateRequired,
  Statement,
  StorageFull,
  type Tag,
  Unavailable,
  Unclassified
} from "./Reason.ts"

/** The reasons that have nothing to say beside what all have. */
const plain = {
  PoolExhausted: Reason.PoolExhausted,
  Unavailable: Reason.Unavailable,
  OutcomeUnknown: Reason.OutcomeUnknown,
  Contention: Reason.Contention,
  ReadOnly: Reason.ReadOnly,
  StorageFull: Reason.StorageFull,
  Misconfigured: Reason.Misconfigured,
  Unclassified: Reason.Unclassified
} as const

const make = (observation: Observation, verdict: Verdict, message: string): Reason.PgFailure => {
  const { column, constraint, routine, severity, sqlState, stage } = observation
  const { reason, retry, statement } = verdict
  const named = (name: string | undefined): name is string =>
    name !== undefined && isName(name) && !SqlState.raisedByUser.has(routine ?? "")
  const server = {
    ...(severity === undefined ? undefined : { severity }),
    ...(routine === undefined ? undefined : { routine })
  }
  const fields = {
    message,
    statement,
    ...(sqlState === undefined ? undefined : { sqlState }),
    ...(retry === usual[reason].retry ? undefined : { retry }),
    ...(Object.keys(server).length === 0 ? undefined : { server })
  }
  switch (reason) {
    case "ConstraintViolated":
      return new Reason.ConstraintViolated({ ...fields, ...(named(constraint) ? { constraint } : undefined) })
    case "Rejected":
      return new Reason.Rejected({ ...fields, ...(named(column) ? { field: column } : undefined) })
    case "DeadlineExceeded":
      return new Reason.DeadlineExceeded({ ...fields, ...(stage === "idle" ? undefined : { phase: stage }) })
    case "SessionStateRequired": // a rule of ours: no server says so
      return new Reason.Rejected(fields)
    default:
      return new plain[reason](fields)
  }
}

const published = (error: SqlError.SqlError): Reason.PgFailure => {
  const observation = observe(error)
  const found = diagnose(observation)
  return make(observation, found.verdict, sentence(observation, found))
}

/** As far down as causes are followed. */
const depth = 8

/** The failure or the driver's error that a value is, or carries as its reason or cause. */
const carried = (value: unknown, left = depth): Reason.PgFailure | SqlError.SqlError | undefined => {
  if (left === 0 || !Predicate.isObject(value)) return undefined
  if (Reason.isPgFailure(value)) return value
  const inner =
    carried(Predicate.hasProperty(value, "reason") ? value.reason : undefined, left - 1) ??
    carried(Predicate.hasProperty(value, "cause") ? value.cause : undefined, left - 1)
  return inner ?? (SqlError.isSqlError(value) ? value : undefined)
}

/**
 * What a driver's error means: why it failed, whether the statement may have run, and whether to try again.
 *
 * A failure that one of our layers raised travels as the error's cause and comes out as it went in. Otherwise the
 * SQLSTATE decides, the words only where a pooler's code says nothing, and the stage at which it arrived: what failed
 * while connecting, or while no statement was on its way, did not run.
 *
 * What comes out carries nothing of the server's detail, hint, context or query, and no parameter, row or
 * credential; of the server's own words it repeats those of class 42 alone, with everything cut that may be a value.
 *
 * **Example** (Why an insert failed)
 *
 * ```ts
 * import { PgFailure } from "aquifer"
 * import { Effect } from "effect"
 * import { SqlClient } from "effect/sql"
 *
 * const insert = (sku: string) =>
 *   Effect.flatMap(SqlClient.SqlClient, (sql) => sql`INSERT INTO products (sku) VALUES (${sku})`).pipe(
 *     Effect.mapError(PgFailure.classify),
 *     Effect.catchTag("ConstraintViolated", ({ constraint }) => Effect.logInfo(`taken: ${constraint}`))
 *   )
 * ```
 */
export const classify = (error: SqlError.SqlError): Reason.PgFailure => {
  const found = carried(error)
  return Reason.isPgFailure(found) ? found : published(found ?? error)
}

/**
 * The failure in a `Cause`: of the first error that is one or carries one, else of the first such defect. The driver
 * turns a connection that dies inside a transaction into a defect. None when it has nothing to do with the database.
 */
export const ofCause = (cause: Cause.Cause<unknown>): Option.Option<Reason.PgFailure> => {
  const values = [
    ...cause.reasons.filter(Cause.isFailReason).map(({ error }) => error),
    ...cause.reasons.filter(Cause.isDieReason).map(({ defect }) => defect)
  ]
  for (const value of values) {
    const found = carried(value)
    if (found !== undefined) return Option.some(Reason.isPgFailure(found) ? found : published(found))
  }
  return Option.none()
}

/** Whether, and how, to try again after a failure; decide by this and by its `statement`, never by its message. */
export const advice = (failure: Reason.PgFailure): Reason.Advice => failure.retry ?? usual[failure._tag].retry
