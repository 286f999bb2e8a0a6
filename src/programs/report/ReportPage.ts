import type { ResearchReport } from "../../services/research/analytics/ResearchReport.ts"
import { folded } from "../page/Folded.ts"
import { Html, html } from "../page/Html.ts"
import * as Moment from "../terminal/Moment.ts"
import * as Table from "../terminal/Table.ts"
import * as DayColumns from "./DayColumns.ts"
import * as ReportTables from "./ReportTables.ts"

const style = new Html(`
:root { color-scheme: light dark; --ink: #1c2128; --paper: #fff; --faint: #6b7480; --line: #d9dee4; --stored: #1f6feb; --hit: #2da44e; --miss: #d9a036 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #8b949e; --line: #30363d; --stored: #58a6ff; --hit: #3fb950; --miss: #d29922 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem } p { color: var(--faint); margin: 0 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.5rem 0 }
dl div { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem }
dt { color: var(--faint); font-size: .85rem } dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; overflow-wrap: anywhere; vertical-align: top }
th { color: var(--faint); font-size: .85rem; font-weight: 600 }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
svg { display: block; width: 100%; height: 8rem } .axis { display: flex; justify-content: space-between; color: var(--faint); font-size: .85rem }
.stored { fill: var(--stored) } .hit { fill: var(--hit) } .miss { fill: var(--miss) } .key { margin-right: 1rem } .key svg { display: inline; height: .7rem; width: .7rem }
details { margin-top: .5rem } summary { cursor: pointer; color: var(--faint) }
@media print { details::details-content { content-visibility: visible; block-size: auto } .scroll { overflow: visible } section { break-inside: avoid-page } }
`)

const cell = (value: string | number): Html =>
  Table.isNumeric(value)
    ? html`<td class="n">${typeof value === "number" ? value.toLocaleString("en") : value}</td>`
    : html`<td>${value === "" ? "(none)" : value}</td>`

const table = ({ header, rows }: ReportTables.ReportTable): Html => {
  const numeric = (index: number) => Table.isNumeric(rows[0]?.[index] ?? "")
  const head = header.map((title, index) =>
    numeric(index) ? html`<th class="n">${title}</th>` : html`<th>${title}</th>`
  )
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map(cell)}
      </tr>`
  )
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

const section = (title: string, ...content: ReadonlyArray<Html>): Html =>
  html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`

const some = ({ header, rows }: ReportTables.ReportTable): ReadonlyArray<Html> =>
  rows.length === 0 ? [html`<p>Nothing in this period.</p>`] : folded(rows, (rows) => table({ header, rows }))

const fold = (summary: string, content: Html): Html =>
  html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`

const totals = (report: ResearchReport): ReadonlyArray<Html> =>
  ReportTables.totals(report).map(
    ([name, value]) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${typeof value === "number" ? value.toLocaleString("en") : value}</dd>
      </div>`
  )

const stored = ({ days, period }: ResearchReport): Html =>
  DayColumns.render(
    days.map(({ day, documents }) => ({
      title: `${day}: ${documents.toLocaleString("en")} documents`,
      layers: [{ kind: "stored", value: documents }]
    })),
    "Documents stored by day",
    period
  )

const lookups = ({ days, period }: ResearchReport): Html =>
  DayColumns.render(
    days.map(({ day, hits, misses }) => ({
      title: `${day}: ${hits.toLocaleString("en")} hits, ${misses.toLocaleString("en")} misses`,
      layers: [
        { kind: "hit", value: hits },
        { kind: "miss", value: misses }
      ]
    })),
    "Hits and misses by day",
    period
  )

const keys = html`<p>${DayColumns.key("hit", "hits")}${DayColumns.key("miss", "misses")}</p>`

/** A page that needs nothing but itself: no request leaves the machine that shows it, and no script runs. */
export const render = (report: ResearchReport, madeAt: Date): string => {
  const { period } = report
  const days = fold("Day by day", table(ReportTables.days(report)))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>Research, ${period.from} to ${period.to}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <header>
          <h1>Research, ${period.from} to ${period.to}</h1>
          <p>Days in UTC; made ${Moment.moment(madeAt.getTime())}</p>
        </header>
        <main>
          <dl>${totals(report)}</dl>
          ${section("Documents stored", stored(report))} ${section("Lookups", keys, lookups(report), days)}
          ${section("Keywords looked up most", ...some(ReportTables.keywords(report)))}
          ${section("Sources", ...some(ReportTables.sources(report)))}
        </main>
      </body>
    </html> `.text
}
