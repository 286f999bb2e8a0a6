import { forms } from "../known/languages/english/Form.ts"
import { refused, translatedForms } from "../known/languages/TranslatedForm.ts"
import { fatals, severities } from "../known/languages/Translations.ts"
import { postgresTools, toolForms } from "../known/tools/ToolForm.ts"
import { beforeSending, of, type Verdict } from "../known/Verdict.ts"
import { type Evidence, ofCode } from "./Evidence.ts"
import type { Beside } from "./text/Paste.ts"
import { escaped } from "./wording/Phrase.ts"

const severity = severities
  .toSorted((one, other) => other.length - one.length)
  .map(escaped)
  .join("|")

/** A severity of Postgres, and the rest of its line. */
const severe = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?<severity>${severity})\\s?[:：](?<blanks> {1,2})(?<message>[^\\s][^\\n]{0,400})`,
  "gu"
)

/** Clients' names before a severity that lost a blank on the way, and what RDS writes before each line of Postgres' log. */
const ofClient =
  /(?:PSQLException|SqlExceptionHelper *|db error|\b7|DbError|PG::\w{1,40}):? $|@\w{1,63}:\[\d+\]:$/

/** Where in the statement it is: nobody else writes so. */
const where = /(?:^|\s)(?:LINE \d+:|at character \d|Position: \d)/

/** Clients that write no severity. */
const bare =
  /(?<![\w.])(?:pq|PostgresError|error returned from database|psycopg2?\.(?:Programming|Internal|Data|Integrity|NotSupported)Error): (?<message>[^\n]{1,400})/g
const nodePg =
  /(?<![\w.])error: (?<message>[^\n]{1,400})\n[^\n]{0,60}\s+at [^\n]{0,200}(?:pg-protocol|\bpg[/\\]lib\b)/g
const django = /\bdjango\.db\.utils\.\w+Error: (?<message>[^\n]{1,400})\nLINE \d+:/g

interface Line {
  readonly message: string
  readonly severity?: string | undefined
}

/** The lines of a text that Postgres' severity stands before, with what only it, or a client of it, writes around one. */
const severeLines = (text: string, labelled: boolean): ReadonlyArray<Line> =>
  [...text.matchAll(severe)].flatMap(({ 0: all, groups = {}, index }) => {
    const { blanks, message = "", severity } = groups
    const after = text.slice(index + all.length, index + all.length + 20)
    const before = text.slice(Math.max(0, index - 60), index)
    const sure =
      blanks === "  " || labelled || where.test(message) || where.test(after) || ofClient.test(before)
    return sure ? [{ message, severity }] : []
  })

const bareLines = (text: string): ReadonlyArray<Line> =>
  [bare, nodePg, django].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ groups = {} }) => ({ message: groups["message"] ?? "" }))
  )

/** How Postgres begins a message: with no capital, but for names of commands and settings. */
const beginsAsPostgres = /^(?:["'«„“「]|\p{Ll}|\p{Lo}|[A-Z]{2}|\d|\$)/u

/** Other languages begin with nouns in capitals; nobody else has their severities with two blanks. */
const english = new Set(["ERROR", "FATAL", "PANIC"])

/** What may stand behind it on its line. */
const behind =
  /(?:"(?=,"\w+":|\})|\bLINE \d+:|\bat character \d|[([]SQLSTATE |\bPosition: \d)[^]*$|["'`},\]]+$/

/** What is longer is hardly one message. */
const longest = 300

const stopped = of(
  "OutcomeUnknown",
  "the server met what it cannot go on with: it ended all sessions and starts again",
  [
    "Look whether what was being done is done: a statement that was under way may be either",
    "Look into the server's log before and after: disk, write-ahead log or memory"
  ]
)

/** How a file is not to be had, as the operating system says it, and Postgres' code for that. */
const filesBy: ReadonlyArray<readonly [says: RegExp, sqlState: string]> = [
  [/: (?:No space left on device|Disk quota exceeded)$/, "53100"],
  [/: (?:Cannot allocate memory|Out of memory)$/, "53200"],
  [/: Too many open files(?: in system)?$/, "53000"],
  [/: (?:Permission denied|Operation not permitted|Read-only file system)$/, "42501"],
  [/: (?:No such file or directory|Not a directory)$/, "58P01"],
  [/: (?:File exists|Directory not empty)$/, "58P02"],
  [
    /: (?:Input\/output error|Is a directory|Device or resource busy|Stale file handle|Bad file descriptor|Invalid argument|Interrupted system call)$/,
    "58030"
  ]
]

/** Of which there is no more, whoever asks for it. */
const exhausted = filesBy.filter(([, sqlState]) => sqlState.startsWith("53"))

const ofFile = (words: string): Evidence | undefined => {
  if (!/^(?:could not|cannot) /.test(words)) return undefined
  const found = filesBy.find(([says]) => says.test(words))
  return found && ofCode(found[1], words)
}

const meaningOf = (words: string): Verdict | string | undefined =>
  forms.find(([, ...says]) => says.some((form) => form.test(words)))?.[0] ??
  (translatedForms.some(([says, unless]) => says.test(words) && !unless.test(words)) ? refused : undefined)

const ofWords = (words: string): Evidence | undefined => {
  const means = meaningOf(words)
  if (means === undefined) return undefined
  return typeof means === "string" ? ofCode(means, words) : { verdict: means, source: "Postgres" }
}

/** A FATAL refuses a login or ends the process that starts; a PANIC ends them all. */
const bySeverity = (verdict: Verdict, said: string | undefined): Verdict => {
  if (said === "PANIC") return stopped
  return said !== undefined && fatals.includes(said) ? beforeSending(verdict, "connecting") : verdict
}

const ofLines = (lines: ReadonlyArray<Line>): Evidence | undefined => {
  for (const { message, severity: said } of lines) {
    const words = message.slice(0, longest).replace(behind, "").trimEnd()
    if (!beginsAsPostgres.test(words) && (said === undefined || english.has(said))) continue
    const found = ofFile(words) ?? ofWords(words)
    if (found !== undefined)
      return { ...found, verdict: bySeverity(found.verdict, said), words, by: "server", formal: true }
  }
  return undefined
}

/** What a message of Postgres is about by its form, where Postgres' own mark stands before it. */
export const ofForm = (text: string, { labelled, raised }: Beside): Evidence | undefined => {
  const lines = severeLines(text, labelled)
  const [first] = lines
  return ofLines(lines) ?? (raised && first !== undefined ? ofCode("P0001") : undefined)
}

/** The same behind the name of a client, which says things of its own too. */
export const ofBareForm = (text: string): Evidence | undefined => ofLines(bareLines(text))

/** What Postgres' own programs say, behind their names: `pg_dump: error: …`. */
export const ofToolForm = (text: string): Evidence | undefined => {
  for (const { groups: { words = "" } = {} } of text.matchAll(postgresTools)) {
    const said = words.replace(behind, "").trimEnd()
    const lacking = exhausted.find(([says]) => says.test(said))
    const means = toolForms.find(([, ...says]) => says.some((form) => form.test(said)))?.[0]
    const found = lacking ? ofCode(lacking[1]) : means && { verdict: means, source: "a program of Postgres" }
    if (found !== undefined) return { ...found, words: said, by: "client", formal: true }
  }
  return undefined
}
