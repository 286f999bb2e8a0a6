import { Context, Duration, Effect, type Scope } from "effect"
import { type SqlClient, SqlError } from "effect/sql"
import * as Deadline from "../deadline/Deadline.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import * as OperationTimes from "../measure/OperationTimes.ts"
import * as OwnWrites from "../transaction/OwnWrites.ts"
import * as Breaker from "./Breaker.ts"
import { DataError, type Fails, type Own } from "./DataError.ts"
import * as Retry from "./Retry.ts"
import { RetryBudget } from "./RetryBudget.ts"

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

export type { Fails, Own } from "./DataError.ts"

/** Runs an operation of a service: bounded by a deadline, tried again where that is safe, failing with `DataError`. */
export type Run = (
  operation: string,
  options: Options
) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, DataError | Own<E>, R>

const asFailure = (error: Fails): PgFailure.PgFailure =>
  SqlError.isSqlError(error) ? PgFailure.classify(error) : error

const isFails = (error: unknown): error is Fails => SqlError.isSqlError(error) || PgFailure.isPgFailure(error)

/** Makes something of what the database failed with, and leaves what the domain did. */
const mapFails =
  <F>(f: (error: Fails) => F) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, F | Own<E>, R> =>
    Effect.mapError(effect, (error) => (isFails(error) ? f(error) : (error as Own<E>))) // it is none of the others

/** A write that was cut off by its deadline after it was sent may have taken effect: that is not merely late. */
const honest = (failure: PgFailure.PgFailure, kind: Kind): PgFailure.PgFailure =>
  failure._tag === "DeadlineExceeded" && failure.statement === "unknown" && !reads.has(kind)
    ? new PgFailure.OutcomeUnknown({
        statement: "unknown",
        message: `${failure.message}; it may have taken effect`
      })
    : failure

/** Splits a name such as `Products.save` into service and operation, which is `otherwise` where there is none in it. */
export const named = (name: string, otherwise: string): readonly [service: string, operation: string] => {
  const dot = name.lastIndexOf(".")
  return dot < 0 ? [name, otherwise] : [name.slice(0, dot), name.slice(dot + 1)]
}

/** How long an operation of a kind may take. */
export const timeFor = (kind: Kind): Duration.Duration => deadlines[kind]

/** What stands between the operations of a service and the database: one breaker, one budget of retries. */
export type Protection = (
  repeatable: Pick<Retry.RetryOptions, "idempotent" | "writes">
) => <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, PgFailure.PgFailure | Own<E>, R>

/** Makes the protection of a service; each attempt passes the breaker. */
export const makeProtection: Effect.Effect<Protection, never, Scope.Scope> = Effect.map(
  Breaker.make,
  (breaker) => {
    const budget = new RetryBudget()
    return (repeatable) => (effect) =>
      effect.pipe(mapFails(asFailure), breaker.protect, Retry.safely({ ...repeatable, budget }))
  }
)

/** A failure as that of an operation. */
export const failed =
  (service: string, operation: string, kind: Kind) =>
  (failure: Fails): DataError =>
    new DataError({ service, operation, reason: honest(asFailure(failure), kind) })

/** Whether this context is inside a transaction of `sql`. */
export const inTransaction = (
  sql: Pick<SqlClient.SqlClient, "transactionService"> | undefined,
  context: Context.Context<never>
): boolean => sql !== undefined && Context.getOrUndefined(context, sql.transactionService) !== undefined

/** A write by itself is one that later reads see; transactions count theirs. */
const ended = <A, E, R>(write: Effect.Effect<A, E, R>, context: Context.Context<never>) =>
  Effect.onExitPrimitive(write, () => OwnWrites.ended(context))

const unchanged = <A, E, R>(work: Effect.Effect<A, E, R>) => work

/** Bounds, protects and repeats an operation's work, whose failures are not the operation's yet. */
export type Bound = (
  operation: string,
  options: Options
) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E | PgFailure.PgFailure, R>

/**
 * Makes the one place where a service's work on the database is bounded, protected and repeated.
 *
 * The deadline is around all attempts. Inside a caller's transaction neither it nor the protection applies: only the whole
 * transaction could be repeated, and its caller decides that.
 */
export const bounding =
  (service: string, protect: Protection, sql?: Pick<SqlClient.SqlClient, "transactionService">): Bound =>
  (operation, { extra = Duration.zero, idempotent, kind }) => {
    const isRead = reads.has(kind)
    const attempt = protect({ idempotent: idempotent ?? isRead, writes: !isRead })
    const counted = kind === "write" ? ended : unchanged
    const within = Deadline.within(Duration.sum(deadlines[kind], extra), `${service}.${operation}`)
    return <A, E, R>(work: Effect.Effect<A, E, R>) =>
      Effect.withFiber(({ context }): Effect.Effect<A, E | PgFailure.PgFailure, R> =>
        inTransaction(sql, context) ? work : counted(within(attempt(work)), context)
      )
  }

/** Times all that an operation does, and makes the database's failures the operation's. */
export const reported = (service: string, operation: string, kind: Kind) => {
  const fail = mapFails(failed(service, operation, kind))
  const timed = OperationTimes.timed(`${service}.${operation}`)
  return <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, DataError | Own<E>, R> =>
    timed(fail(effect))
}

/** Runs the operations of a service that has its protection already. */
export const running = (
  service: string,
  protect: Protection,
  sql?: Pick<SqlClient.SqlClient, "transactionService">
): Run => {
  const bound = bounding(service, protect, sql)
  return (operation, options) => {
    const bounded = bound(operation, options)
    const report = reported(service, operation, options.kind)
    return (effect) => report(bounded(effect))
  }
}

/** Makes what runs the operations of a service. */
export const make = (
  service: string,
  sql?: Pick<SqlClient.SqlClient, "transactionService">
): Effect.Effect<Run, never, Scope.Scope> =>
  Effect.map(makeProtection, (protect) => running(service, protect, sql))

/** A step after others that have handled so many rows: when it fails, it is not true that nothing was done. */
export const after =
  (rows: number) =>
  <A, R>(step: Effect.Effect<A, DataError, R>): Effect.Effect<A, DataError, R> =>
    rows === 0
      ? step
      : Effect.mapError(step, ({ operation, reason, service }) => {
          const message = `${rows} rows had been handled when a later step failed: ${reason.message}`
          const partly = new PgFailure.OutcomeUnknown({ statement: "unknown", message })
          return new DataError({ service, operation, reason: partly })
        })

/** Repeats what handles up to `most` rows until it finds fewer, and says how many it handled in all. */
export const inBatches = Effect.fnUntraced(function* <R>(
  most: number,
  batch: Effect.Effect<number, DataError, R>
) {
  let total = 0
  let handled = most
  while (handled === most) {
    handled = yield* after(total)(batch)
    total += handled
  }
  return total
})
