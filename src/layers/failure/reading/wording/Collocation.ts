import { marks } from "../../known/clients/Stranger.ts"
import {
  type Collocation,
  type Collocations,
  collocations,
  ofConnecting
} from "../../known/languages/english/Collocation.ts"
import type { Verdict } from "../../known/Verdict.ts"

/** Words that only databases have, beside their names. */
const domain =
  /\b(?:relation|tablespace|postmaster|primary key|foreign key|(?:unique|check|not[- ]null) constraint|replication slot|checkpoint|pooler|wal|prepared statement|aborted transaction|failed transaction|row-level)\b/i

/** Frames of a stack, which name files and functions. */
const frames =
  /^[^\S\n]*(?:at |File "|from \/|in `|#\d+ |\d+: 0x|goroutine |Traceback|\.\.\. \d+ more|\(\w+\) lib\/)[^\n]*$/gm

/** Lines that tell of no failure: a log's, a program's own, and settings that are shown. */
const quiet =
  /^[^\n]*(?:\b(?:LOG|INFO|DEBUG|NOTICE|info|debug|notice)\b|\.{5}|={2}|=> |\b(?:except|catch|rescue|WHEN|instanceof|case) |\bis [A-Z]\w+\.)[^\n]*$/gm

/** What a language says of a program's mistake. */
const mistakes =
  /\bCannot read propert\w+ [^\n]*|\bis not a function\b|\bModule not found: [^\n]*|\bNo module named [^\n]*|\blisten E[A-Z]+[^\n]*/g

/** Names of packages before the name of a class. */
const packages = /\b[a-z]\w*(?:\.\w+){1,}\.(?=[A-Z]\w+)/g

/** Where a file lies; those of Postgres' own say something. */
const paths = /(?:[\w.@:-]*\/){2,}[\w.@-]*/g
const isOwn = /\.s\.PGSQL|postmaster|\bpg_|\.conf\b/

/** Names of exceptions and settings are words written together: `PoolTimeoutException`, `client_login_timeout`. */
const seams = /(?<=[a-z\d])(?=[A-Z])|_(?=\w)|(?<=[A-Z])(?=[A-Z][a-z])/g

const inWords = (text: string): string =>
  text
    .replaceAll(frames, "")
    .replaceAll(quiet, "")
    .replaceAll(mistakes, "")
    .replaceAll(packages, "")
    .replaceAll(paths, (path) => (isOwn.test(path) ? path : " "))
    .replaceAll(seams, " ")

const patternOf = ([one, other, between = 50]: Collocation): RegExp => {
  const gap = `[^\\n]{0,${between}}?`
  return new RegExp(
    `(?<![\\w-])(?:(?:${one})\\b${gap}\\b(?:${other})|(?:${other})\\b${gap}\\b(?:${one}))(?![\\w-])`,
    "i"
  )
}

/** Something that words say together, and the line that has them. */
export interface Together {
  readonly verdict: Verdict
  readonly line: string
}

const ready = ([means, ...says]: Collocations): readonly [Verdict, ReadonlyArray<RegExp>] => [
  means,
  says.map(patternOf)
]

let patterns: ReadonlyArray<ReturnType<typeof ready>> | undefined

/**
 * What a text is about by words that stand near each other, where a database is spoken of; `ours` where it is Postgres.
 * The patterns are made ready when it is first asked.
 */
export const ofCollocation = (text: string, ours: boolean): Together | undefined => {
  const words = inWords(text)
  if (![text, words].some((each) => marks.test(each) || domain.test(each))) return undefined
  patterns ??= [...collocations, ofConnecting].map(ready)
  const lines = words.split("\n")
  for (const [verdict, says] of patterns) {
    const at = lines.findIndex((line) => says.some((pattern) => pattern.test(line)))
    if (at >= 0 && (ours || verdict !== ofConnecting[0])) return { verdict, line: text.split("\n")[at] ?? "" }
  }
  return undefined
}
