import { Effect } from "effect"
import * as Moment from "../terminal/Moment.ts"
import * as Table from "../terminal/Table.ts"
import * as Assets from "./Assets.ts"
import type { ChartSpec } from "./Chart.ts"
import { folded } from "./Folded.ts"
import { Html, html } from "./Html.ts"
import * as Stylesheet from "./Stylesheet.ts"

/** A table of a report. */
export interface ReportTable {
  readonly title: string
  readonly rows: ReadonlyArray<ReadonlyArray<Table.Cell>>
}

/** What a run's report shows: charts first, then tables. */
export interface RunReport {
  readonly title: string
  /** When the run ended, in milliseconds since 1970. */
  readonly at: number
  readonly charts: ReadonlyArray<ChartSpec>
  readonly tables: ReadonlyArray<ReportTable>
}

/** JSON inside a script element: no text of it can end the element. */
const json = (value: unknown): Html => new Html(JSON.stringify(value).replaceAll("<", "\\u003c"))

const chart = (spec: ChartSpec): Html =>
  html` <figure class="card">
    <figcaption>${spec.title}</figcaption>
    <script type="application/json">
      ${json(spec)}
    </script>
  </figure>`

/** A number and its unit stay on one line. */
const whole = (text: string): string => text.replaceAll(/(\d) (?=(ms|s|B|[KMGT]iB)\b)/g, "$1\u00a0")

/** Longer than what a failure is called; nobody minds where a longer word is broken. */
const longWord = /\S{25,}/g
const piece = /.{1,16}/gsu

/** A text whose long words may be broken, and no others: a keyword of 500 characters fits onto paper. */
const breakable = (text: string): Html => {
  const breaks = new Html("<wbr>")
  let end = 0
  const parts = [...text.matchAll(longWord)].flatMap(({ 0: word, index }) => {
    const before = text.slice(end, index)
    end = index + word.length
    return [html`${before}`, ...(word.match(piece) ?? []).map((each) => html`${each}${breaks}`)]
  })
  return html`${parts}${text.slice(end)}`
}

const cell = (value: Table.Cell, index: number): Html =>
  index === 0 && typeof value === "string"
    ? html`<th scope="row">${breakable(value)}</th>`
    : html`<td class="${Table.isNumeric(value) ? "number" : "text"}">
        ${typeof value === "number" ? value.toLocaleString("en") : breakable(whole(value))}
      </td>`

const body =
  (title: string) =>
  (rows: ReportTable["rows"]): Html =>
    html` <div class="scroller" tabindex="0" role="region" aria-label="${title}">
      <table class="report">
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map(cell)}
              </tr>`
          )}
        </tbody>
      </table>
    </div>`

const table = ({ rows, title }: ReportTable): Html =>
  html` <section class="card">
    <h2>${title}</h2>
    ${folded(rows, body(title))}
  </section>`

/** Nothing is loaded from anywhere: everything is in the file. */
const policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"

/** A report as one HTML file, which needs nothing but a browser. */
export const render = Effect.fnUntraced(function* ({ at, charts, tables, title }: RunReport) {
  const [uplot, uplotStyle, script] = yield* Effect.all([
    Assets.uplotScript,
    Assets.uplotStyle,
    Assets.page("chart.js")
  ])
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(uplotStyle)}${new Html(Stylesheet.css)}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <span class="faint">${Moment.moment(at)}</span>
        </header>
        <main>
          <div class="row">${charts.map(chart)}</div>
          <div class="row">${tables.map(table)}</div>
        </main>
        <script>
          ${new Html(uplot)}
        </script>
        <script type="module">
          ${new Html(script)}
          drawFigures()
        </script>
      </body>
    </html> `.text
})
