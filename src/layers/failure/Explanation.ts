import { withoutCredentials } from "./FailureMessage.ts"
import * as Knowledge from "./Knowledge.ts"
import { commonIssues } from "./known/CommonIssue.ts"
import { conditions } from "./known/Condition.ts"
import { nodeTexts, otherTexts, postgresTexts, reasons } from "./known/KnownText.ts"
import * as SqlState from "./known/SqlState.ts"
import { of, type Verdict } from "./known/Verdict.ts"
import { type Reading, read } from "./Reading.ts"
import type { Advice, Statement, Tag } from "./Reason.ts"
import { template } from "./Template.ts"

/** What is known of an error message. */
export interface Explanation {
  /** The message that was asked about, without credentials. */
  readonly message: string
  /** Its SQLSTATE: as given, as found in the message, or as Postgres gives to such a message. */
  readonly sqlState?: string
  /** Whether the message, or at least its SQLSTATE, is known. */
  readonly known: boolean
  /** Who says so. */
  readonly source: string
  readonly reason: Tag
  /** One sentence. */
  readonly meaning: string
  /** Whether the statement ran, if it is not known how far it had come. */
  readonly statement: Statement
  readonly retry: Advice
  /** What to do, the most likely first. */
  readonly remedies: ReadonlyArray<string>
}

interface Known {
  readonly verdict: Verdict
  readonly source: string
  readonly sqlState?: string | undefined
}

const texts = postgresTexts.flatMap(([sqlState, ...says]) =>
  says.map((text) => [sqlState, template(text)] as const)
)
const systemTexts = nodeTexts.flatMap(([code, ...says]) =>
  says.map((text) => [code, template(text)] as const)
)
const others = otherTexts.flatMap((row) => row.says.map((text) => [row, template(text)] as const))

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z/]/g, "")

const byIssue = (text: string): Known | undefined => {
  const issue = commonIssues.find(({ title }) => plain(title) === plain(text))
  return issue && { verdict: issue.verdict, source: "Postgres, a pooler or a client" }
}

const byCode = (sqlState: string): Known | undefined => {
  const verdict = SqlState.verdictOf(sqlState)
  return verdict && { verdict, sqlState, source: sqlState === "08P01" ? "Postgres or PgBouncer" : "Postgres" }
}

const byDriver = (text: string): Known | undefined => {
  const [before = "", ...after] = text.split(": ")
  return (
    Knowledge.ofDriver(before, after.join(": ")) ??
    Knowledge.ofDriver(text, "") ??
    Knowledge.ofDriverCause(text)
  )
}

const byNodeText = (text: string): Known | undefined => {
  const [code] = systemTexts.find(([, { matches }]) => matches(text)) ?? []
  return code === undefined ? undefined : Knowledge.ofSystem(code)
}

const bySystem = (text: string): Known | undefined =>
  [...text.matchAll(/\b[A-Z][A-Z0-9_]{3,}\b/g)].reduce<Known | undefined>(
    (found, [code]) => found ?? Knowledge.ofSystem(code),
    undefined
  )

const byPostgresText = (text: string): Known | undefined => {
  const [sqlState] = texts.find(([, { matches }]) => matches(text)) ?? []
  return sqlState === undefined ? undefined : byCode(sqlState)
}

const byOtherText = (text: string): Known | undefined => {
  const [row] = others.find(([, { matches }]) => matches(text)) ?? []
  return row && { verdict: row.verdict, source: row.source }
}

const squeezed = new Map([...conditions].map(([sqlState, name]) => [name.replaceAll("_", ""), sqlState]))

/** Other clients name their exceptions after the conditions: `asyncpg.exceptions.TooManyConnectionsError`. */
const byCondition = (text: string): Known | undefined =>
  [...text.matchAll(/\b[A-Za-z][A-Za-z_]{7,}\b/g)].reduce<Known | undefined>((found, [word]) => {
    if (found !== undefined) return found
    const sqlState = squeezed.get(
      word
        .replace(/Error$/, "")
        .replaceAll("_", "")
        .toLowerCase()
    )
    return sqlState === undefined ? undefined : byCode(sqlState)
  }, undefined)

const byReason = (text: string): Known | undefined => {
  const verdict = Object.values(reasons).find(({ reason }) => new RegExp(`\\b${reason}\\b`).test(text))
  return verdict && { verdict, source: "Aquifer" }
}

/** The first answer that one of the texts has. */
const first = (reading: Reading, ask: (text: string) => Known | undefined): Known | undefined =>
  reading.texts.reduce<Known | undefined>((found, text) => found ?? ask(text), undefined)

const look = (reading: Reading, sqlState: string | undefined): Known | undefined => {
  // Few people talk to PgBouncer's console: without a severity a message is taken for a refusal first.
  const { severity = "FATAL" } = reading
  const byPooler = (code: string | undefined) =>
    first(reading, (text) => Knowledge.ofPgBouncer(text, code, severity) ?? Knowledge.ofSupavisor(text, code))
  return (
    first(reading, byIssue) ??
    byPooler(sqlState) ??
    (sqlState === undefined ? undefined : byCode(sqlState)) ??
    byPooler(undefined) ??
    first(reading, byDriver) ??
    first(reading, byPostgresText) ??
    first(reading, byNodeText) ??
    first(reading, byOtherText) ??
    first(reading, bySystem) ??
    first(reading, byCondition) ??
    first(reading, (text) => Knowledge.ofPgBouncer(text)) ?? // the severity may be that of the program that logged it
    first(reading, byReason)
  )
}

const unknown = of("Unclassified", "nobody here knows this message", [
  "Send the whole message with its SQLSTATE, who said it (Postgres, PgBouncer, Supavisor, with the version), and what was being done",
  "Until then take it that the statement may have run"
])

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/**
 * What an error message of Postgres, PgBouncer, Supavisor, the driver or Node means, whether the statement ran and
 * what to do. Pure: it looks the message up, with whatever was copied along: severities, quotation marks, exception
 * classes, `(SQLSTATE 53300)`, `code: '53300'`.
 *
 * `sqlState` helps where the message alone is ambiguous; give `""` as the message when only the code is known.
 *
 * **Example** (A pooler's words)
 *
 * ```ts
 * import { PgFailure } from "aquifer"
 *
 * const { reason, remedies } = PgFailure.explain("FATAL:  query_wait_timeout") // "PoolExhausted"
 * ```
 */
export const explain = (message: string, sqlState?: string): Explanation => {
  const reading = read(message)
  const code = sqlState?.toUpperCase() ?? reading.sqlState
  const found = look(reading, code)
  const { meaning, reason, remedies, retry, statement } = found?.verdict ?? unknown
  const published = found?.sqlState ?? code
  const early = reason === "OutcomeUnknown" ? "; if it came while connecting, nothing ran" : ""
  return {
    message: withoutCredentials(message),
    ...(published === undefined ? undefined : { sqlState: published }),
    known: found !== undefined,
    source: found?.source ?? "unknown",
    reason,
    meaning: asSentence(`${meaning}${early}`),
    statement,
    retry,
    remedies
  }
}
