import { Effect, Queue, Stream } from "effect"
import { Overview, type OverviewSnapshot } from "../../src/services/monitor/Overview.ts"
import type { Panel } from "../../src/services/monitor/Panel.ts"

export type Part = "postgres" | "pgbouncer"
export const parts = ["postgres", "pgbouncer"] as const

/** Whether a sample says that a part does not answer: beside its last numbers, or instead of them. */
export const isSilent = (panel: Panel<unknown>): boolean =>
  panel._tag === "Shown" ? panel.silentMillis >= 400 : /has not answered|no answer/.test(panel.reason)

/** All samples from now on, and the next that is as wanted. */
export const following = Effect.gen(function* () {
  const { snapshots } = yield* Overview
  const seen = yield* Queue.unbounded<OverviewSnapshot>()
  yield* Effect.forkScoped(Stream.runForEach(snapshots, (sample) => Queue.offer(seen, sample)))
  return (wanted: (sample: OverviewSnapshot) => boolean) => Effect.repeat(Queue.take(seen), { until: wanted })
})
