import { Duration, Effect, Option } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"

/** How long what is stored is fresh. */
export interface StoreOptions {
  /** How long lookups find the entry; a day unless told otherwise, at most a hundred years. */
  readonly timeToLive?: Duration.Input | undefined
}

/** Research of the day before is fresh enough for an article. */
export const defaultTimeToLive = Duration.days(1)

const longest = Duration.days(36_525)

/** A duration that a caller gave, or why it is refused. */
export const checkDuration = (
  field: string,
  input: Duration.Input
): Effect.Effect<Duration.Duration, Rejected> => {
  const given = Option.getOrUndefined(Duration.fromInput(input))
  return given === undefined ||
    Number.isNaN(input) ||
    Duration.isNegative(given) ||
    Duration.isGreaterThan(given, longest)
    ? Effect.fail(rejected(field, "is no duration from 0 to 100 years"))
    : Effect.succeed(given)
}

/** How long an entry of the cache lives, checked; whoever stores documents writes one too. */
export const checkTimeToLive = (
  options: StoreOptions | undefined
): Effect.Effect<Duration.Duration, Rejected> =>
  checkDuration("timeToLive", options?.timeToLive ?? defaultTimeToLive)
