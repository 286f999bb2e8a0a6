import { Context, Duration, Effect, type Scope } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import * as Breaker from "../layers/Breaker.ts"
import * as Deadline from "../layers/Deadline.ts"
import * as PgFailure from "../layers/PgFailure.ts"
import * as Retry from "../layers/Retry.ts"
import { RetryBudget } from "../layers/RetryBudget.ts"
import { DataError } from "./DataError.ts"

/** What an operation does to the database; it decides how long it may take and what may be repeated. */
export type Kind = "read" | "batch" | "write" | "transaction" | "report"

/** Longer than a healthy operation of its kind takes under load, short enough to notice that it is not. */
const deadlines: Record<Kind, Duration.Duration> = {
  read: Duration.seconds(2),
  batch: Duration.seconds(5),
  write: Duration.seconds(3),
  transaction: Duration.seconds(10),
  report: Duration.seconds(35) // its statement timeout of 30 s comes first
}

const reads: ReadonlySet<Kind> = new Set(["read", "batch", "report"])

export interface Options {
  readonly kind: Kind
  /** Whether running it twice is the same as running it once; reads are, unless told otherwise. */
  readonly idempotent?: boolean
  /** Time beyond what its kind gets, for the size of the work. */
  readonly extra?: Duration.Duration
}

type Fails = SqlError.SqlError | PgFailure.PgFailure

/** Runs an operation of a service: bounded by a deadline, tried again where that is safe, failing with `DataError`. */
export type Run = (
  operation: string,
  options: Options
) => <A, R>(effect: Effect.Effect<A, Fails, R>) => Effect.Effect<A, DataError, R>

const asFailure = (error: Fails): PgFailure.PgFailure =>
  error._tag === "SqlError" ? PgFailure.classify(error) : error

/** A write that was cut off by its deadline after it was sent may have taken effect: that is not merely late. */
const honest = (failure: PgFailure.PgFailure, kind: Kind): PgFailure.PgFailure =>
  failure._tag === "DeadlineExceeded" && failure.statement === "unknown" && !reads.has(kind)
    ? new PgFailure.OutcomeUnknown({
        statement: "unknown",
        message: `${failure.message}; it may have taken effect`
      })
    : failure

/**
 * Makes the one place where a service's work on the database is bounded, guarded and repeated.
 *
 * Each attempt passes the breaker; the deadline is around all of them. Inside a caller's transaction neither applies:
 * only the whole transaction could be repeated, and its caller decides that.
 */
export const make = Effect.fnUntraced(function* (
  service: string,
  sql?: SqlClient.SqlClient
): Effect.fn.Return<Run, never, Scope.Scope> {
  const breaker = yield* Breaker.make
  const budget = new RetryBudget()
  return (operation, { extra = Duration.zero, idempotent, kind }) =>
    (effect) =>
      Effect.contextWith((context) => {
        const inTransaction =
          sql !== undefined && Context.getOrUndefined(context, sql.transactionService) !== undefined
        const attempt = Effect.mapError(effect, asFailure)
        const bounded = inTransaction
          ? attempt
          : attempt.pipe(
              breaker.guard,
              Retry.safely({ idempotent: idempotent ?? reads.has(kind), budget }),
              Deadline.within(Duration.sum(deadlines[kind], extra))
            )
        return Effect.mapError(
          bounded,
          (failure) => new DataError({ service, operation, reason: honest(failure, kind) })
        )
      })
})

/** Repeats what handles up to `most` rows until it finds fewer, and says how many it handled in all. */
export const inBatches = Effect.fnUntraced(function* <E, R>(
  most: number,
  batch: Effect.Effect<number, E, R>
) {
  let total = 0
  let handled = most
  while (handled === most) {
    handled = yield* batch
    total += handled
  }
  return total
})
