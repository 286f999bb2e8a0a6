import type { OverviewSnapshot } from "../../../services/monitor/Overview.ts"
import type { PoolSnapshot } from "../../../services/monitor/PoolMonitor.ts"
import * as PlainText from "../../terminal/PlainText.ts"
import * as Sparkline from "../../terminal/Sparkline.ts"
import * as Table from "../../terminal/Table.ts"
import type { History, Moment } from "../History.ts"
import type { ScreenLine } from "./ScreenLine.ts"

const barWidth = 20

const bar = (value: number, max: number): string => {
  const full = max <= 0 ? 0 : Math.min(barWidth, Math.ceil((value / max) * barWidth))
  return "█".repeat(full) + "░".repeat(barWidth - full)
}

const curve = (history: History, of: Exclude<keyof Moment, "at">, width: number, max?: number): string => {
  const values = history.slice(-Math.max(0, width)).map((moment) => moment[of])
  return Sparkline.render(values, width, max ?? Math.max(1, ...values.map((value) => value ?? 0)))
}

/** Everything of a gauge's line but its curve. */
const beside = 56

const gaugeText = (
  name: string,
  bar: string,
  said: string,
  curve: (width: number) => string,
  columns: number
): string => {
  const front = `  ${PlainText.pad(name, 9, "right")} ${bar} ${PlainText.pad(said, beside - 33, "right")}`
  return `${front} ${curve(columns - PlainText.width(front) - 2)}`
}

const gauge = (
  name: string,
  value: number,
  max: number,
  said: string,
  curve: (width: number) => string,
  columns: number
): ScreenLine => ({
  text: gaugeText(name, bar(value, max), said, curve, columns),
  look: value >= max ? "warning" : "good"
})

const longest = ({ longestLease }: PoolSnapshot): string =>
  longestLease === undefined
    ? "nobody holds a connection"
    : `longest lease ${Table.millis(longestLease.millis)} in ${longestLease.span}`

/** A pool: what is in use and what waits, now and over the last minutes, and how long both took. */
export const poolLines = (
  [name, pool]: readonly [name: string, pool: PoolSnapshot],
  history: History,
  columns: number
): ReadonlyArray<ScreenLine> => {
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

/** Postgres' connections against what ordinary roles may open. */
export const connectionLines = (
  { postgres }: OverviewSnapshot,
  history: History,
  columns: number
): ReadonlyArray<ScreenLine> => {
  if (postgres._tag === "Missing") {
    // One that is not set up has no gauge, and one that does not answer has: its last numbers are no longer true.
    const wasThere = history.some(({ connections }) => connections !== null)
    if (postgres.failed !== true && !wasThere) return []
    const before = (width: number) => curve(history, "connections", width)
    const text = gaugeText("Postgres", "?".padEnd(barWidth), "connections unknown", before, columns)
    return [{ text, look: "warning" }]
  }
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
