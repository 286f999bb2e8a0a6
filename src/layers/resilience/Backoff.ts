import { Duration, Effect, Random, Schedule } from "effect"

/** Waits `first`, then twice as long each time, and never longer than `most`. */
export const capped = (first: Duration.Input, most: Duration.Input): Schedule.Schedule<Duration.Duration> =>
  Schedule.exponential(first).pipe(
    Schedule.modifyDelay(({ duration }) =>
      Effect.succeed(Duration.min(duration, Duration.fromInputUnsafe(most)))
    )
  )

/**
 * Waits a random time between nothing and a bound that doubles from 25 ms to 1 s.
 *
 * Full jitter: those who failed together do not come back together. (`Schedule.jittered` spreads by a fifth only.)
 */
export const fullJitter: Schedule.Schedule<unknown> = capped("25 millis", "1 second").pipe(
  Schedule.modifyDelay(({ duration }) =>
    Effect.map(Random.next, (random) => Duration.times(duration, random))
  )
)
