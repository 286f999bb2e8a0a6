import { Duration, Effect, Schedule } from "effect"
import { inRealTime } from "../deadline/Monotonic.ts"
import * as Checkout from "./Checkout.ts"
import type { Gate } from "./Gate.ts"

/** Looks for checkouts held too long, each reported once with where it was taken, unless it is meant to last. */
export const reportLeaks = (gate: Gate, leakAfter: Duration.Duration): Effect.Effect<unknown> =>
  Effect.suspend(() => {
    const leaked = gate.checkouts.filter(
      (checkout) =>
        !checkout.reported &&
        !checkout.lasting &&
        Checkout.heldMillis(checkout) >= Duration.toMillis(leakAfter)
    )
    return Effect.forEach(
      leaked,
      (checkout) => {
        checkout.reported = true
        const { site, span } = Checkout.owner(checkout)
        const where = site === undefined ? span : `${span} at ${site}`
        return Effect.logWarning(
          `pool "${gate.options.name}": a connection has been held for ${Duration.format(Duration.millis(Checkout.heldMillis(checkout)))} by ${where} (POOL_LEAK_AFTER ${Duration.format(leakAfter)})`
        )
      },
      { discard: true }
    )
  }).pipe(Effect.repeat(Schedule.spaced(Duration.min(leakAfter, Duration.seconds(1)))))

/** How long a closing pool waits for the checkouts that are held before it cuts their connections. */
const drainTimeout = Duration.seconds(5)

/** The driver's pool would wait for ever for a checkout that hangs. What ends is a server's answer, in real time. */
export const drained = (gate: Gate): Effect.Effect<void> =>
  Effect.andThen(
    Effect.sync(() => gate.close()),
    Effect.sync(() => gate.used === 0)
  ).pipe(
    Effect.repeat({ until: (empty) => empty, schedule: Schedule.spaced("10 millis") }),
    Effect.timeoutOption(drainTimeout),
    Effect.andThen(
      Effect.sync(() => {
        for (const checkout of gate.checkouts) checkout.cutOff()
      })
    ),
    Effect.interruptible,
    inRealTime
  )
