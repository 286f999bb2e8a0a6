import { conditions } from "../known/Condition.ts"
import { verdictOf } from "../known/SqlState.ts"

/** The SQLSTATEs that a text names. */
export interface Codes {
  /** One that says what happened. */
  readonly sure?: string
  /** One that counts if nothing else is known: a client's for whatever a login failed of, a pooler's for everything. */
  readonly unsure?: string
}

/** Codes that clients and poolers put around others' words. */
const vague = new Set([
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "08P01",
  "57000",
  "58000",
  "HV000",
  "XX000"
])

export const isVague = (sqlState: string): boolean => vague.has(sqlState)

/** A transaction fails so after whatever failed in it before. */
const afterwards = "25P02"

/** Where a code is called one. */
const called: ReadonlyArray<RegExp> = [
  /\bSQL[ _-]?STATE(?:[\s_]*code)?["']?[\s:=[('"`]*(?:SqlState\()?["']?([0-9A-Z]{5})\b/gi,
  /\bSQL Error \[([0-9A-Z]{5})\]/g,
  /\b(?:originalCode|state_code|status_code|sqlstate_code|sqlerrcode|pgcode|pg_code|errcode|error_code)["'`]{0,2}\s*[:=]\s*["'`]{0,2}([0-9A-Z]{5})\b/gi,
  /(?:^|,)(?:ERROR|FATAL|PANIC),([0-9A-Z]{5}),/gm, // Postgres' CSV
  /\{error,\s*\w+,\s*<<"{1,2}([0-9A-Z]{5})"{1,2}>>/g, // epgsql
  /\bS(?:ERROR|FATAL|PANIC)\W{1,4}V(?:ERROR|FATAL|PANIC)\W{1,4}C([0-9A-Z]{5})\W{1,4}M/g, // the protocol's own bytes
  /\(67, "{1,2}([0-9A-Z]{5})"{1,2}\)/g, // the protocol's fields in Rust
  /:(?:state|sql-state|code) "{1,2}([0-9A-Z]{5})"{1,2}/g, // Clojure
  /%!\w\(string=([0-9A-Z]{5})\)/g, // Go, of a response that was printed as it is
  /\b(?:[Dd]atabase error |ERROR #)([0-9A-Z]{5})\b/g,
  /["']C["']:\s*["']([0-9A-Z]{5})["']/g, // pg8000
  /\b(?:PostgreSQL)?Severity\.\w+ ([0-9A-Z]{5}):/g // Dart
]

/** Where something stands that may be one, if Postgres has such a code. */
const likely: ReadonlyArray<RegExp> = [
  // A number of things is no code, such as of items.
  /\bcode["'`]{0,2}\s*[:=]\s*(?:Some\()?(?:SqlState\(E?)?["'`]{0,2}([0-9A-Z]{5})\b(?![ \t]+[a-z]+s[ \t]*(?:[.,;)\n"'`|\\]|$))/gi,
  /\bE(\d{5}|[0-9]{2}P\d{2}|XX\d{3})\)/g,
  /\b(?:ERROR|FATAL|PANIC):?\s+([0-9A-Z]{5})(?=[:\s(])/g,
  /^\s*\[([0-9][0-9A-Z]{4})\]\s(?=ERROR|FATAL)/g,
  /^\s*([0-9][0-9A-Z]{4}):\s/g,
  /["“'`]([0-9][0-9A-Z]{4}): (?=\p{L})/gu,
  /(?:Exception|Error)[^\n]{0,20}:\s([0-9][0-9A-Z]{4}):\s/g,
  /Exception:\s+(?:[^\n]{0,80}?\s)?\[([0-9][0-9A-Z]{4})\]\s/g,
  /\bServerError "([0-9A-Z]{5})"/g,
  /\b(?:ERROR|FATAL)\n(?:[^\n]{0,60}\s)?([0-9][0-9A-Z]{4})\n/g,
  /\b[Ee]rror(?:\s[Cc]ode)?[:=]?\s\(?([0-9]{2}[A-Z][0-9]{2})\b/g,
  /\b([0-9]{2}[A-Z][0-9A-Z]{2})\s+(?:ERROR|FATAL|PANIC):/g, // digits alone are more often the number of a process
  /[[(]([0-9]{2}P[0-9]{2}|[0-9]{2}[A-Z][0-9]{2})[\])]/g
]

/** What verbose logs write before every line that tells of no failure. */
const success = "00000"

/** A severity in front, in the server's language: `ОШИБКА:  40P01:`. */
const local = /[:：]\s+([0-9][0-9A-Z]{4})[:：]\s/g

const all = (text: string, patterns: ReadonlyArray<RegExp>): ReadonlyArray<string> =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => code.toUpperCase()))

/** Looks for the SQLSTATEs in a text. */
export const codesIn = (text: string): Codes => {
  const named = [
    ...all(text, called).filter((code) => verdictOf(code) !== undefined),
    ...all(text, likely).filter((code) => conditions.has(code)),
    ...all(text, [local]).filter((code) => code !== success && conditions.has(code))
  ]
  const clear = named.filter((code) => !vague.has(code))
  const sure = clear.find((code) => code !== afterwards) ?? clear[0]
  const unsure = named[0]
  return {
    ...(sure === undefined ? undefined : { sure }),
    ...(unsure === undefined ? undefined : { unsure })
  }
}

/** A code that was given with a message: it is one, but may be a vague one. */
export const given = (sqlState: string): Codes =>
  vague.has(sqlState) ? { unsure: sqlState } : { sure: sqlState, unsure: sqlState }
