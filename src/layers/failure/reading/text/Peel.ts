import { severities } from "../../known/languages/Translations.ts"

/** A message as somebody copied it, taken apart. */
export interface Peeled {
  /** What it may say, from the whole to the innermost. */
  readonly texts: ReadonlyArray<string>
  /** What stands behind colons, where programs put the cause: `begin: dial: conn closed`. */
  readonly ends: ReadonlyArray<string>
  readonly severity: string | undefined
}

const severity = severities
  .toSorted((one, other) => other.length - one.length)
  .join("|")
  .replaceAll(/[()]/g, "\\$&")

/** What stands before a message: severities, exceptions' classes, programs, services and their operations. */
const prefixes: ReadonlyArray<RegExp> = [
  new RegExp(
    `^(?:${severity}|WARNING|LOG|Error|error|db error|server error|Caused by|cause|message)\\s*[:：]\\s*`
  ),
  /^\(?[\w.$:]*(?:Error|Exception|Errors?\.\w+|Timeout)\w*\)?(?:\s*\[[^\]]*\])?\s*:?\s+/,
  /^connection (?:to server )?(?:at|to) [^]*? failed:\s*/,
  /^(?:pq|psql|pg|aquifer|PgConnection|PgClient|Error querying the database|Error in connector)\s*:\s*/,
  /^[A-Z]\w*\.\w+:\s*/,
  /^[^\n]*?\b(?:pooler error|closing because):\s*/
]

/** A message inside another: after a severity, in a debugging form, or quoted by one of ours. */
const inner: ReadonlyArray<RegExp> = [
  new RegExp(`[^]*(?<![\\p{L}])(?:${severity})\\s?[:：]\\s+([^]+)$`, "u"),
  new RegExp(`(?<![\\p{L}])(?:${severity})\\s?[:：]\\s+([^\\n]+)`, "u"),
  /\bmessage["']?\s*[:=]\s*"((?:[^"\\]|\\.)*)"/,
  /\bmessage["']?\s*[:=]\s*'((?:[^'\\]|\\.)*)'/,
  /\bsays "([^]+?)"(?= \(SQLSTATE |: )/
]

/** What follows a message: its code, its detail, where it stood. */
const suffixes: ReadonlyArray<RegExp> = [
  /\s*\n[^]*$/,
  /\s*[([]?SQLSTATE[\s:=[]*\w{5}[\])]?\s*$/i,
  /\s*\(age=\d+s?\)\s*$/,
  /\s*\bat character \d+\s*$/,
  /["'`”»\s*|,]+$/,
  /^["'`“«>\s]+/
]

const without = (patterns: ReadonlyArray<RegExp>, text: string): string => {
  for (const pattern of patterns) {
    const shorter = text.replace(pattern, "")
    if (shorter !== text && shorter !== "") return shorter
  }
  return text
}

/** Takes one layer after the other off a text. */
const layers = (text: string): ReadonlyArray<string> => {
  const texts = [text]
  for (let last = text; ;) {
    const next = without(suffixes, without(prefixes, last))
    if (next === last) return texts
    texts.push(next)
    last = next
  }
}

/** What prose quotes as an error: short wordings have to be all that is quoted. */
const quoted: ReadonlyArray<RegExp> = [
  /\b(?:errors?|says?|message|fail\w* with)\b[^\n`"“*]{0,40}[`"“*]{1,5}([^\n`"“”*]{4,40})[`"”*]/gi,
  /[`"“*]([^\n`"“”*]{4,40})[`"”*]{1,5} (?:error|exception)/gi
]

const quotedIn = (text: string): ReadonlyArray<string> =>
  quoted
    .flatMap((pattern) => [...text.matchAll(pattern)].map(([, words = ""]) => words.trim()))
    .filter((words) => words.includes(" "))

const endsOf = (text: string): ReadonlyArray<string> => {
  const [line = ""] = text.split("\n", 1)
  return line
    .split(
      /: | - | \| |\] | F |\t|\((?=\w+ )|":"|\berror (?=[a-z])|(?<![\w/])\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /
    )
    .slice(1)
    .flatMap((segment) => [segment, segment.split(/["\\]/, 1)[0] ?? ""])
    .map((segment) => segment.replace(/[)\].\s*|,"'`]+$/, ""))
    .filter((segment) => segment.length > 2)
    .slice(-16)
}

/** No message is longer, and patterns take their time with a long text. */
const longest = 4_000

/** Takes a message out of what was copied with it. */
export const peel = (message: string): Peeled => {
  const trimmed = message.slice(0, longest).trim()
  const insides = inner.flatMap(
    (pattern) => pattern.exec(trimmed)?.[1]?.replaceAll(/\\(["'\\])/g, "$1") ?? []
  )
  const texts = [...new Set([trimmed, ...insides].flatMap(layers))]
  return {
    texts,
    ends: [...new Set([...texts.flatMap(endsOf), ...quotedIn(trimmed)])],
    severity: [...trimmed.matchAll(/\b(?:FATAL|ERROR|PANIC)\b/g)].at(-1)?.[0]
  }
}
