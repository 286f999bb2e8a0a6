import { Effect, Stream } from "effect"
import type { Overview, OverviewSnapshot } from "../../services/monitor/Overview.ts"
import type { Moment } from "../monitor/History.ts"
import * as Report from "../monitor/sections/Report.ts"
import type { Section } from "../monitor/sections/Section.ts"
import * as Verdict from "../monitor/verdict/Verdict.ts"
import type * as Recorder from "./Recorder.ts"

/** What the live page shows, each second. */
export interface PageMoment {
  readonly format: "aquifer-page-1"
  readonly overview: OverviewSnapshot
  /** What is wrong now. */
  readonly verdict: Verdict.Verdict
  /** The overview as tables. */
  readonly sections: ReadonlyArray<Section>
}

/** What the live page draws of the minutes before it was opened, or while it had lost the program. */
export interface PageHistory {
  readonly format: "aquifer-page-history-1"
  /** Oldest first, one a second. */
  readonly moments: ReadonlyArray<Moment>
}

/** The overview each second, recorded for pages that are opened later. */
export const recorded = ({ snapshots }: Overview["Service"], { shown }: Recorder.Recorder) =>
  Stream.tap(snapshots, shown)

const historyOf = (moments: ReadonlyArray<Moment>): PageHistory => ({
  format: "aquifer-page-history-1",
  moments
})

const momentOf = (overview: OverviewSnapshot): PageMoment => ({
  format: "aquifer-page-1",
  overview,
  verdict: Verdict.of(overview),
  sections: Report.sections(overview)
})

/**
 * The last minutes and then the overview each second as server-sent events; a browser that loses them asks again after
 * a second.
 */
export const events = (overview: Overview["Service"], recorder: Recorder.Recorder): Stream.Stream<string> =>
  Stream.make("retry: 1000\n\n").pipe(
    Stream.concat(
      Stream.fromEffect(
        Effect.map(
          recorder.history,
          (moments) => `event: history\ndata: ${JSON.stringify(historyOf(moments))}\n\n`
        )
      )
    ),
    Stream.concat(
      Stream.map(recorded(overview, recorder), (seen) => `data: ${JSON.stringify(momentOf(seen))}\n\n`)
    )
  )
