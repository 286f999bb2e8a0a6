import { Clock, Effect } from "effect"

/** The test's clock with a time of day that can be set without time passing. */
export const settableClock = Effect.map(Clock.Clock, (clock) => {
  const set = { byMillis: 0 }
  const millis = () => clock.currentTimeMillisUnsafe() + set.byMillis
  const nanos = () => BigInt(millis()) * 1_000_000n
  const changed: Clock.Clock = {
    ...clock,
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos)
  }
  return { clock: changed, set }
})
