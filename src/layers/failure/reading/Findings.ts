import { beforeSending } from "../known/Verdict.ts"
import { type Codes, codesIn } from "./Codes.ts"
import * as Evidence from "./Evidence.ts"
import * as Phrases from "./Phrases.ts"
import { type Asked, findOne, first, type Found } from "./Record.ts"
import { atStage } from "./Stage.ts"
import { alarming } from "./text/Alarm.ts"
import { companyOf, isElse, isOfDatabase } from "./text/Company.ts"
import { hasMarks, readings, unbroken, withMarks, withoutLetters } from "./text/Mojibake.ts"
import {
  type Beside,
  besideOf,
  plain,
  unfolded,
  withoutData,
  withoutDenied,
  withoutNotices
} from "./text/Paste.ts"
import { recordsOf, withoutOthers } from "./text/Records.ts"
import { heaviest, weight } from "./Weight.ts"

/** Longer texts are read a part at a time, by whoever has a file of them. */
const most = 100_000

/** Whether others' work is told of in a record, and nothing that is ours. */
const isElsewhere = (text: string, beside: Beside): boolean =>
  isElse(companyOf(text)) && findOne({ text, beside, codes: codesIn(text), around: "nobody" }) === undefined

/** What is said in a text by Postgres and those around it, and who else is in it. */
type Saying = Omit<Asked, "codes">

const saying = (pasted: string): Saying => {
  const all = unfolded(plain(pasted))
  const whole = withoutDenied(withoutData(all))
  const around = companyOf(whole)
  const beside = besideOf(all)
  const text = withoutNotices(withoutOthers(whole))
  const records = around === "ours" ? recordsOf(text) : []
  if (records.length < 2) return { text, beside, around }
  return { text: records.filter((record) => !isElsewhere(record, beside)).join("\n"), beside, around }
}

/** Looks for what one record of a log says; a detail there belongs to the record before it, which says more. */
export const findRecord = (record: string): Found => {
  const { beside, ...said } = saying(record)
  return findOne({ ...said, beside: { ...beside, ofDetail: undefined }, codes: codesIn(said.text) })
}

/** Codes, and names of conditions, which no wording has. */
const codeLike: ReadonlyArray<RegExp> = [
  /SQL[ _-]?STATE|SQL Error \[/i,
  /(?:\b(?:ERROR|FATAL|PANIC|E)|[Cc]ode|[Ss]tate|Exception)\W{1,8}[0-9A-Z]{5}\b/,
  /\bE(?!RROR\b)[A-Z]{4,}\b|\b[A-Z]+_[A-Z_]+\b|:e[a-z]{4,}\b/,
  /[a-z](?:Violation|Failure|Detected|Canceled|Shutdown|Connections|NotAvailable)|[a-z](?:Error|Exception)\b/
]

/** Whether a text has a word of what is known, or something like a code: a quick look, before a thorough one. */
export const mayMatter = (text: string): boolean =>
  Phrases.all().mayHave(text) || codeLike.some((pattern) => pattern.test(text))

const classOf = ({ sqlState }: Evidence.Evidence): string | undefined => sqlState?.slice(0, 2)

/** Whether a text's code says the same as words of it do, but more exactly: pgAdmin writes it lines below. */
const isCodeOf = (code: Evidence.Evidence, words: Evidence.Evidence): boolean =>
  code.words === undefined && words.words !== undefined && classOf(code) === classOf(words)

/** While a server starts nobody has a session in it. */
const whileStarting = /\bstartup process \(PID \d+\) (?:exited|was terminated)\b/

/** A server that crashed, or went away in the middle, ended what was being done, whatever else it says. */
const afterCrash = (found: Found, all: ReadonlyArray<Evidence.Evidence>, text: string): Found => {
  if (found === undefined) return undefined
  if (whileStarting.test(text)) {
    const { reason, statement } = found.verdict
    return statement === "unknown" && reason !== "OutcomeUnknown"
      ? { ...found, verdict: beforeSending(found.verdict, "connecting") }
      : found
  }
  const crashed =
    found.verdict.statement === "rolled back" && all.some(({ sqlState }) => sqlState === "57P02")
  const wentAway =
    found.sqlState === "57P03" && all.some(({ verdict }) => verdict.reason === "OutcomeUnknown")
  return crashed || wentAway ? { ...found, verdict: { ...found.verdict, statement: "unknown" } } : found
}

/** What a text says as a whole, or of its records the one that is nearest to the cause. */
const among = (said: Saying, codes: Codes | undefined): Found => {
  const { text } = said
  const found = findOne({ ...said, codes: codes ?? codesIn(text) })
  const records = codes === undefined ? recordsOf(text) : []
  if (records.length < 2) return found
  const each = records.flatMap((record) => findOne({ ...said, text: record, codes: codesIn(record) }) ?? [])
  const best = afterCrash(heaviest(found === undefined ? each : [...each, found]), each, text)
  return best !== undefined && found !== undefined && isCodeOf(found, best) ? found : best
}

/** What a text says if lines that a terminal broke are whole, where that is nearer to the cause than what was found. */
const asUnbroken = (message: string, codes: Codes | undefined, before: Found): Found => {
  const shown = plain(message)
  const whole = unbroken(shown)
  const found = whole === shown ? undefined : among(saying(whole), codes)
  return found !== undefined && (before === undefined || weight(found) > weight(before)) ? found : undefined
}

/** What a text says of which letters were lost: replaced by marks, which are seen, or left out, which nobody sees. */
const withLetters = ({ text }: Saying): Found => {
  const marked = hasMarks(text) ? Phrases.withMarks().inside(withMarks(text)) : []
  const [match] = [...marked, ...Phrases.withoutLetters().inside(withoutLetters(text))]
  const found = match && Evidence.ofMatch(match)
  return found && atStage(text, found)
}

/** What words say together that no table has: they are everybody's, so it counts where a database is spoken of, and no other. */
const together = ({ around, text }: Saying): Found => {
  if (isElse(around) || !isOfDatabase(text)) return undefined
  const told = alarming(text)
  const found = around === "ours" ? Phrases.ofOurs(told) : Phrases.ofDatabase(told)
  const source = "unknown; told by its words alone"
  return found && atStage(text, { verdict: found.means, source, words: found.line })
}

/** What a text says if it is shown in the encoding that it was written in, unless a form alone says it there too. */
const asRead = (message: string, codes: Codes | undefined, before: Found): Found => {
  const found = first(readings(message), (reading) => among(saying(reading), codes))
  return before !== undefined && found?.formal === true ? undefined : found
}

/** Whether what was found is the cause: a form, or what clients say of what failed before, may hide a wording of it. */
const isCause = (found: Evidence.Evidence): boolean => found.formal !== true && weight(found) > 1

/**
 * Looks for what a text says: of several records the cause. `codes` are those that came beside it. Where it says nothing,
 * it may have lost something on the way, or been shown in another encoding than it was written in; where that says nothing
 * either, no table has its words.
 */
export const find = (pasted: string, codes?: Codes): Found => {
  const message = pasted.slice(0, most)
  const said = saying(message)
  const found = among(said, codes)
  if (found !== undefined && isCause(found)) return found
  return (
    asUnbroken(message, codes, found) ??
    withLetters(said) ??
    asRead(message, codes, found) ??
    found ??
    (codes === undefined ? together(said) : undefined)
  )
}
