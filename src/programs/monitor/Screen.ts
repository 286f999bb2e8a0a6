import type { OverviewSnapshot } from "../../services/monitor/Overview.ts"
import type { PoolSnapshot } from "../../services/monitor/PoolMonitor.ts"
import * as PlainText from "../terminal/PlainText.ts"
import * as Sparkline from "../terminal/Sparkline.ts"
import * as Table from "../terminal/Table.ts"
import type { TerminalStyle } from "../terminal/TerminalStyle.ts"
import { arrange } from "./Arrangement.ts"
import type { History, Moment } from "./History.ts"
import * as PoolerSections from "./PoolerSections.ts"
import * as PoolSections from "./PoolSections.ts"
import * as PostgresSections from "./PostgresSections.ts"
import * as Section from "./Section.ts"
import type { Prompt, View } from "./View.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A line, and how the whole of it looks. */
interface Line {
  readonly text: string
  readonly look?: keyof TerminalStyle
}

const barWidth = 20

const bar = (value: number, max: number): string => {
  const full = max <= 0 ? 0 : Math.min(barWidth, Math.ceil((value / max) * barWidth))
  return "█".repeat(full) + "░".repeat(barWidth - full)
}

const curve = (history: History, of: Exclude<keyof Moment, "at">, width: number, max?: number): string => {
  const values = history.slice(-Math.max(0, width)).map((moment) => moment[of] ?? 0)
  return Sparkline.render(values, width, max ?? Math.max(1, ...values))
}

/** Everything of a gauge's line but its curve. */
const beside = 56

const gauge = (
  name: string,
  value: number,
  max: number,
  said: string,
  curve: (width: number) => string,
  columns: number
): Line => {
  const front = `  ${PlainText.pad(name, 9, "right")} ${bar(value, max)} ${PlainText.pad(said, beside - 33, "right")}`
  return {
    text: `${front} ${curve(columns - PlainText.width(front) - 2)}`,
    look: value >= max ? "warning" : "good"
  }
}

const longest = ({ longestLease }: PoolSnapshot): string =>
  longestLease === undefined
    ? "nobody holds a connection"
    : `longest lease ${Table.millis(longestLease.millis)} in ${longestLease.span}`

const poolLines = (
  [name, pool]: readonly [name: string, pool: PoolSnapshot],
  history: History,
  columns: number
): ReadonlyArray<Line> => {
  const [used, waiting] =
    name === "pooled"
      ? (["pooledUsed", "pooledWaiting"] as const)
      : (["directUsed", "directWaiting"] as const)
  return [
    gauge(
      name,
      pool.used,
      pool.max,
      `${pool.used} of ${pool.max} in use`,
      (width) => curve(history, used, width, pool.max),
      columns
    ),
    {
      text: `  ${"waiting".padEnd(9)} ${PlainText.pad(pool.waiting.toLocaleString("en"), barWidth, "right")} ${PlainText.pad(`at most ${pool.waitingMax.toLocaleString("en")} so far`, beside - 33, "right")} ${curve(history, waiting, columns - beside)}`,
      ...(pool.waiting > 0 && { look: "warning" as const })
    },
    {
      text: `  ${" ".repeat(10)}wait p50 ${Table.millis(pool.waits.p50Millis)}, p99 ${Table.millis(pool.waits.p99Millis)}; hold p50 ${Table.millis(pool.holds.p50Millis)}, p99 ${Table.millis(pool.holds.p99Millis)}; ${longest(pool)}`,
      look: "faint"
    }
  ]
}

const sectionLines = (section: Section.Section, columns: number): ReadonlyArray<Line> => [
  { text: "" },
  { text: section.title, look: "title" },
  ...Section.body(section, columns).map((text, index): Line =>
    index < section.notes.length ? { text, look: "warning" } : { text }
  )
]

const connectionLines = (
  { postgres }: OverviewSnapshot,
  history: History,
  columns: number
): ReadonlyArray<Line> => {
  if (postgres._tag === "Missing") return []
  const { max, reserved, total } = postgres.value.connections
  const usable = max - reserved
  return [
    gauge(
      "Postgres",
      total,
      usable,
      `${total} of ${usable} connections`,
      (width) => curve(history, "connections", width, usable),
      columns
    )
  ]
}

/** An empty list says nothing worth a screen's lines, unless it is the list that people look for. */
const worthALook = ({ notes, rows }: Section.Section): boolean => rows.length > 0 || notes.length > 0

const body = (overview: OverviewSnapshot, history: History, columns: number): ReadonlyArray<Line> => {
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
      .map((text): Line => ({ text: `  ${text}` })),
    ...PoolSections.named(overview).flatMap((pool) => poolLines(pool, history, columns)),
    ...connectionLines(overview, history, columns),
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

const footer = ({ prompt, told }: View): Line => {
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
  const blank = Array.from({ length: room - shown.length }, (): Line => ({ text: "" }))
  const top: Line = { text: header(overview, view), look: "title" }
  return [top, { text: "" }, ...shown, ...blank, footer(view)].slice(-rows).map(({ look, text }) => {
    const fitted = PlainText.fit(text, columns)
    return look === undefined ? fitted : style[look](fitted)
  })
}
