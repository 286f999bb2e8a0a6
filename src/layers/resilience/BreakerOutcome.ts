import { Cause, Effect, Exit, type Fiber, Option } from "effect"
import { CircuitBreaker } from "effect/persistence"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Deadline from "../deadline/Deadline.ts"
import type { PgFailure } from "../failure/PgFailure.ts"
import { reasonOf } from "./DataError.ts"

/**
 * Whether a failure says that the server or the way to it is in trouble, rather than the statement, the data, or a caller who
 * was not `patient`.
 */
const isInfrastructure = (failure: PgFailure, patient: boolean): boolean => {
  switch (failure._tag) {
    case "Unavailable":
    case "OutcomeUnknown":
      return true
    case "PoolExhausted":
      return failure.sqlState !== undefined
    case "DeadlineExceeded":
      return patient && (failure.statement !== "did not run" || failure.phase === "connecting")
    default:
      return false
  }
}

/** What it counts for: nothing, unless it says something of the server. */
const judge = <A, E>(exit: Exit.Exit<A, E>, patient: boolean): Effect.Effect<CircuitBreaker.Outcome> => {
  if (Exit.isSuccess(exit)) return Effect.succeed(CircuitBreaker.success)
  const error = Cause.findErrorOption(exit.cause)
  if (Option.isSome(error)) {
    const failure = reasonOf(error.value)
    const counts = failure !== undefined && isInfrastructure(failure, patient)
    return Effect.succeed(counts ? CircuitBreaker.failure() : CircuitBreaker.ignored)
  }
  if (!patient || !Cause.hasInterruptsOnly(exit.cause)) return Effect.succeed(CircuitBreaker.ignored)
  // Interrupted: by a deadline that passed after our own queue, which counts, or by a caller who changed their mind.
  return Effect.map(Effect.all([CurrentDeadline.Current, Deadline.remaining]), ([deadline, left]) =>
    left > 0 || deadline?.progress.phase === "queued" ? CircuitBreaker.ignored : CircuitBreaker.failure()
  )
}

/** What came of protected work, as a value, since the breaker ignores whatever was interrupted. */
export interface Executed<A, E, R> {
  readonly outcome: CircuitBreaker.Outcome
  /** What it failed with; undefined where it was interrupted too. */
  readonly failure: PgFailure | undefined
  readonly answer: Effect.Effect<A, E, R>
}

const failureOf = (exit: Exit.Exit<unknown, unknown>): PgFailure | undefined =>
  Exit.isSuccess(exit)
    ? undefined
    : Option.getOrUndefined(Option.map(Cause.findErrorOption(exit.cause), reasonOf))

/** Whether work has had time enough by now. */
export type Patience = (fiber: Fiber.Fiber<unknown, unknown>) => boolean

/** What came of work that has ended. */
export const judged = <A, E>(
  exit: Exit.Exit<A, E>,
  patient: Patience
): Effect.Effect<Executed<A, E, never>> =>
  Effect.withFiber((fiber) =>
    Effect.map(judge(exit, patient(fiber)), (outcome) => ({
      outcome,
      failure: failureOf(exit),
      answer: exit
    }))
  )

/** Lets an effect be interrupted as its caller may be. */
export type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Runs work to its end, however that is. */
export const executed = <A, E, R>(
  work: Effect.Effect<A, E, R>,
  restore: Restore,
  patient: Patience
): Effect.Effect<Executed<A, E, R>, never, R> =>
  Effect.flatMap(Effect.exit(restore(work)), (exit) => judged(exit, patient))
