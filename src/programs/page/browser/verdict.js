// Runs in the browser: what is wrong now, in words, with the table that shows it and what the chapters say of it.
import { element } from "./table.js"

/** @import { Sighting, Verdict } from "../../monitor/verdict/Verdict.ts" */

/** @param {string} text @param {string} href */
const link = (text, href) => {
  const made = element("a", text)
  made.setAttribute("href", href)
  return made
}

/** @param {Element} element @param {string} text */
const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text
}

/** A finding: a line that opens. It stays the same element while it is seen, so that it stays open, and in focus. */
class SightingView {
  constructor() {
    this.root = element("li")
    const details = this.root.appendChild(element("details"))
    this.summary = details.appendChild(element("summary"))
    this.name = this.summary.appendChild(element("strong"))
    this.first = this.summary.appendChild(element("span"))
    this.seen = details.appendChild(element("p", "", "seen"))
    this.why = details.appendChild(element("p"))
    this.remedy = details.appendChild(element("p"))
    this.links = details.appendChild(element("p"))
  }

  /** @param {Sighting} sighting */
  show({ finding, section }) {
    const { evidence, name, reason, remedy, severity } = finding
    const [first = ""] = evidence.split("\n")
    this.root.dataset["severity"] = severity
    say(this.name, name)
    say(this.first, ` ${first}`)
    say(this.seen, evidence)
    this.seen.hidden = first === evidence
    say(this.why, `Why: ${reason}`)
    say(this.remedy, `Do: ${remedy}`)
    if (this.links.childElementCount > 0) return
    if (section !== undefined) this.links.append(link("its table", `#${section}`), " · ")
    this.links.append(link("its chapter", `findings/${name}`))
  }
}

/** The verdict at the head of the page. */
export class VerdictView {
  /** @type {Map<string, SightingView>} */
  #views = new Map()

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.line = root.appendChild(element("h2"))
    this.line.setAttribute("aria-live", "polite")
    this.list = root.appendChild(element("ul", "", "sightings"))
  }

  /** @param {Verdict} verdict */
  show({ line, sightings, state }) {
    this.root.hidden = false
    this.root.dataset["state"] = state
    say(this.line, line)
    const names = new Set()
    for (const [index, sighting] of sightings.entries()) {
      const name = `${sighting.finding.name} ${sighting.section}`
      names.add(name)
      const view = this.#views.get(name) ?? new SightingView()
      this.#views.set(name, view)
      view.show(sighting)
      if (this.list.children[index] !== view.root)
        this.list.insertBefore(view.root, this.list.children[index] ?? null)
    }
    for (const [name, view] of this.#views) {
      if (names.has(name)) continue
      view.root.remove()
      this.#views.delete(name)
    }
  }
}
