import { commonIssues } from "../known/CommonIssue.ts"
import { conditions } from "../known/Condition.ts"
import { reasons } from "../known/ReasonMeaning.ts"
import { routines } from "../known/Routine.ts"
import * as SqlState from "../known/SqlState.ts"
import type { Verdict } from "../known/Verdict.ts"
import * as Knowledge from "./Knowledge.ts"
import type { Match, Meaning } from "./wording/PhraseIndex.ts"

/** Something in a text that has a row. */
export interface Evidence {
  readonly verdict: Verdict
  readonly source: string
  readonly sqlState?: string
  /** The words that say so, if it was words. */
  readonly words?: string
  /** It was told by the form of a message alone. */
  readonly formal?: boolean
  /** Who said so; absent of a name alone, which says least. */
  readonly by?: Meaning["by"]
}

/** The answer of a SQLSTATE; `text` tells two things of one code apart. */
export const ofCode = (sqlState: string, text?: string): Evidence | undefined => {
  const verdict = SqlState.verdictOf(sqlState, undefined, text)
  const source = sqlState === "08P01" ? "Postgres or PgBouncer" : "Postgres"
  return verdict && { verdict, sqlState, source, by: "server" }
}

/** The code that words mean, and the English ones that tell which of its two things, where it says two. */
export const codeOf = (means: string): readonly [sqlState: string, english: string | undefined] =>
  /^\w{5} /.test(means) ? [means.slice(0, 5), means.slice(6)] : [means, undefined]

/** The answer of words that were found. */
export const ofMatch = ({ meaning: { by, means, source }, words }: Match): Evidence | undefined => {
  if (typeof means !== "string") return { verdict: means, source, words, by }
  const [sqlState, english] = codeOf(means)
  const found = ofCode(sqlState, english ?? words) ?? Knowledge.ofSystem(means)
  return found && { ...found, source: source === "Postgres" ? found.source : source, words, by }
}

/** Of all words that were found, those of clients, and those of servers and poolers. */
export const partition = (
  matches: ReadonlyArray<Match>
): readonly [clients: ReadonlyArray<Evidence>, servers: ReadonlyArray<Evidence>] => {
  const of = (client: boolean) =>
    matches
      .filter(({ meaning }) => (meaning.by === "client" || meaning.by === "wrapper") === client)
      .flatMap((match) => ofMatch(match) ?? [])
  return [of(true), of(false)]
}

const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z/]/g, "")

/** One of the issues that everybody meets, asked for by its title. */
export const ofIssue = (text: string): Evidence | undefined => {
  const issue = commonIssues.find(({ title }) => letters(title) === letters(text))
  return issue && { verdict: issue.verdict, source: "Postgres, a pooler or a client", by: "client" }
}

const saidBy = (by: Meaning["by"], found: Knowledge.Found | undefined): Evidence | undefined =>
  found && { verdict: found.verdict, source: found.source, by }

/** What a pooler says; `code` and `severity` narrow it where they are known. */
export const ofPooler = (text: string, code?: string, severity?: string): Evidence | undefined =>
  saidBy("pooler", Knowledge.ofPgBouncer(text, code, severity) ?? Knowledge.ofSupavisor(text, code))

/** What the driver of this library says. */
export const ofDriver = (text: string): Evidence | undefined => {
  // It names one message of the protocol.
  if (text.startsWith("Unexpected ") && !/^Unexpected \w+(?:;| while idle$|$)/.test(text)) return undefined
  const [before = "", ...after] = text.split(": ")
  return saidBy(
    "client",
    Knowledge.ofDriver(before, after.join(": ")) ??
      Knowledge.ofDriver(text, "") ??
      Knowledge.ofDriverCause(text)
  )
}

