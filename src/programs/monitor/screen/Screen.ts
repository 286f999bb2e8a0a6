import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import * as Moment from "../../terminal/Moment.ts"
import * as PlainText from "../../terminal/PlainText.ts"
import type { TerminalStyle } from "../../terminal/TerminalStyle.ts"
import type { History } from "../History.ts"
import * as InsightSections from "../sections/InsightSections.ts"
import * as PoolerSections from "../sections/PoolerSections.ts"
import * as PoolSections from "../sections/PoolSections.ts"
import * as PostgresSections from "../sections/PostgresSections.ts"
import * as Section from "../sections/Section.ts"
import * as Verdict from "../verdict/Verdict.ts"
import * as VerdictText from "../verdict/VerdictText.ts"
import { arrange } from "./Arrangement.ts"
import * as Help from "./Help.ts"
import * as ScreenGauges from "./ScreenGauges.ts"
import type { ScreenLine } from "./ScreenLine.ts"
import type { Prompt, View } from "./View.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

const sectionLines = (
  section: Section.Section,
  columns: number,
  sideways: number
): ReadonlyArray<ScreenLine> => [
  { text: "" },
  { text: section.title, look: "title", fixed: true },
  ...Section.body(section, columns + sideways, columns).map(({ isNote, text }): ScreenLine =>
    isNote ? { text, look: "warning", fixed: true } : { text }
  )
]

/** An empty list says nothing worth a screen's lines, unless it is the list that people look for. */
const worthALook = ({ notes, rows }: Section.Section): boolean => rows.length > 0 || notes.length > 0

const gauges = (overview: OverviewSnapshot, history: History, columns: number): ReadonlyArray<ScreenLine> => {
  const missing = overview.pools._tag === "Missing" ? [overview.pools.reason] : []
  return [
    ...missing
      .flatMap((reason) => PlainText.wrap(reason, columns - 2))
      .map((text): ScreenLine => ({ text: `  ${text}` })),
    ...PoolSections.named(overview).flatMap((pool) => ScreenGauges.poolLines(pool, history, columns)),
    ...ScreenGauges.connectionLines(overview, history, columns)
  ]
}

const fixed = (line: ScreenLine): ScreenLine => ({ ...line, fixed: true })

const body = (
  overview: OverviewSnapshot,
  history: History,
  view: View,
  columns: number
): ReadonlyArray<ScreenLine> => {
  // What is filtered out is as wrong as before.
  const verdict = VerdictText.brief(Verdict.of(overview), columns)
  const arranged = arrange(overview, view)
  const sections = [
    PoolerSections.pools(arranged),
    PostgresSections.blocking(arranged),
    PostgresSections.longRunning(arranged),
    PostgresSections.idleInTransaction(arranged),
    PoolSections.callers(arranged),
    PoolerSections.clients(arranged),
    PostgresSections.database(arranged),
    // Of one that is gone nobody knows how its tables are now.
    ...(arranged.postgres._tag === "Missing"
      ? []
      : [...InsightSections.all(arranged), PostgresSections.tables(arranged)])
  ]
  return [
    ...verdict.map(fixed),
    { text: "" },
    ...gauges(arranged, history, columns).map(fixed),
    ...sections.filter(worthALook).flatMap((section) => sectionLines(section, columns, view.sideways))
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

const keys = "q quit  ? help  p pause  s sort  / filter  c cancel  t terminate  ↑↓←→ scroll"

const header = (overview: OverviewSnapshot, { filter, order, paused, sideways }: View): string =>
  [
    Moment.clock(overview.at),
    ...(paused ? ["PAUSED"] : []),
    overview.program,
    `by ${order}`,
    ...(sideways === 0 ? [] : [`${sideways} columns to the right`]),
    ...(filter === "" ? [] : [`with "${filter}"`])
  ].join("  ")

const footer = ({ prompt, told }: View): ScreenLine => {
  if (prompt !== undefined) return { text: asked(prompt), look: "warning" }
  return told === "" ? { text: keys, look: "faint" } : { text: told, look: "warning" }
}

const drawn = (
  { fixed, look, text }: ScreenLine,
  sideways: number,
  columns: number,
  style: TerminalStyle
) => {
  const printable = PlainText.printable(text)
  const fitted = PlainText.fit(fixed === true ? printable : PlainText.from(printable, sideways), columns)
  return look === undefined ? fitted : style[look](fitted)
}

/** The screen as its rows, none wider than it is. */
export const render = (
  overview: OverviewSnapshot,
  history: History,
  view: View,
  { columns, rows }: Size,
  style: TerminalStyle
): ReadonlyArray<string> => {
  const lines = view.help ? Help.lines(columns).map(fixed) : body(overview, history, view, columns)
  const room = Math.max(0, rows - 3)
  const from = view.help ? 0 : Math.min(view.scroll, Math.max(0, lines.length - room))
  const shown = lines.slice(from, from + room)
  const blank = Array.from({ length: room - shown.length }, (): ScreenLine => ({ text: "" }))
  const top: ScreenLine = { text: header(overview, view), look: "title", fixed: true }
  return [top, { text: "" }, ...shown, ...blank, fixed(footer(view))]
    .slice(-rows)
    .map((line) => drawn(line, view.sideways, columns, style))
}
