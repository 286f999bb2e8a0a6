import { Clock, Effect } from "effect"
import { type Check, orUnchecked, Unchecked } from "../deployment/Deployment.ts"
import { family, found } from "../deployment/Finding.ts"

/** This machine's clock against the database's. */
export const rules = family({
  "clock-skew": {
    severity: "warning",
    reason:
      "Entries expire too early or too late, and times of one machine cannot be compared with those of another.",
    remedy: "Synchronise the clock of the machine that is wrong (chrony, systemd-timesyncd)."
  }
})

/** Clocks that are synchronised differ by milliseconds, and no expiry here depends on a second. */
const tolerated = 1000

/** The difference of the clocks, less what the answer's way may account for. */
export const check: Check = {
  name: "clock: this machine's against the database's",
  run: Effect.fnUntraced(function* (deployment) {
    const direct = yield* deployment.direct
    return yield* Effect.gen(function* () {
      const { rows } = yield* direct.session
      const sent = yield* Clock.currentTimeMillis
      const [row] = yield* orUnchecked(
        rows<{ millis: number }>("SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS millis")
      )
      const received = yield* Clock.currentTimeMillis
      if (row === undefined) return yield* new Unchecked({ reason: "Postgres gave no time" })
      const skew = row.millis - (sent + received) / 2
      return Math.abs(skew) <= tolerated + (received - sent) / 2
        ? []
        : [
            found(
              rules["clock-skew"],
              `the database's clock is ${(Math.abs(skew) / 1000).toFixed(1)} s ${skew > 0 ? "ahead of" : "behind"} this machine's`
            )
          ]
    }).pipe(Effect.scoped, orUnchecked)
  })
}
