import { functionNames } from "../rules/FunctionRules.ts"
import * as Grammar from "../sql/Grammar.ts"
import { firstToken, tokenAt } from "../sql/Lexer.ts"
import { always, type Branch } from "./Branch.ts"
import { Branches } from "./Branches.ts"
import { DynamicSql } from "./DynamicSql.ts"

/** SQL that stands in a body, which character of the whole text each of its characters is, and when it runs. */
export interface Piece {
  readonly text: string
  readonly position: (index: number) => number
  readonly branch: Branch
}

/** Where EXECUTE runs what nobody knows before, or a body stands in a language that is not read. */
export interface Unread {
  /** A character's index in the text. */
  readonly position: number
  /** The body's; left out for EXECUTE. */
  readonly language?: string
}

/** What was found in a body, and what was not. */
export interface Found {
  readonly pieces: ReadonlyArray<Piece>
  readonly unread: ReadonlyArray<Unread>
}

/** The calls in a text that the grammar cannot read, each as a statement of its own. */
export const calls = (text: string, offset = 0): ReadonlyArray<Piece> => {
  const found: Array<Piece> = []
  let at = 0
  while (at < text.length) {
    const { end, kind, start } = tokenAt(text, at)
    at = end
    const name = kind === "quoted" ? text.slice(start + 1, end - 1) : text.slice(start, end).toLowerCase()
    if ((kind !== "word" && kind !== "quoted") || !functionNames.has(name)) continue
    const close = endOfCall(text, end)
    if (close === undefined) continue
    found.push({
      text: `SELECT ${text.slice(start, close)}`,
      position: (index) => offset + start + Math.max(0, index - "SELECT ".length),
      branch: always
    })
  }
  return found
}

/** Where the parentheses close that open next; undefined when none do. */
const endOfCall = (text: string, from: number): number | undefined => {
  let depth = 0
  let at = from
  while (at < text.length) {
    const { end, kind } = tokenAt(text, at)
    at = end
    if (kind === "(") depth++
    else if (kind === ")") depth--
    else if (depth === 0 && kind !== "space" && kind !== "comment") return undefined
    if (depth === 0 && kind === ")") return at
  }
  return undefined
}

/** Behind these a statement of PL/pgSQL may begin. */
const leading: ReadonlySet<string> = new Set(["begin", "then", "else", "loop", "declare"])

/** Ends a block, and is a statement to the grammar. */
const ending = /^(?:end|commit|rollback)\b/i

/** Where a statement may begin between two semicolons, and where the second one stands. */
const segment = (text: string, from: number): readonly [starts: ReadonlyArray<number>, end: number] => {
  const starts = [from]
  let at = from
  while (at < text.length) {
    const { end, kind, start } = tokenAt(text, at)
    if (kind === ";") return [starts, start]
    if (kind === "word" && leading.has(text.slice(start, end).toLowerCase())) starts.push(end)
    at = end
  }
  return [starts, text.length]
}

/** PERFORM is SELECT, in as many characters. */
const asSql = (text: string): string => text.replace(/^perform\b/i, "SELECT ")

/** The expression of an EXECUTE, without what stands behind it. */
const executed = (text: string): string => {
  const from = "execute".length
  for (let at = from; at < text.length;) {
    const { end, kind, start } = tokenAt(text, at)
    if (kind === "word" && /^(?:into|using|loop)$/i.test(text.slice(start, end)))
      return text.slice(from, start)
    at = end
  }
  return text.slice(from)
}

const parses = (text: string): boolean => text.trim() !== "" && Grammar.parse(text) !== "not SQL"

/**
 * The statements of a PL/pgSQL body that cannot be read as a whole, because of a type that is not known here for
 * example: what lies between semicolons where the grammar takes it, and the calls in the rest.
 */
export const statements = (text: string, offset: number): Found => {
  const pieces: Array<Piece> = []
  const unread: Array<Unread> = []
  const dynamicSql = new DynamicSql()
  const branches = new Branches()
  for (let at = 0; at < text.length;) {
    const [starts, end] = segment(text, at)
    const begins = starts.map((start) => firstToken(text, start))
    const executes = begins.find((start) => /^execute\b/i.test(text.slice(start, end)))
    const begin = begins.find(
      (start) => !ending.test(text.slice(start, end)) && parses(asSql(text.slice(start, end)))
    )
    for (const start of begins) {
      // Which of the values stays is not known: all of them may.
      branches.enter()
      dynamicSql.assign(text.slice(start, end), branches.now)
      branches.leave()
    }
    if (executes !== undefined) {
      const { isWhole, texts } = dynamicSql.writtenBy(executed(text.slice(executes, end)))
      pieces.push(...texts.map((each) => ({ text: each, position: () => offset + executes, branch: always })))
      pieces.push(...calls(text.slice(at, end), offset + at))
      if (!isWhole) unread.push({ position: offset + executes })
    } else if (begin === undefined) pieces.push(...calls(text.slice(at, end), offset + at))
    else {
      const position = (index: number) => offset + begin + index
      pieces.push({ text: asSql(text.slice(begin, end)), position, branch: always })
    }
    at = end + 1
  }
  return { pieces, unread }
}
