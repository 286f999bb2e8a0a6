/**
 * The title of a Markdown text: what its front matter calls it, or else its first heading; `undefined` when it has none.
 *
 * It knows `# x` and underlined headings of any level, and looks past fenced and indented code and HTML comments.
 * Markup inside the heading stays as it is written. Time is linear in the text.
 */
export const find = (text: string): string | undefined => {
  const lines = text.split(/\r\n|\n|\r/)
  const front = frontMatter(lines)
  return named(lines.slice(0, front)) ?? heading(lines.slice(front))
}

/** The `title: x` or `title = "x"` of the front matter, out of its quotation marks, and `title: >` over the next lines. */
const named = (front: ReadonlyArray<string>): string | undefined => {
  for (const [at, line] of front.entries()) {
    const [, written] = /^(?:title|"title"|'title')\s*[:=]\s*(\S.*)$/.exec(line) ?? []
    if (written === undefined) continue
    const title = quoted(written) ?? (isBlock(written) ? folded(front.slice(at + 1)) : bare(written))
    return title === "" ? undefined : title
  }
  return undefined
}

/** What stands in quotation marks, as whose language writes such marks inside: YAML and TOML have both of these. */
const quoted = (written: string): string | undefined => {
  const [, double] = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(written) ?? []
  if (double !== undefined) return double.replaceAll(/\\(["\\/])/g, "$1").trim()
  const [, single] = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(written) ?? []
  return single?.replaceAll("''", "'").trim()
}

/** What refers to something, or is a list or a map, is no title by itself. */
const bare = (written: string): string =>
  /^[&*!{[]/.test(written) ? "" : written.replace(/\s#.*$/, "").trim()

const isBlock = (written: string): boolean => /^[>|][-+\d]*\s*(?:#.*)?$/.test(written)

/** The lines that are indented, as one. */
const folded = (lines: ReadonlyArray<string>): string => {
  const end = lines.findIndex((line) => !/^(?:[ \t]|$)/.test(line))
  return lines
    .slice(0, end === -1 ? undefined : end)
    .map((line) => line.trim())
    .join(" ")
    .trim()
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

/** How many lines the block of metadata before the text takes; a `---` without a second one is only a rule. */
const frontMatter = (lines: ReadonlyArray<string>): number => {
  const mark = lines[0]?.trimEnd()
  if (mark !== "---" && mark !== "+++") return 0
  return lines.findIndex((line, at) => at > 0 && line.trimEnd() === mark) + 1
}
