import { Clock, Effect } from "effect"

/** The real clock, whose time of day can be set as an operator or a time server sets a machine's. */
export interface AdjustableClock extends Clock.Clock {
  /** Milliseconds that its time of day is ahead. */
  ahead: number
}

/** What runs forward is not touched: no setting of a clock does. */
export const make = (): AdjustableClock => {
  const real = Clock.Clock.defaultValue()
  const clock: AdjustableClock = {
    ahead: 0,
    currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe() + clock.ahead,
    currentTimeMillis: Effect.sync(() => clock.currentTimeMillisUnsafe()),
    currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe() + BigInt(clock.ahead) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => clock.currentTimeNanosUnsafe()),
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: real.monotonicTimeNanos,
    sleep: (duration) => real.sleep(duration)
  }
  return clock
}
