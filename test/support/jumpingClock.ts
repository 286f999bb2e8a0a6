import { Clock, Effect } from "effect"

/** The real clock, which can be set forward: whoever waits on it need not wait in fact. */
export const jumpingClock = Effect.map(Clock.Clock, (real) => {
  let ahead = 0
  const millis = () => real.currentTimeMillisUnsafe() + ahead
  const nanos = () => real.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
  const monotonic = () => real.monotonicTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) => real.sleep(duration)
  }
  /** Whoever sleeps already sleeps on. */
  const jump = (byMillis: number) => Effect.sync(() => void (ahead += byMillis))
  return { clock, jump }
})
