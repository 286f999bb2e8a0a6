// Runs in the browser: the live page of `aquifer monitor --web`.
import { draw } from "./chart.js"
import { element, SectionView } from "./table.js"

/** @import { OverviewSnapshot } from "../../../services/Overview.ts" */
/** @import { PoolSnapshot } from "../../../services/PoolMonitor.ts" */
/** @import { History } from "../../monitor/History.ts" */
/** @import { Section } from "../../monitor/Section.ts" */
/** @import { ChartSpec } from "../Chart.ts" */

/** @typedef {{ readonly overview: OverviewSnapshot, readonly sections: ReadonlyArray<Section> }} Event */

const most = 300 // five minutes, a value a second

/** @param {string} id */
const byId = (id) => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found
}

/** A gauge with its bar, its numbers and its curve. */
class Gauge {
  /** @type {number[]} */
  #times = []
  /** @type {[number[], number[]]} */
  #values = [[], []]
  /** @type {ReturnType<typeof draw> | undefined} */
  #chart

  /** @param {string} name @param {readonly [string, string | undefined]} labels */
  constructor(name, labels) {
    this.name = name
    this.labels = labels
    this.root = element("section", "", "card")
    this.root.dataset["gauge"] = name
    this.root.appendChild(element("h2", name))
    this.figures = this.root.appendChild(element("p", "", "figures"))
    this.meter = document.createElement("meter")
    this.meter.setAttribute("aria-label", `${name}: ${labels[0]}`)
    this.root.appendChild(this.meter)
    this.facts = this.root.appendChild(element("ul", "", "facts"))
    this.figure = this.root.appendChild(element("figure"))
    byId("gauges").appendChild(this.root)
  }

  /** @returns {ChartSpec} */
  #spec(/** @type {number} */ max) {
    const [first, second] = this.labels
    return {
      title: this.name,
      along: "clock",
      x: this.#times,
      max,
      series: [
        { label: first, values: this.#values[0], colour: 1 },
        ...(second === undefined
          ? []
          : [
              {
                label: second,
                values: this.#values[1],
                colour: /** @type {2} */ (2),
                axis: /** @type {"right"} */ ("right")
              }
            ])
      ]
    }
  }

  /** @param {number} at @param {number} value @param {number} second */
  #add(at, value, second) {
    this.#times = [...this.#times.slice(1 - most), at / 1_000]
    const [firsts, seconds] = this.#values
    this.#values = [
      [...firsts.slice(1 - most), value],
      [...seconds.slice(1 - most), second]
    ]
  }

  /**
   * Takes in what was before this page, or while it had lost the server.
   *
   * @param {ReadonlyArray<readonly [at: number, value: number | null, second: number | null]>} moments
   */
  recall(moments) {
    for (const [at, value, second] of moments) {
      if (value !== null && at / 1_000 > (this.#times.at(-1) ?? 0)) this.#add(at, value, second ?? 0)
    }
  }

  /**
   * @param {number} at @param {number} value @param {number} max @param {number} second
   * @param {ReadonlyArray<string>} facts
   */
  show(at, value, max, second, facts) {
    this.#add(at, value, second)
    const waits = this.labels[1] === undefined ? "" : `, ${second.toLocaleString("en")} ${this.labels[1]}`
    this.figures.replaceChildren(
      element("strong", value.toLocaleString("en")),
      ` of ${max.toLocaleString("en")} ${this.labels[0]}${waits}`
    )
    this.meter.max = max
    this.meter.high = max * 0.9
    this.meter.value = value
    this.facts.replaceChildren(...facts.map((fact) => element("li", fact)))
    const spec = this.#spec(max)
    if (this.#chart === undefined) this.#chart = draw(this.figure, spec)
    else this.#chart.update(spec)
  }
}

/** @type {Map<string, Gauge>} */
const gauges = new Map()
/** @type {Map<number, SectionView>} */
const views = new Map()
/** @type {Event | undefined} */
let latest
/** @type {History} */
let past = []
let paused = false
let filter = ""

/** @param {string} name @param {readonly [string, string | undefined]} labels */
const gauge = (name, labels) => {
  const found = gauges.get(name) ?? new Gauge(name, labels)
  gauges.set(name, found)
  return found
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
  if (pools._tag === "Shown") {
    showPool(at, "pooled", pools.value.pooled, before)
    if (pools.value.direct !== undefined) showPool(at, "direct", pools.value.direct, before)
  }
  if (postgres._tag === "Shown") {
    const { byState, max, reserved, total } = postgres.value.connections
    const found = gauge("Postgres", ["connections", undefined])
    found.recall(before.map(({ at, connections }) => [at, connections, 0]))
    found.show(at, total, max - reserved, 0, [
      byState.map(({ count, name }) => `${count} ${name}`).join(", "),
      `${reserved} more are reserved`,
      `${postgres.value.totals.deadlocks.toLocaleString("en")} deadlocks so far`
    ])
  }
}

const showSections = () => {
  if (latest === undefined) return
  for (const [index, section] of latest.sections.entries()) {
    const view = views.get(index) ?? new SectionView()
    views.set(index, view)
    if (view.root.parentElement === null) byId("sections").appendChild(view.root)
    view.show(section, filter)
  }
  for (const [index, view] of views) {
    if (index < latest.sections.length) continue
    view.root.remove()
    views.delete(index)
  }
}

/** @param {string} text @param {"live" | "lost" | "paused"} state */
const say = (text, state) => {
  const status = byId("status")
  if (status.textContent !== text) status.textContent = text
  status.dataset["state"] = state
}

/** @param {Event} event */
const show = (event) => {
  latest = event
  byId("program").textContent = event.overview.program
  byId("clock").textContent = new Date(event.overview.at).toLocaleTimeString()
  showGauges(event.overview)
  showSections()
}

const setPaused = (/** @type {boolean} */ value) => {
  paused = value
  byId("pause").setAttribute("aria-pressed", String(paused))
  say(paused ? "paused" : "live", paused ? "paused" : "live")
}

const connect = () => {
  const source = new EventSource("/events")
  source.addEventListener("history", ({ data }) => {
    past = JSON.parse(data)
  })
  source.addEventListener("message", ({ data }) => {
    if (paused) return
    say("live", "live")
    show(JSON.parse(data))
  })
  source.addEventListener("error", () => {
    if (!paused) say("the program does not answer; trying again", "lost")
    if (source.readyState !== EventSource.CLOSED) return // the browser tries again by itself
    source.close()
    setTimeout(connect, 1_000)
  })
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
connect()
