import { Duration, Effect, type Fiber, Schedule } from "effect"
import * as CurrentDeadline from "../deadline/CurrentDeadline.ts"
import * as Monotonic from "../deadline/Monotonic.ts"
import * as PgFailure from "../failure/PgFailure.ts"
import { fullJitter } from "./Backoff.ts"
import { reasonOf } from "./DataError.ts"
import type { RetryBudget } from "./RetryBudget.ts"

/** Two retries after the first attempt: who fails three times is not unlucky. */
const faultRetries = 2

/**
 * Nine after the first attempt: of many that want one row at once one is served at a time, and the pauses that grow to a
 * second make room for each.
 */
const conflictRetries = 9

/** The end of the attempts comes first: what will not be repeated must take nothing from the budget. */
const schedule = Schedule.upTo(fullJitter, { times: conflictRetries })

/** The server rolled it back for another transaction: a serialization failure or a deadlock, and no lock waited for in vain. */
const lostConflict = (failure: PgFailure.PgFailure): boolean =>
  failure._tag === "Contention" && failure.sqlState?.startsWith("40") === true

/**
 * Whether trying again is safe and may help.
 *
 * What did not run, or was rolled back by a conflict, is tried again; what may have run only when repeating it changes
 * nothing. A full gate is not: the caller has waited its time already.
 */
export const worthwhile = (failure: PgFailure.PgFailure, idempotent: boolean): boolean => {
  if (failure.statement === "unknown" && !idempotent) return false
  switch (PgFailure.advice(failure)) {
    case "backoff":
      // Without a code it is our own gate's word, not the server's or the pooler's.
      return failure._tag !== "PoolExhausted" || failure.sqlState !== undefined
    case "transaction":
    case "other connection": // the pool has replaced the one that failed
    case "unnamed": // and names no statements any more
      return true
    case "with key":
      return idempotent
    default:
      return false
  }
}

/** An attempt may have been done, and those after it say nothing of it. */
const unresolved = (
  first: PgFailure.PgFailure,
  last: PgFailure.PgFailure | undefined
): PgFailure.OutcomeUnknown =>
  new PgFailure.OutcomeUnknown({
    statement: "unknown",
    ...(first.sqlState === undefined ? undefined : { sqlState: first.sqlState }),
    message: `an attempt may have taken effect (${first.message}), and a later one did not${last === undefined ? "" : ` (${last.message})`}`
  })

export interface RetryOptions {
  /** Whether running it twice is the same as running it once. */
  readonly idempotent: boolean
  /** Whether it changes anything, so that it matters what became of an attempt that was lost. */
  readonly writes: boolean
  readonly budget: RetryBudget
}

/** Whether to try again, of one operation's failures, one after the other. */
const deciding = ({ budget, idempotent }: RetryOptions, fiber: Fiber.Fiber<unknown, unknown>) => {
  const deadline = fiber.getRef(CurrentDeadline.Current)
  let faults = 0
  return (failure: PgFailure.PgFailure, pause: Duration.Duration): boolean => {
    if (!worthwhile(failure, idempotent)) return false
    const isConflict = lostConflict(failure)
    if (!isConflict && ++faults > faultRetries) return false
    const now = Monotonic.millis(fiber)
    // Whoever would be late anyhow is told why, and not that the time ran out.
    if (now + Duration.toMillis(pause) >= CurrentDeadline.expiryFor(deadline, fiber)) return false
    return budget.take(now, isConflict ? "conflict" : "fault")
  }
}

/**
 * Tries an operation up to three times, and up to ten times where what it failed with was a conflict with another
 * transaction; within its deadline and the budget. What a domain fails with by itself is not repeated, unless the
 * database's failure is its cause; it then comes out as it is after the last attempt.
 *
 * Once an attempt of a write was of unknown outcome, so is the whole, unless a later one succeeds.
 */
export const safely =
  (options: RetryOptions) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | PgFailure.OutcomeUnknown, R> =>
    Effect.withFiber((fiber) => {
      options.budget.request(Monotonic.millis(fiber))
      let lost: PgFailure.PgFailure | undefined
      const honest = (error: E) => {
        const failure = reasonOf(error)
        return options.writes && lost !== undefined && failure?.statement !== "unknown"
          ? unresolved(lost, failure)
          : error
      }
      // The machinery of a schedule is for those who fail.
      return Effect.catch(effect, (failure) => {
        const decide = deciding(options, fiber)
        let first = true
        const attempt = Effect.suspend(() => {
          if (!first) return effect
          first = false
          return Effect.fail(failure)
        })
        const again = ({ duration, input }: { readonly duration: Duration.Duration; readonly input: E }) => {
          const failure = reasonOf(input)
          if (failure?.statement === "unknown") lost ??= failure
          return failure !== undefined && decide(failure, duration)
        }
        const whileWorthwhile = Schedule.while(Schedule.passthrough(schedule), again)
        return Effect.mapError(Effect.retry(attempt, whileWorthwhile), honest)
      })
    })
