import { Clock, Effect, Schedule, type Scope } from "effect"
import { Overview, type OverviewSnapshot } from "../../services/monitor/Overview.ts"
import { missing } from "../../services/monitor/Panel.ts"
import * as History from "../monitor/History.ts"

/** The last minutes, for pages that are opened later. */
export interface Recorder {
  readonly history: Effect.Effect<History.History>
  /** Records what a page was shown. */
  readonly shown: (overview: OverviewSnapshot) => Effect.Effect<void>
}

/** Less than from one look to the next, so that what two pages are shown at once is recorded once. */
const sameMoment = 500

/** Longer than from one look to the next. */
const lookedAt = 1_600

const unasked = missing("nobody looked")

/**
 * Records what is shown, and the pools each second while no page is open: their counters ask no server. Postgres is only
 * asked for a page, so its curve begins when one is opened.
 */
export const make: Effect.Effect<Recorder, never, Overview | Scope.Scope> = Effect.gen(function* () {
  const { pools } = yield* Overview
  let history: History.History = []
  let shownAt = -Infinity
  const glance = Effect.zipWith(Clock.currentTimeMillis, pools, (at, pools) => {
    if (at - shownAt < lookedAt || pools._tag === "Missing") return
    history = History.add(history, { at, pools, postgres: unasked })
  })
  yield* Effect.forkScoped(Effect.repeat(glance, Schedule.fixed("1 second")))
  return {
    history: Effect.sync(() => history),
    shown: (overview) =>
      Effect.sync(() => {
        if (overview.at - shownAt < sameMoment) return
        shownAt = overview.at
        history = History.add(history, overview)
      })
  }
})
