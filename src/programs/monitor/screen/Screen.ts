import type { OverviewSnapshot } from "../../services/monitor/Overview.ts"
import * as PlainText from "../terminal/PlainText.ts"
import type { TerminalStyle } from "../terminal/TerminalStyle.ts"
import { arrange } from "./Arrangement.ts"
import type { History } from "./History.ts"
import * as PoolerSections from "./PoolerSections.ts"
import * as PoolSections from "./PoolSections.ts"
import * as PostgresSections from "./PostgresSections.ts"
import * as ScreenGauges from "./ScreenGauges.ts"
import type { ScreenLine } from "./ScreenLine.ts"
import * as Section from "./Section.ts"
import type { Prompt, View } from "./View.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

const sectionLines = (section: Section.Section, columns: number): ReadonlyArray<ScreenLine> => [
  { text: "" },
  { text: section.title, look: "title" },
  ...Section.body(section, columns).map((text, index): ScreenLine =>
    index < section.notes.length ? { text, look: "warning" } : { text }
  )
]

/** An empty list says nothing worth a screen's lines, unless it is the list that people look for. */
const worthALook = ({ notes, rows }: Section.Section): boolean => rows.length > 0 || notes.length > 0

const body = (overview: OverviewSnapshot, history: History, columns: number): ReadonlyArray<ScreenLine> => {
  const missing = overview.pools._tag === "Missing" ? [overview.pools.reason] : []
  const rest = [
    PoolerSections.pools(overview),
    PostgresSections.blocking(overview),
    PostgresSections.longRunning(overview),
    PostgresSections.idleInTransaction(overview),
    PoolSections.callers(overview),
    PoolerSections.clients(overview),
    PostgresSections.database(overview),
    PostgresSections.tables(overview)
  ]
  return [
    ...missing
      .flatMap((reason) => Section.wrap(reason, columns - 2))
      .map((text): ScreenLine => ({ text: `  ${text}` })),
    ...PoolSections.named(overview).flatMap((pool) => ScreenGauges.poolLines(pool, history, columns)),
    ...ScreenGauges.connectionLines(overview, history, columns),
    ...rest.filter(worthALook).flatMap((section) => sectionLines(section, columns))
  ]
}

const asked = (prompt: Prompt): string => {
  if (prompt._tag === "Filter") return `show rows with: ${prompt.text}▏  (Enter keeps it, Esc ends it)`
  if (prompt._tag === "Pid") {
    return `${prompt.how} ${prompt.how === "cancel" ? "the statement" : "the session"} with process ID: ${prompt.text}▏`
  }
  return prompt.how === "cancel"
    ? `cancel the statement of ${prompt.pid}? y to do it, any other key to leave it`
    : `terminate session ${prompt.pid} and roll back what it does? y to do it, any other key to leave it`
}

const keys = "q quit  p pause  s sort  / filter  c cancel  t terminate  ↑↓ scroll"

const header = (overview: OverviewSnapshot, { filter, order, paused }: View): string =>
  [
    new Date(overview.at).toISOString().slice(11, 19),
    ...(paused ? ["PAUSED"] : []),
    overview.program,
    `by ${order}`,
    ...(filter === "" ? [] : [`with "${filter}"`])
  ].join("  ")

const footer = ({ prompt, told }: View): ScreenLine => {
  if (prompt !== undefined) return { text: asked(prompt), look: "warning" }
  return told === "" ? { text: keys, look: "faint" } : { text: told, look: "warning" }
}

/** The screen as its rows, none wider than it is. */
export const render = (
  overview: OverviewSnapshot,
  history: History,
  view: View,
  { columns, rows }: Size,
  style: TerminalStyle
): ReadonlyArray<string> => {
  const lines = body(arrange(overview, view), history, columns)
  const room = Math.max(0, rows - 3)
  const from = Math.min(view.scroll, Math.max(0, lines.length - room))
  const shown = lines.slice(from, from + room)
  const blank = Array.from({ length: room - shown.length }, (): ScreenLine => ({ text: "" }))
  const top: ScreenLine = { text: header(overview, view), look: "title" }
  return [top, { text: "" }, ...shown, ...blank, footer(view)].slice(-rows).map(({ look, text }) => {
    const fitted = PlainText.fit(PlainText.printable(text), columns)
    return look === undefined ? fitted : style[look](fitted)
  })
}
