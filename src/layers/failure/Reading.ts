import { verdictOf } from "./known/SqlState.ts"

/** A message as somebody copied it, taken apart. */
export interface Reading {
  /** What it may say, from the whole to the innermost. */
  readonly texts: ReadonlyArray<string>
  readonly sqlState: string | undefined
  readonly severity: string | undefined
}

/** What stands before a message: severities, exceptions' classes, programs, services and their operations. */
const prefixes: ReadonlyArray<RegExp> = [
  /^(?:FATAL|ERROR|PANIC|WARNING|Error|error|db error|server error|Caused by|cause|message)\s*:\s*/,
  /^\(?[\w.$]*(?:Error|Exception|Errors?\.\w+|Timeout)\w*\)?(?:\s*\[[^\]]*\])?\s*:?\s+/,
  /^connection (?:to server )?(?:at|to) [^]*? failed:\s*/,
  /^(?:pq|psql|pg|aquifer|PgConnection|PgClient|Error querying the database|Error in connector)\s*:\s*/,
  /^[A-Z]\w*\.\w+:\s*/
]

/** A message inside another: after a severity, in a debugging form, or quoted by one of ours. */
const inner: ReadonlyArray<RegExp> = [
  /[^]*\b(?:FATAL|ERROR|PANIC)\s*:\s+([^]+)$/,
  /\bmessage["']?\s*[:=]\s*"((?:[^"\\]|\\.)*)"/,
  /\bmessage["']?\s*[:=]\s*'((?:[^'\\]|\\.)*)'/,
  /\bsays "([^]+?)"(?= \(SQLSTATE |: )/
]

/** What follows a message: its code, its detail, where it stood. */
const suffixes: ReadonlyArray<RegExp> = [
  /\s*\n[^]*$/,
  /\s*[([]?SQLSTATE[\s:=[]*\w{5}[\])]?\s*$/i,
  /\s*\bat character \d+\s*$/,
  /["'`”\s]+$/,
  /^["'`“\s]+/
]

const sqlStates: ReadonlyArray<RegExp> = [
  /\bSQLSTATE[\s:=[('"]*([0-9A-Z]{5})\b/gi,
  /\b(?:sql_?state|pgcode|code)["']?\s*[:=]\s*(?:SqlState\(E)?["']?([0-9A-Z]{5})\b/gi,
  /(?:^|[[\s])([0-9][0-9A-Z]{4})(?:\]|:\s)/g
]

const without = (patterns: ReadonlyArray<RegExp>, text: string): string => {
  for (const pattern of patterns) {
    const shorter = text.replace(pattern, "")
    if (shorter !== text && shorter !== "") return shorter
  }
  return text
}

/** Peels one layer after the other off a text. */
const peel = (text: string): ReadonlyArray<string> => {
  const texts = [text]
  for (let last = text; ;) {
    const next = without(suffixes, without(prefixes, last))
    if (next === last) return texts
    texts.push(next)
    last = next
  }
}

const sqlStateIn = (message: string): string | undefined =>
  sqlStates
    .flatMap((pattern) => [...message.matchAll(pattern)].map(([, code = ""]) => code.toUpperCase()))
    .find((code) => verdictOf(code) !== undefined)

/** No message is longer, and patterns take their time with a long text. */
const longest = 4_000

/** Reads a message with all that may have been copied with it. */
export const read = (message: string): Reading => {
  const trimmed = message.slice(0, longest).trim()
  const inside = inner.flatMap((pattern) => pattern.exec(trimmed)?.[1]?.replaceAll(/\\(["'\\])/g, "$1") ?? [])
  return {
    texts: [...new Set([trimmed, ...inside].flatMap(peel))],
    sqlState: sqlStateIn(trimmed),
    severity: [...trimmed.matchAll(/\b(?:FATAL|ERROR|PANIC)\b/g)].at(-1)?.[0]
  }
}
