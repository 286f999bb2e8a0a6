import { Clock, Effect, type Fiber } from "effect"

/** Milliseconds of a clock that only runs forward, for measuring and for deadlines. */
export const millis = (fiber: Fiber.Fiber<unknown, unknown>): number => millisOf(fiber.getRef(Clock.Clock))

/** The same of a clock. */
export const millisOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6

/** The same of this fiber's clock, as an effect. */
export const now: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)

/**
 * Gives `effect` a clock whose time of day is monotonic too.
 *
 * For library code that measures spans of time by the time of day: set the machine's clock back, and it would wait
 * for hours. It must not write timestamps for people.
 */
export const only = Effect.updateService(Clock.Clock, (clock): Clock.Clock => {
  const currentTimeNanosUnsafe = () => clock.monotonicTimeNanosUnsafe()
  const currentTimeMillisUnsafe = () => Math.floor(Number(clock.monotonicTimeNanosUnsafe()) / 1e6)
  return {
    currentTimeMillisUnsafe,
    currentTimeMillis: Effect.sync(currentTimeMillisUnsafe),
    currentTimeNanosUnsafe,
    currentTimeNanos: Effect.sync(currentTimeNanosUnsafe),
    monotonicTimeNanosUnsafe: currentTimeNanosUnsafe,
    monotonicTimeNanos: Effect.sync(currentTimeNanosUnsafe),
    sleep: (duration) => clock.sleep(duration)
  }
})

/**
 * Runs an effect on the machine's clock, whatever the program's is.
 *
 * For what waits for something outside of the program, such as a server: a test's clock stands still until it is moved, and
 * nobody moves it while a server starts or a pool is closed.
 */
export const inRealTime: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> =
  Effect.provideService(Clock.Clock, Clock.Clock.defaultValue())
