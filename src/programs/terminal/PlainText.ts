/**
 * What moves a terminal's cursor, sets its title, ends a line or turns the direction of writing; what others wrote may
 * hold any of it. What joins the parts of a character stays.
 */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu
const unprintables = new RegExp(`(?:${unprintable.source})+`, "gu")

/** Text of unknown origin that a terminal shows and does not obey. */
export const printable = (text: string): string => text.replaceAll(unprintables, " ")

/** The same as one line, with one space between its words. */
export const line = (text: string): string => printable(text).replaceAll(/\s+/g, " ").trim()

const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`
  ).join("")

/** The same with its lines and tabs; commands are shown as JSON writes them, so that a document stays what it was. */
export const visible = (text: string): string =>
  text.replaceAll(unprintable, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character)
  )

/** The same of text that brings its own colours, in which whoever coloured it has left no other escape. */
export const visibleInColour = (text: string): string =>
  text.replaceAll(unprintable, (character) =>
    character === "\n" || character === "\t" || character === "\u001b" ? character : escaped(character)
  )

/** What takes two columns of a terminal; a character may consist of several code points. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u
const unseen = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u

const columns = (character: string): number => (wide.test(character) ? 2 : unseen.test(character) ? 0 : 1)

const ascii = /^[ -~]*$/
let segmenter: Intl.Segmenter | undefined

/** The characters of a text as people see them. */
const characters = (text: string): ReadonlyArray<string> =>
  ascii.test(text)
    ? [...text]
    : Array.from((segmenter ??= new Intl.Segmenter("en")).segment(text), ({ segment }) => segment)

/** How many columns of a terminal a line takes. */
export const width = (text: string): number => {
  if (ascii.test(text)) return text.length
  let total = 0
  for (const character of characters(text)) total += columns(character)
  return total
}

/** A line that takes no more columns than there are; what is cut off is an ellipsis. */
export const fit = (text: string, most: number): string => {
  if (width(text) <= most) return text
  let taken = 0
  let kept = ""
  for (const character of characters(text)) {
    taken += columns(character)
    if (taken > most - 1) break
    kept += character
  }
  return most < 1 ? "" : `${kept}…`
}

/** A line filled up with spaces. */
export const pad = (text: string, columns: number, side: "left" | "right"): string => {
  const space = " ".repeat(Math.max(0, columns - width(text)))
  return side === "left" ? space + text : text + space
}

/** What of a line is to be seen to the right of so many columns. */
export const from = (text: string, columnsBefore: number): string => {
  if (columnsBefore <= 0) return text
  let passed = 0
  let kept = ""
  for (const character of characters(text)) {
    const before = passed
    passed += columns(character)
    // Of a wide character at the edge the other half is a space.
    if (before >= columnsBefore) kept += character
    else if (passed > columnsBefore) kept += " ".repeat(passed - columnsBefore)
  }
  return kept
}

/** A text on as many lines as it takes, none wider unless a word is. */
export const wrap = (text: string, most: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let current = ""
  for (const word of line(text).split(" ")) {
    if (current !== "" && width(current) + 1 + width(word) > most) {
      lines.push(current)
      current = word
    } else current = current === "" ? word : `${current} ${word}`
  }
  return current === "" ? lines : [...lines, current]
}
