import { Clock, Duration, Effect, Schema } from "effect"
import type { Rejected } from "../../../layers/failure/PgFailure.ts"
import { rejected } from "../../../layers/resilience/DataError.ts"
import * as InputCheck from "./InputCheck.ts"

const dayMillis = Duration.toMillis(Duration.days(1))

/** The day of a time, in UTC: `2026-01-31`. */
export const dayOf = (millis: number): string => new Date(millis).toISOString().slice(0, 10)

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text)) && dayOf(Date.parse(text)) === text

const Day = Schema.String.check(
  Schema.makeFilter((text) => (isDay(text) ? undefined : "is no day; write YYYY-MM-DD"))
)

/** Days in UTC, the first and the last included. */
export const ResearchPeriod = Schema.Struct({
  /** The first day, such as `2026-01-01`. */
  from: Day,
  /** The last day, such as `2026-01-31`; not before the first, and no more than 3,660 days with it. */
  to: Day
})
export type ResearchPeriod = typeof ResearchPeriod.Type

/** Ten years; a report has a line for each day. */
const maxDays = 3_660

const length = ({ from, to }: ResearchPeriod): number => (Date.parse(to) - Date.parse(from)) / dayMillis + 1

/** Checks a period before a connection is taken. */
export const decode = (input: ResearchPeriod): Effect.Effect<ResearchPeriod, Rejected> =>
  Effect.flatMap(InputCheck.decode(ResearchPeriod, "period")(input), (period) => {
    const days = length(period)
    if (days < 1) return Effect.fail(rejected("period.to", "is before period.from"))
    return days > maxDays
      ? Effect.fail(rejected("period", `is longer than ${maxDays.toLocaleString("en")} days`))
      : Effect.succeed(period)
  })

/** Every day of the period, in order. */
export const days = (period: ResearchPeriod): ReadonlyArray<string> =>
  Array.from({ length: length(period) }, (_, index) => dayOf(Date.parse(period.from) + index * dayMillis))

/**
 * The last so many days, today included.
 *
 * **Example** (The last thirty days)
 *
 * ```ts
 * import { ResearchPeriod } from "aquifer/research"
 * import { Effect } from "effect"
 *
 * const days = Effect.map(ResearchPeriod.last(30), ResearchPeriod.days)
 * ```
 */
export const last = (count: number): Effect.Effect<ResearchPeriod> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    from: dayOf(now - (count - 1) * dayMillis),
    to: dayOf(now)
  }))
