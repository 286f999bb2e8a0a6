/** Where a tag begins: Jinja's, dbt's, Go's and Handlebars', ERB's, JavaScript's and Flyway's, Ruby's, Elixir's. */
const opener = /\{\{|\{%|\{#|<%|[$#%@]\{/g

const closers: Readonly<Record<string, string>> = { "{%": "%}", "{#": "#}", "<%": "%>" }

/** Writes no SQL by itself: comments, and where the parts of a condition or a loop begin and end. */
const silent = /^(?:\{%|\{#|<%(?![=-])|\{\{[-~]?\s*(?:[#/^!]|(?:if|else|end|range|with|define|block)\b))/

/** Writes a comma or the like between the turns of a loop, and so nothing after the last. */
const between = /\{%-?\s*if not loop\.last\s*-?%\}[^{]*\{%-?\s*endif\s*-?%\}/g

const endOfBraces = (source: string, start: number): number => {
  const brace = /[{}]/g
  brace.lastIndex = start
  let depth = 0
  for (let found = brace.exec(source); found !== null; found = brace.exec(source)) {
    depth += found[0] === "{" ? 1 : -1
    if (depth === 0) return brace.lastIndex
  }
  return -1
}

const endOf = (source: string, start: number, open: string): number => {
  const close = closers[open]
  if (close === undefined) return endOfBraces(source, start)
  const found = source.indexOf(close, start + open.length)
  return found === -1 ? -1 : found + close.length
}

/** A tag in as many characters: nothing, or `{___}`, which is a placeholder. */
const stand = (tag: string): string =>
  silent.test(tag) ? " ".repeat(tag.length) : `{${"_".repeat(tag.length - 2)}}`

/**
 * A script whose template tags are placeholders of the same length, so that quotes and semicolons in them are none of
 * the script's. Both sides of a condition stay, one behind the other.
 */
export const render = (source: string): string => {
  const text = source.replaceAll(between, (found) => " ".repeat(found.length))
  let result = ""
  let at = 0
  opener.lastIndex = 0
  for (let found = opener.exec(text); found !== null; found = opener.exec(text)) {
    const end = endOf(text, found.index, found[0])
    if (end === -1) continue
    result += text.slice(at, found.index) + stand(text.slice(found.index, end))
    at = end
    opener.lastIndex = end
  }
  return result + text.slice(at)
}