/** Node's codes and those of its clients; Erlang writes them small, with a colon. */
export const ofSystem = (text: string): Evidence | undefined => {
  for (const [, code = "", atom = ""] of text.matchAll(/\b([A-Z][A-Z0-9_]{3,})\b|:(e[a-z]{4,})\b/g)) {
    const words = code === "" ? atom.toUpperCase() : code
    const found = saidBy("client", Knowledge.ofSystem(words))
    if (found !== undefined) return { ...found, words }
  }
  return undefined
}

/** Names that other things have too: a Java program out of memory, a connection of anything. */
const shared = new Set(["53200", "58000", "58030", "XX000"])

/** Settings that a condition is named after: whoever shows or sets one has no error. */
const settings = new Set([
  "idle_in_transaction_session_timeout",
  "idle_session_timeout",
  "transaction_timeout"
])

/** What stands before an exception's name in a program that expects it. */
const expected =
  /(?:\/\/|--|#)\s[^\n]*$|[=!]==?\s*["'`]?[\w.:]*$|(?:errcode|ErrorCodes?|ErrorKind|SqlState|PSQLState)(?:\.|::)$|\b(?:expect|assert)\w*[.(][^\n]*$|\b(?:WHEN|OR|except|rescue|catch|instanceof|case|is)\b[\s(]*[\w.:]*$/

/** Of two codes with one name, the first is the one that is met; success and warnings are no errors. */
const byName = new Map(
  [...conditions]
    .filter(([sqlState]) => !/^0[012]/.test(sqlState))
    .toReversed()
    .map(([sqlState, name]) => [name.replaceAll("_", ""), sqlState])
)

/** Clients write errors small or large, with `Error` behind them or without. */
const named = (word: string): string | undefined => {
  const name = word.replaceAll("_", "").toLowerCase()
  return byName.get(name) ?? byName.get(name.replace(/(?:error|exception)$/, ""))
}

const isCommon = (sqlState: string): boolean => sqlState.startsWith("08") || shared.has(sqlState)

/** What clients call by Postgres' names alone: there a name means that condition, even one that others have too. */
const ofClients = /\b(?:PG::|psycopg2?\.errors\.|asyncpg\.exceptions\.|LibPQ\.Errors\.)([A-Za-z]{5,})\b/g

/** Clients name their exceptions after Postgres' conditions: `asyncpg.exceptions.TooManyConnectionsError`. */
export const ofCondition = (text: string): Evidence | undefined => {
  const before = (index: number) => text.slice(Math.max(0, index - 60), index)
  for (const { 0: word, index } of text.matchAll(/\b[A-Za-z][A-Za-z_]{7,}\b/g)) {
    if (settings.has(word) || expected.test(before(index))) continue
    const sqlState = named(word.replace(/(?:Error|(?<!^Raise)Exception)$/, ""))
    if (sqlState !== undefined && !isCommon(sqlState)) return ofCode(sqlState)
  }
  for (const { 1: word = "", index } of text.matchAll(ofClients)) {
    const sqlState = expected.test(before(index)) ? undefined : named(word)
    if (sqlState !== undefined) return ofCode(sqlState)
  }
  return undefined
}

/** What a client shows of a server's error beside its message, where the message itself was not pasted. */
export const ofRoutine = (text: string): Evidence | undefined => {
  const [, name = ""] = /\broutine["']?\s*[:=]\s*["']?(\w+)/.exec(text) ?? []
  const sqlState = routines.get(name)
  return sqlState === undefined ? undefined : ofCode(sqlState)
}

/** Where a reason's name is one: others say such words too, "503 Service Unavailable". */
const ofAquifer = /\b(?:DataError|PgFailure|SqlError|aquifer|_tag|reason)\b/i

/** One of our own reasons, by its name. */
export const ofReason = (text: string): Evidence | undefined => {
  if (!ofAquifer.test(text) && /\s/.test(text.trim())) return undefined
  const verdict = Object.values(reasons).find(({ reason }) => new RegExp(`\\b${reason}\\b`).test(text))
  return verdict && { verdict, source: "Aquifer" }
}
