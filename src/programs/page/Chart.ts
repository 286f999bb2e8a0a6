import type { Histogram } from "../../layers/measure/Histogram.ts"
import type { Occupancy } from "../../services/sizing/OccupancyLog.ts"
import * as Table from "../terminal/Table.ts"

/** A curve, or bars, of a chart. */
export interface Series {
  readonly label: string
  readonly values: ReadonlyArray<number | null>
  /** Which of the page's colours. */
  readonly colour: 1 | 2 | 3
  /** Whose scale it is drawn on; the left one unless told otherwise. */
  readonly axis?: "left" | "right"
}

/** A chart as the page's script draws it. */
export interface ChartSpec {
  /** What it shows, for those who cannot see it. */
  readonly title: string
  /** Why there is nothing to draw, where there is nothing. */
  readonly empty: string
  /** Seconds (since 1970 for a clock), or the places of bars. */
  readonly x: ReadonlyArray<number>
  readonly along: "clock" | "seconds" | "bars"
  /** Of the bars. */
  readonly labels?: ReadonlyArray<string>
  /** The least that the left axis goes up to. */
  readonly max?: number
  readonly series: ReadonlyArray<Series>
}

const perDoubling = 2
const smallest = 1 / 8
/** Up to an hour, each bound 1.4 times the one before. */
const bounds = Array.from({ length: 50 }, (_, index) => smallest * 2 ** (index / perDoubling))

/** How many took how long, as bars whose bounds grow by the square root of two. */
export const distribution = (
  title: string,
  histogram: Histogram,
  colour: 1 | 2 | 3,
  empty = "There was none to count."
): ChartSpec => {
  const below = histogram.atMost(bounds)
  const counts = below.map((count, index) => count - (below[index - 1] ?? 0))
  const from = Math.max(0, counts.findIndex((count) => count > 0) - 1)
  const to = counts.findLastIndex((count) => count > 0) + 2
  const shown = counts.slice(from, to)
  return {
    title,
    empty,
    along: "bars",
    x: shown.map((_, index) => index),
    labels: bounds.slice(from, to).map((bound) => `≤ ${Table.millis(bound)}`),
    series: [{ label: title, values: shown, colour }]
  }
}

/** A pool's occupancy over a run. */
export const occupancy = (samples: ReadonlyArray<Occupancy>, size: number): ChartSpec => ({
  title: "Pool over time",
  empty: "The run was over before the pool was looked at twice.",
  along: "seconds",
  x: samples.map(({ atMillis }) => atMillis / 1_000),
  max: size,
  series: [
    { label: `in use, of ${size}`, values: samples.map(({ used }) => used), colour: 1 },
    { label: "waiting", values: samples.map(({ waiting }) => waiting), colour: 2, axis: "right" }
  ]
})
