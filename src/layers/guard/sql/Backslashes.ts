import { tokenAt } from "./Lexer.ts"

const escape = /\\(?:[\s\S]|$)/g

/** What an escape stands for, in as many characters, where the string is read without escapes. */
const plain = (escaped: string): string => {
  if (escaped === "\\'") return "''"
  return /\\[nrtbf]/.test(escaped) ? "  " : escaped
}

/**
 * A text that was written for `standard_conforming_strings` off as one of the same length that the grammar, which
 * only knows it on, reads alike: in plain strings `\'` is a quote and not the end.
 */
export const conforming = (text: string): string => {
  let result = ""
  let at = 0
  while (at < text.length) {
    const { end, kind, start } = tokenAt(text, at, true)
    const piece = text.slice(start, end)
    result += kind === "string" && piece.startsWith("'") ? piece.replaceAll(escape, plain) : piece
    at = end
  }
  return result
}
