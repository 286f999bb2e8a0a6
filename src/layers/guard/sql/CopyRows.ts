import * as Grammar from "./Grammar.ts"
import { tokenAt } from "./Lexer.ts"

/** Another COPY before the rows end: then this one failed, or nobody ended its rows. */
const copyLine = /^[ \t]*\\?copy\b.*\bfrom\s+(?:stdin|stdout)\b/im

/** Words that begin a statement, where a line of a script begins with one. */
const leading =
  /^[ \t]*(?:abort|alter|analyze|begin|call|close|cluster|comment|commit|copy|create|deallocate|declare|delete|discard|do|drop|end|execute|explain|fetch|grant|insert|listen|load|lock|merge|notify|prepare|refresh|reindex|release|reset|revoke|rollback|savepoint|select|set|start|truncate|unlisten|update|vacuum|values|with)\b/gim

const statementAt = (text: string, start: number): string | undefined => {
  for (let at = start; at < text.length;) {
    const { end, kind } = tokenAt(text, at)
    if (kind === ";") return text.slice(start, at)
    at = end
  }
  return undefined
}

const isStatement = (text: string | undefined): boolean =>
  text !== undefined && Grammar.parse(text) !== "not SQL"

/** Where a statement begins in rows: at a line from which the grammar takes all up to a semicolon, or at `\copy`. */
const endOfRows = (text: string): number => {
  const copy = copyLine.exec(text)?.index ?? text.length
  leading.lastIndex = 0
  for (let found = leading.exec(text); found !== null && found.index < copy; found = leading.exec(text)) {
    if (isStatement(statementAt(text, found.index))) return found.index
  }
  return copy
}

/** The rows behind a COPY, and where the script goes on. */
export interface CopyRows {
  readonly start: number
  readonly end: number
  readonly next: number
}

/**
 * The rows of a COPY, which reach from the next line to `\.`, or to the end of the script as psql has it; but no
 * further than to where SQL goes on: after a COPY that fails, and one that some other tool feeds. Undefined where
 * there are none.
 */
export const behind = (source: string, at: number): CopyRows | undefined => {
  const newline = source.indexOf("\n", at)
  if (newline === -1 || source.slice(at, newline).replace(/--.*/, "").trim() !== "") return undefined
  const start = newline + 1
  const terminator = /^\\\.[ \t]*\r?$/gm
  terminator.lastIndex = start
  const found = terminator.exec(source)
  const text = source.slice(start, found?.index)
  if (found !== null && !copyLine.test(text)) {
    return { start, end: found.index, next: found.index + found[0].length }
  }
  const length = endOfRows(text)
  return length === 0 ? undefined : { start, end: start + length, next: start + length }
}
