import { type Fiber, References } from "effect"

/** Effect's files, this library's own, and Node's: places that no caller can change. */
const library = new URL("../../", import.meta.url).href
const isForeign = (line: string): boolean =>
  /[\\/]node_modules[\\/](@effect[\\/]|effect[\\/])/.test(line) ||
  /\(?node:/.test(line) ||
  ["layers/", "services/"].some((room) => line.includes(library + room))

const siteIn = (stack: string | undefined): string | undefined =>
  stack
    ?.split("\n")
    .map((line) => line.trim())
    .findLast((line) => line !== "" && !isForeign(line))
    ?.replace(/^at /, "")

/** The innermost span around a fiber's work that is not the SQL client's own. */
export const frameOf = (fiber: Fiber.Fiber<unknown, unknown>): References.StackFrame | undefined => {
  let frame = fiber.getRef(References.CurrentStackFrame)
  while (frame !== undefined && frame.name.startsWith("sql.")) frame = frame.parent
  return frame
}

/**
 * Where in the caller's own source the work of a fiber begins: of the spans and functions around it the innermost that
 * was called or, where Effect itself called it, made there.
 */
export const of = (fiber: Fiber.Fiber<unknown, unknown>): string | undefined => {
  for (let frame = frameOf(fiber); frame !== undefined; frame = frame.parent) {
    const site = siteIn(frame.stack())
    if (site !== undefined) return site
  }
  return undefined
}
