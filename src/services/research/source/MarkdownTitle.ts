import * as FrontMatter from "./FrontMatter.ts"

/**
 * The title of a Markdown text: what its front matter calls it, or else its first heading; `undefined` when it has none.
 *
 * It knows `# x` and underlined headings of any level, and looks past fenced and indented code and HTML comments.
 * Markup inside the heading stays as it is written. Time is linear in the text.
 */
export const find = (text: string): string | undefined => {
  const lines = text.split(/\r\n|\n|\r/)
  const front = FrontMatter.length(lines)
  return FrontMatter.title(lines.slice(0, front)) ?? heading(lines.slice(front))
}

const heading = (lines: ReadonlyArray<string>): string | undefined => {
  let paragraph: Array<string> = []
  let block = false
  for (const line of prose(lines)) {
    const title = atx(line) ?? (paragraph.length > 0 && isUnderline(line) ? paragraph.join(" ") : "")
    if (title !== "") return title
    block = line.trim() !== "" && (block || opensBlock(line))
    // Indented code needs a blank line before it; below text it is that text going on.
    const goesOn = !block && line.trim() !== "" && (paragraph.length > 0 || !isIndented(line))
    if (goesOn) paragraph.push(line.trim())
    else paragraph = []
  }
  return undefined
}

/** The text of a `# heading`: "" when it has none, `undefined` when the line is no such heading. */
const atx = (line: string): string | undefined => {
  const text = /^ {0,3}#{1,6}(?:[ \t](.*))?$/.exec(line)
  if (text === null) return undefined
  const title = text[1]?.trim() ?? ""
  // A closing sequence counts only after a space. Not a pattern: one that ends in `#+$` takes quadratic time.
  let end = title.length
  while (title[end - 1] === "#") end -= 1
  return end === 0 ? "" : /[ \t]/.test(title.charAt(end - 1)) ? title.slice(0, end).trim() : title
}

const isUnderline = (line: string): boolean => /^ {0,3}(?:=+|-+)[ \t]*$/.test(line)

const isIndented = (line: string): boolean => /^(?: {4}|\t)/.test(line)

/** Quotes, lists, tables and HTML go on to the next blank line, and no underline makes a heading of them. */
const opensBlock = (line: string): boolean =>
  /^ {0,3}(?:[>|<]|[-*+](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))/.test(line)

/** The lines in which a heading can be. */
function* prose(lines: ReadonlyArray<string>): Generator<string> {
  let fence: string | undefined
  let comment = false
  for (const line of lines) {
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined
      continue
    }
    const hidden: boolean = comment || /^ {0,3}<!--/.test(line)
    comment = hidden && !line.includes("-->")
    if (!hidden) fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
    yield hidden || fence !== undefined ? "" : line
  }
}

const closes = (line: string, fence: string): boolean => {
  const marks = line.trim()
  return !isIndented(line) && marks.length >= fence.length && marks === fence.charAt(0).repeat(marks.length)
}
