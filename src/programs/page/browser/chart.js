// Runs in the browser: on the live page as a module, and inlined in reports.

/** @import { ChartSpec, Series } from "../Chart.ts" */

/** @type {typeof import("uplot")} */
const Plot = Reflect.get(globalThis, "uPlot")

/** @param {string} name */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

const height = 170

/** A time of day as everywhere else, in UTC as servers log it. @param {number} at */
export const clock = (at) => `${new Date(at).toISOString().slice(11, 19)} UTC`

/** @param {ChartSpec} spec @returns {import("uplot").AlignedData} */
const dataOf = ({ series, x }) => [[...x], ...series.map(({ values }) => [...values])]

/** @param {number} value */
const short = (value) => value.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 })

/** @param {ChartSpec} spec @returns {import("uplot").Axis} */
const bottom = ({ along, labels }) => ({
  stroke: colour("faint"),
  grid: { show: false },
  ticks: { stroke: colour("line"), size: 4 },
  ...(along === "clock" && {
    space: 84,
    values: (_, splits) => splits.map((at) => clock(at * 1_000).slice(0, 8))
  }),
  ...(along === "seconds" && { values: (_, splits) => splits.map((at) => `${short(at)} s`) }),
  ...(along === "bars" && {
    space: 92,
    incrs: [1, 2, 4, 8, 16, 32],
    values: (_, splits) => splits.map((at) => labels?.[at] ?? "")
  })
})

/** @param {string} scale @param {1 | 3} side @returns {import("uplot").Axis} */
const upright = (scale, side) => ({
  scale,
  side,
  size: 46,
  stroke: colour("faint"),
  grid: { show: side === 3, stroke: colour("line"), width: 1 },
  ticks: { show: false },
  incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7],
  values: (_, splits) => splits.map(short)
})

/** @param {ChartSpec} spec @param {Series} series @returns {import("uplot").Series} */
const line = ({ along }, { axis = "left", colour: which, label }) => ({
  label,
  scale: axis,
  stroke: colour(`chart-${which}`),
  fill: colour(`chart-${which}-area`),
  width: 1.5,
  points: { show: false },
  ...(along === "bars" && Plot.paths.bars && { paths: Plot.paths.bars({ size: [0.85, 100], gap: 1 }) })
})

/** @param {ChartSpec} spec @param {number} width @returns {import("uplot").Options} */
const optionsOf = (spec, width) => ({
  width,
  height,
  legend: { show: true, live: false },
  cursor: { y: false, drag: { x: false, y: false } },
  scales: {
    x: {
      time: spec.along === "clock",
      ...(spec.along === "bars" && { range: [-0.6, spec.x.length - 0.4] })
    },
    left: { range: (_, __, most) => [0, Math.max(spec.max ?? 1, most ?? 1)] },
    right: { range: (_, __, most) => [0, Math.max(1, most ?? 1)] }
  },
  axes: [
    bottom(spec),
    upright("left", 3),
    ...(spec.series.some(({ axis }) => axis === "right") ? [upright("right", 1)] : [])
  ],
  series: [{ label: spec.along === "bars" ? "" : "time" }, ...spec.series.map((each) => line(spec, each))]
})

/** Whether there is anything to draw: a curve takes two moments, a bar takes something that was counted. @param {ChartSpec} spec */
const isEmpty = ({ along, series, x }) =>
  along === "bars" ? !series.some(({ values }) => values.some((value) => (value ?? 0) > 0)) : x.length < 2

/**
 * Draws a chart into a figure, as wide as that is, in the colours of the day; of one that is empty it says why.
 *
 * @param {HTMLElement} figure @param {ChartSpec} first
 */
export const draw = (figure, first) => {
  let spec = first
  const room = figure.appendChild(document.createElement("div"))
  const width = () => Math.max(160, room.clientWidth)
  /** @type {import("uplot") | undefined} */
  let plot
  const again = () => {
    plot?.destroy()
    plot = undefined
    room.className = isEmpty(spec) ? "nothing" : "chart"
    if (isEmpty(spec)) {
      room.removeAttribute("role")
      room.removeAttribute("aria-label")
      room.textContent = spec.empty
      return
    }
    room.textContent = ""
    room.setAttribute("role", "img")
    plot = new Plot(optionsOf(spec, width()), dataOf(spec), room)
    describe()
  }
  const describe = () => {
    const last = spec.series.map(({ label, values }) => `${label} ${values.at(-1) ?? "unknown"}`).join(", ")
    const seconds = Math.round((spec.x.at(-1) ?? 0) - (spec.x[0] ?? 0))
    room.setAttribute(
      "aria-label",
      spec.along === "bars" ? spec.title : `${spec.title}: now ${last}; over ${seconds} s`
    )
  }
  again()
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again)
  new ResizeObserver(() => plot?.setSize({ width: width(), height })).observe(room)
  return {
    /** @param {ChartSpec} next */
    update: (next) => {
      const { max } = spec
      spec = next
      if (plot === undefined || isEmpty(next) || max !== next.max) return again()
      plot.setData(dataOf(next))
      describe()
    }
  }
}

/** Draws every figure of a report, each from the data that it carries. */
export const drawFigures = () => {
  for (const figure of document.querySelectorAll("figure")) {
    const data = figure.querySelector("script")?.textContent
    if (data) draw(figure, JSON.parse(data))
  }
}
