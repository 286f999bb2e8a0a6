// Runs in the browser: the live page of `aquifer monitor --web`.
import { clock } from "./chart.js"
import { follow } from "./feed.js"
import { Gauge } from "./gauge.js"
import { SectionView } from "./table.js"
import { VerdictView } from "./verdict.js"

/** @import { OverviewSnapshot } from "../../../services/monitor/Overview.ts" */
/** @import { PoolSnapshot } from "../../../services/monitor/PoolMonitor.ts" */
/** @import { History } from "../../monitor/History.ts" */
/** @import { PageMoment } from "../../web/PageFeed.ts" */

/** @param {string} id */
const byId = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found
}

/** @type {Map<string, Gauge>} */
const gauges = new Map()
/** @type {Map<string, SectionView>} */
const views = new Map()
const verdict = new VerdictView(byId("verdict"))
/** @type {PageMoment | undefined} */
let latest
/** @type {History} */
let past = []
let paused = false
let filter = ""

/** @param {string} name @param {readonly [string, string | undefined]} labels */
const gauge = (name, labels) => {
  const found = gauges.get(name)
  if (found !== undefined) return found
  const made = new Gauge(name, labels)
  gauges.set(name, made)
  byId("gauges").appendChild(made.root)
  return made
}

/** @param {number} value */
const millis = (value) =>
  value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${value.toFixed(value < 10 ? 2 : 1)} ms`

/** @param {number} at @param {"pooled" | "direct"} name @param {PoolSnapshot} pool @param {History} before */
const showPool = (at, name, pool, before) => {
  const { holds, longestLease, max, timedOut, refused, used, waiting, waits } = pool
  const found = gauge(`Pool: ${name}`, ["in use", "waiting"])
  found.recall(before.map((moment) => [moment.at, moment[`${name}Used`], moment[`${name}Waiting`]]))
  found.show(at, used, max, waiting, [
    `wait p50 ${millis(waits.p50Millis)}, p99 ${millis(waits.p99Millis)}`,
    `hold p50 ${millis(holds.p50Millis)}, p99 ${millis(holds.p99Millis)}`,
    `${timedOut.toLocaleString("en")} timed out, ${refused.toLocaleString("en")} refused`,
    longestLease === undefined
      ? "nobody holds a connection"
      : `longest lease ${millis(longestLease.millis)} in ${longestLease.span}`
  ])
}

/** @param {OverviewSnapshot} overview */
const showGauges = ({ at, pools, postgres }) => {
  const before = past.filter((moment) => moment.at < at)
  past = []
  if (pools._tag === "Missing") {
    gauges.get("Pool: pooled")?.unknown(at, pools.reason)
    gauges.get("Pool: direct")?.unknown(at, pools.reason)
  } else {
    showPool(at, "pooled", pools.value.pooled, before)
    if (pools.value.direct !== undefined) showPool(at, "direct", pools.value.direct, before)
  }
  // One that is not set up has no card, and one that does not answer has.
  if (postgres._tag === "Missing" && !postgres.failed && !gauges.has("Postgres")) return
  const found = gauge("Postgres", ["connections", undefined])
  found.recall(before.map(({ at, connections }) => [at, connections, 0]))
  if (postgres._tag === "Missing") found.unknown(at, postgres.reason)
  else {
    const { byState, max, reserved, total } = postgres.value.connections
    found.show(at, total, max - reserved, 0, [
      byState.map(({ count, name }) => `${count} ${name}`).join(", "),
      `${reserved} more are reserved`,
      `${postgres.value.totals.deadlocks.toLocaleString("en")} deadlocks so far`
    ])
  }
}

const showSections = () => {
  if (latest === undefined) return
  const list = byId("sections")
  for (const [index, section] of latest.sections.entries()) {
    const view = views.get(section.id) ?? new SectionView()
    views.set(section.id, view)
    if (list.children[index] !== view.root) list.insertBefore(view.root, list.children[index] ?? null)
    view.show(section, filter)
  }
  const ids = new Set(latest.sections.map(({ id }) => id))
  for (const [id, view] of views) {
    if (ids.has(id)) continue
    view.root.remove()
    views.delete(id)
  }
}

/** Whether the program is heard, which it may be while nothing of it is shown. @type {"connecting" | "live" | "lost"} */
let heard = "connecting"

const sayStatus = () => {
  const words = heard === "lost" ? "the program does not answer; trying again" : heard
  const text = !paused ? words : heard === "lost" ? `paused; ${words}` : "paused"
  const status = byId("status")
  if (status.textContent !== text) status.textContent = text
  status.dataset["state"] = paused && heard !== "lost" ? "paused" : heard
}

/** @param {PageMoment} moment */
const show = (moment) => {
  latest = moment
  byId("program").textContent = moment.overview.program
  byId("clock").textContent = clock(moment.overview.at)
  // A page that stays open may find an earlier release of the program.
  if (moment.verdict !== undefined) verdict.show(moment.verdict)
  showGauges(moment.overview)
  showSections()
}

const setPaused = (/** @type {boolean} */ value) => {
  paused = value
  byId("pause").setAttribute("aria-pressed", String(paused))
  sayStatus()
}

byId("pause").addEventListener("click", () => setPaused(!paused))
const input = byId("filter")
input.addEventListener("input", () => {
  filter = input instanceof HTMLInputElement ? input.value : ""
  showSections()
})
document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === "p") setPaused(!paused)
  if (event.key !== "/") return
  event.preventDefault()
  input.focus()
})
follow({
  recall: (history) => {
    past = history
  },
  show: (moment) => {
    heard = "live"
    sayStatus()
    if (!paused) show(moment)
  },
  lost: () => {
    heard = "lost"
    sayStatus()
  }
})
