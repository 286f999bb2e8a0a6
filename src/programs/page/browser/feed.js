// Runs in the browser: what the program sends each second.
/** @import { History } from "../../monitor/History.ts" */
/** @import { PageHistory, PageMoment } from "../../web/PageFeed.ts" */

/**
 * @typedef {object} Reader
 * @property {(history: History) => void} recall What was before this page, or while it had lost the program.
 * @property {(moment: PageMoment) => void} show
 * @property {() => void} lost Nothing comes, or not when it should: what is shown is no longer true.
 */

const overdue = 2_000 // an event comes each second, and half a second later at most
const patience = 5_000

/** Follows the program for as long as the page lives, and through its restarts. */
export const follow = (/** @type {Reader} */ reader) => {
  const source = new EventSource("events")
  const again = (/** @type {number} */ later) => {
    clearTimeout(lateness)
    clearTimeout(silence)
    source.close()
    setTimeout(() => follow(reader), later)
  }
  // A browser waits for ever for a program that hangs.
  const silent = () => {
    reader.lost()
    again(0)
  }
  let silence = setTimeout(silent, patience)
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let lateness
  const heard = () => {
    clearTimeout(lateness)
    clearTimeout(silence)
    lateness = setTimeout(reader.lost, overdue)
    silence = setTimeout(silent, patience)
  }
  source.addEventListener("open", heard)
  source.addEventListener("history", ({ data }) => {
    heard()
    /** @type {PageHistory} */
    const { moments } = JSON.parse(data)
    reader.recall(moments)
  })
  source.addEventListener("message", ({ data }) => {
    heard()
    reader.show(JSON.parse(data))
  })
  source.addEventListener("error", () => {
    clearTimeout(lateness)
    reader.lost()
    if (source.readyState === EventSource.CLOSED) again(1_000) // otherwise the browser tries again by itself
  })
}
