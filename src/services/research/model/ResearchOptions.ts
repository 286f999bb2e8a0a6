import { Duration, Effect } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { checkDuration, checkTimeToLive, type StoreOptions } from "./TimeToLive.ts"

/** How long what research found is fresh, what it did not find is known, and what is old is served. */
export interface ResearchOptions extends StoreOptions {
  /** How long it is remembered that there is nothing; a minute unless told otherwise. */
  readonly absenceTimeToLive?: Duration.Input | undefined
  /**
   * Stale while revalidate: an entry that expired no longer ago than this is answered at once and researched anew
   * behind the caller; unless given, what has expired is no answer.
   */
  readonly staleFor?: Duration.Input | undefined
}

/** What was not there a minute ago may be there now. */
export const defaultAbsenceTimeToLive = Duration.minutes(1)

/** How long a known absence lives, checked. */
export const checkAbsenceTimeToLive = (
  options: Pick<ResearchOptions, "absenceTimeToLive"> | undefined
): Effect.Effect<Duration.Duration, Rejected> =>
  checkDuration("absenceTimeToLive", options?.absenceTimeToLive ?? defaultAbsenceTimeToLive)

/** Checks all of them, and gives for how long what has expired is an answer. */
export const checkStaleFor = (
  options: ResearchOptions | undefined
): Effect.Effect<Duration.Duration, Rejected> =>
  checkDuration("staleFor", options?.staleFor ?? 0).pipe(
    Effect.tap(checkTimeToLive(options)),
    Effect.tap(checkAbsenceTimeToLive(options))
  )
