// Runs in the browser. Every text goes in as textContent: a query's text is anybody's.

import { compare, measure } from "./cells.js"

/** @import { Section } from "../../monitor/sections/Section.ts" */

/** @param {string} name @param {string} [text] @param {string} [className] */
export const element = (name, text = "", className = "") => {
  const made = document.createElement(name)
  made.textContent = text
  if (className !== "") made.className = className
  return made
}

/** Trees keep the order of their branches. */
const isTree = (/** @type {Section} */ { id }) => id === "blocking"

/** Rows of a list that are shown before somebody asks for all of them. */
const most = 15

/** A section of the page: a table that can be sorted by its columns, and what there is to say about it. */
export class SectionView {
  /** @type {{ column: number, descending: boolean } | undefined} */
  #order
  #shown = ""
  /** @type {Section | undefined} */
  #section
  #filter = ""
  #unfolded = false

  constructor() {
    this.root = element("section")
    this.root.className = "card"
    this.title = this.root.appendChild(element("h2"))
    this.notes = this.root.appendChild(element("div"))
    this.scroller = this.root.appendChild(element("div", "", "scroller"))
    this.scroller.tabIndex = 0
    this.scroller.setAttribute("role", "region")
    const table = this.scroller.appendChild(element("table"))
    this.head = table.appendChild(element("thead"))
    this.body = table.appendChild(element("tbody"))
    this.none = this.root.appendChild(element("p", "none", "faint"))
    this.more = this.root.appendChild(element("button", "", "more"))
    this.more.setAttribute("type", "button")
    this.more.addEventListener("click", () => {
      this.#unfolded = !this.#unfolded
      if (this.#section !== undefined) this.show(this.#section, this.#filter)
    })
  }

  /** @param {Section} section @param {string} filter */
  show(section, filter) {
    const shown = JSON.stringify([section, filter, this.#order, this.#unfolded])
    if (shown === this.#shown) return
    this.#shown = shown
    const sameHead = JSON.stringify(this.#section?.head) === JSON.stringify(section.head)
    this.#section = section
    this.#filter = filter
    this.root.id = section.id
    this.title.textContent = section.title
    this.scroller.setAttribute("aria-label", section.title)
    this.notes.replaceChildren(...section.notes.map((note) => element("p", note, "note")))
    if (!sameHead || this.head.children.length === 0) this.#showHead(section)
    this.#showRows(section)
  }

  /** @param {Section} section */
  #showHead(section) {
    const row = element("tr")
    for (const [column, name] of section.head.entries()) {
      // A column whose cells say themselves what they are has no head.
      const cell = row.appendChild(element(name === "" ? "td" : "th"))
      if (name !== "") cell.setAttribute("scope", "col")
      if (isTree(section) || name === "") cell.textContent = name
      else cell.appendChild(element("button", name)).addEventListener("click", () => this.#sortBy(column))
    }
    this.head.replaceChildren(...(section.head.length === 0 ? [] : [row]))
  }

  /** @param {number} column */
  #sortBy(column) {
    this.#order = { column, descending: this.#order?.column === column ? !this.#order.descending : true }
    for (const [index, cell] of [...this.head.querySelectorAll("th, td")].entries()) {
      if (index === column)
        cell.setAttribute("aria-sort", this.#order.descending ? "descending" : "ascending")
      else cell.removeAttribute("aria-sort")
    }
    if (this.#section !== undefined) this.show(this.#section, this.#filter)
  }

  /** Whether a column is set to the right. @param {Section} section @param {number} column */
  #isNumeric({ rows }, column) {
    return rows.length > 0 && rows.every((row) => row[column] === "-" || measure(row[column]) !== undefined)
  }

  /** @param {Section} section */
  #arranged(section) {
    const wanted = this.#filter.trim().toLowerCase()
    const rows =
      isTree(section) || wanted === "" || section.head.length === 0
        ? [...section.rows]
        : section.rows.filter((row) => row.some((cell) => String(cell).toLowerCase().includes(wanted)))
    const order = this.#order
    if (order === undefined) return rows
    const sign = order.descending ? -1 : 1
    return rows.toSorted((left, right) => sign * compare(left[order.column], right[order.column]))
  }

  /** @param {Section} section */
  #showRows(section) {
    const arranged = this.#arranged(section)
    this.more.hidden = arranged.length <= most
    this.more.textContent = this.#unfolded ? `show ${most} rows` : `show all ${arranged.length} rows`
    this.more.setAttribute("aria-expanded", String(this.#unfolded))
    const rows = (this.#unfolded ? arranged : arranged.slice(0, most)).map((cells) => {
      const row = element("tr")
      for (const [index, cell] of cells.entries()) {
        const isHeading = section.head.length === 0 && index === 0
        const words = typeof cell === "number" ? cell.toLocaleString("en") : cell
        const kind = section.head.length > 0 && this.#isNumeric(section, index) ? "number" : "text"
        const made = row.appendChild(element(isHeading ? "th" : "td", words, kind))
        if (isHeading) made.setAttribute("scope", "row")
      }
      return row
    })
    this.body.replaceChildren(...rows)
    this.scroller.hidden = rows.length === 0
    const empty = rows.length === 0 && section.notes.length === 0
    this.none.hidden = !empty
    this.root.classList.toggle("empty", empty)
    for (const [column, cell] of [...this.head.querySelectorAll("th, td")].entries()) {
      cell.className = this.#isNumeric(section, column) ? "number" : ""
    }
  }
}
