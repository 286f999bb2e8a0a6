// Preloaded into a program with --import: as it ends, it writes what it loaded and the memory it had at its peak, as a
// line of JSON on standard error.
import { readFileSync } from "node:fs"
import { registerHooks } from "node:module"

const urls: Array<string> = []
registerHooks({
  load: (url, context, next) => {
    urls.push(url)
    return next(url, context)
  }
})

/** Linux counts what the parent had when it forked into `maxRSS`, and only this program's own into VmHWM. */
const peakKibibytes = (): number => {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : ""
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
}

process.on("exit", () => {
  process.stderr.write(`${JSON.stringify({ urls, peakMebibytes: peakKibibytes() / 1_024 })}\n`)
})
