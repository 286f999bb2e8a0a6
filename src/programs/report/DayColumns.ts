import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"
import { type Html, html } from "../page/Html.ts"

/** A part of a column, drawn in the colour of its kind. */
interface Layer {
  readonly kind: "stored" | "hit" | "miss"
  readonly value: number
}

/** A day. */
export interface Column {
  readonly title: string
  readonly layers: ReadonlyArray<Layer>
}

const height = 100

const sumOf = ({ layers }: Column): number => layers.reduce((sum, { value }) => sum + value, 0)

/** The days as columns of stacked values; the tallest fills the height. */
export const render = (
  data: ReadonlyArray<Column>,
  label: string,
  { from, to }: ResearchReport["period"]
): Html => {
  const most = data.reduce((highest, column) => Math.max(highest, sumOf(column)), 0)
  if (most === 0) return html`<p>No column to draw: there was nothing in this period.</p>`
  const bar = (column: Column, index: number): Html => {
    let top = height
    const parts = column.layers.map(({ kind, value }) => {
      const tall = (value / Math.max(1, most)) * height
      top -= tall
      return html`<rect
        class="${kind}"
        x="${index + 0.1}"
        y="${top.toFixed(2)}"
        width="0.8"
        height="${tall.toFixed(2)}"
      />`
    })
    return html`<g><title>${column.title}</title>${parts}</g>`
  }
  return html`<svg
      viewBox="0 0 ${Math.max(1, data.length)} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${label}"
    >
      ${data.map(bar)}
    </svg>
    <div class="axis">
      <span>${from}</span><span>at most ${most.toLocaleString("en")} a day</span><span>${to}</span>
    </div>`
}

/** What a colour stands for. */
export const key = (kind: Layer["kind"], label: string): Html =>
  html`<span class="key"
    ><svg viewBox="0 0 1 1"><rect class="${kind}" width="1" height="1" /></svg> ${label}</span
  >`
