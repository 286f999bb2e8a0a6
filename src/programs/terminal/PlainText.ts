/** What moves a terminal's cursor, ends a line or turns the direction of writing; a query's text may hold any of it. */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu

/** Text of unknown origin that a terminal shows and does not obey. */
export const printable = (text: string): string => text.replaceAll(unprintable, " ")

/** The same as one line, with one space between its words. */
export const line = (text: string): string => printable(text).replaceAll(/\s+/g, " ").trim()

/** Characters that take two columns of a terminal, and marks that take none; others take one. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const mark = /\p{M}/u

const columns = (character: string): number => (wide.test(character) ? 2 : mark.test(character) ? 0 : 1)

/** How many columns of a terminal a line takes. */
export const width = (text: string): number => {
  let total = 0
  for (const character of text) total += columns(character)
  return total
}

/** A line that takes no more columns than there are; what is cut off is an ellipsis. */
export const fit = (text: string, most: number): string => {
  if (width(text) <= most) return text
  let taken = 0
  let kept = ""
  for (const character of text) {
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
