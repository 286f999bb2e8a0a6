/** What a piece of SQL text is, as far as need its statements and words needs to know. */
export type Kind = "space" | "comment" | "string" | "word" | "quoted" | ";" | "(" | ")" | "\\" | "other"

export interface Token {
  readonly kind: Kind
  readonly start: number
  readonly end: number
}

const space = /[\s\uFEFF]+/y
const word = /[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*/y
const dollar = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y
/** Reaches to a line feed or a carriage return, as Postgres has it. */
const lineComment = /--[^\n\r]*/y
const number = /\d[\w.]*/y
/** Runs of what is neither a word nor the beginning of anything else; a minus or slash may begin a comment. */
const other = /[^\s\w$'"();\\\-/\u0080-\uFFFF]+/y

const endOf = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

const until = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from)
  return found === -1 ? text.length : found + mark.length
}

/** Block comments nest. */
const blockComment = (text: string, start: number): number => {
  const mark = /\/\*|\*\//g
  mark.lastIndex = start
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === "/*" ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return text.length
}

/** A doubled quote is two tokens, which makes no difference when looking for the end of a statement. */
const escapedString = (text: string, start: number): number => {
  let at = start + 1
  while (at < text.length && text[at] !== "'") at += text[at] === "\\" ? 2 : 1
  return Math.min(at + 1, text.length)
}

/** `standard_conforming_strings` off gives every string backslashes, as E does to one. */
const plainString = (text: string, start: number, escapes: boolean): number =>
  escapes ? escapedString(text, start) : until(text, "'", start + 1)

const ofWord = (text: string, start: number): Token => {
  const end = endOf(word, text, start)
  const escapes = end === start + 1 && text[end] === "'" && (text[start] === "e" || text[start] === "E")
  return escapes ? { kind: "string", start, end: escapedString(text, end) } : { kind: "word", start, end }
}

/** The token that begins at `start`, with strings, dollar quotes and nested comments whole; unclosed ones reach the end. */
export const tokenAt = (text: string, start: number, escapes = false): Token => {
  const char = text[start] ?? ""
  switch (char) {
    case ";":
    case "(":
    case ")":
    case "\\":
      return { kind: char, start, end: start + 1 }
    case "'":
      return { kind: "string", start, end: plainString(text, start, escapes) }
    case '"':
      return { kind: "quoted", start, end: until(text, '"', start + 1) }
    case "$": {
      const open = endOf(dollar, text, start)
      if (open === start) return { kind: "other", start, end: start + 1 }
      return { kind: "string", start, end: until(text, text.slice(start, open), open) }
    }
    case "-":
      return text[start + 1] === "-"
        ? { kind: "comment", start, end: endOf(lineComment, text, start) }
        : { kind: "other", start, end: start + 1 }
    case "/":
      return text[start + 1] === "*"
        ? { kind: "comment", start, end: blockComment(text, start) }
        : { kind: "other", start, end: start + 1 }
    default:
      return ofMany(text, start)
  }
}

const ofMany = (text: string, start: number): Token => {
  const white = endOf(space, text, start)
  if (white > start) return { kind: "space", start, end: white }
  const digits = endOf(number, text, start)
  if (digits > start) return { kind: "other", start, end: digits }
  const named = ofWord(text, start)
  if (named.end > start) return named
  return { kind: "other", start, end: Math.max(start + 1, endOf(other, text, start)) }
}

/** Where the first thing begins that is neither space nor comment; the text's length if there is none. */
export const firstToken = (text: string, from: number): number => {
  let at = from
  while (at < text.length) {
    const { end, kind } = tokenAt(text, at)
    if (kind !== "space" && kind !== "comment") return at
    at = end
  }
  return text.length
}
