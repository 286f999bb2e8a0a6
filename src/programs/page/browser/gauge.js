// Runs in the browser: what a pool or Postgres has in use, now and over the last minutes.
import { draw } from "./chart.js"
import { element } from "./table.js"

/** @import { ChartSpec } from "../Chart.ts" */

const most = 300 // five minutes, a value a second

/** A gauge with its bar, its numbers and its curve. */
export class Gauge {
  /** @type {number[]} */
  #times = []
  /** Null where nothing was to be seen, so that the curve is broken there. @type {[(number | null)[], (number | null)[]]} */
  #values = [[], []]
  #max = 1
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
  }

  /** @returns {ChartSpec} */
  #spec() {
    const [first, second] = this.labels
    return {
      title: this.name,
      empty: "The curve begins now: nobody has looked in the last minutes.",
      along: "clock",
      x: this.#times,
      max: this.#max,
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

  /** A gap before the first value is none. @param {number} at @param {number | null} value @param {number | null} second */
  #add(at, value, second) {
    if (value === null && this.#times.length === 0) return
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
      if (at / 1_000 > (this.#times.at(-1) ?? 0)) this.#add(at, value, value === null ? null : (second ?? 0))
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
    this.#mark(true, facts)
    this.meter.max = max
    this.meter.high = max * 0.9
    this.meter.value = value
    this.#max = max
    this.#draw()
  }

  /**
   * Says that nothing is to be seen of it, and why: its last numbers are no longer true.
   *
   * @param {number} at @param {string} reason
   */
  unknown(at, reason) {
    this.#add(at, null, null)
    this.figures.replaceChildren(element("strong", "unknown"), ` ${this.labels[0]}`)
    this.#mark(false, [reason])
    this.#draw()
  }

  /** @param {boolean} isKnown @param {ReadonlyArray<string>} facts */
  #mark(isKnown, facts) {
    this.root.dataset["state"] = isKnown ? "known" : "unknown"
    this.meter.hidden = !isKnown
    this.facts.replaceChildren(...facts.map((fact) => element("li", fact)))
  }

  #draw() {
    const spec = this.#spec()
    if (this.#chart === undefined) this.#chart = draw(this.figure, spec)
    else this.#chart.update(spec)
  }
}
