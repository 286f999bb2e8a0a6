import { wordedCodes } from "../known/SqlState.ts"
import { type Codes, codesIn, isVague } from "./Codes.ts"
import { type Company, companyOf, isOfDatabase, mayTell } from "./Company.ts"
import * as Evidence from "./Evidence.ts"
import { ofBareForm, ofForm } from "./Form.ts"
import { hasMarks, readings, withMarks, withoutLetters } from "./Mojibake.ts"
import { type Beside, besideOf, isNotice, plain, recordsOf, withoutData, withoutOthers } from "./Paste.ts"
import { peel, type Peeled } from "./Peel.ts"
import * as Phrases from "./Phrases.ts"
import { atStage } from "./Stage.ts"
import { heaviest, isAftermath, weight } from "./Weight.ts"
import { alarming } from "./wording/Alarm.ts"

type Found = Evidence.Evidence | undefined

/** What was found, if it may be told in the company that it stands in. */
type Tell = (found: Found) => Found

/** The first answer that one of the texts has. */
const first = (texts: ReadonlyArray<string>, ask: (text: string) => Found): Found => {
  for (const text of texts) {
    const found = ask(text)
    if (found !== undefined) return found
  }
  return undefined
}

interface Said {
  readonly byServer: Found
  readonly byClient: Found
}

/** What one server says of another, whose own words follow. */
const isOuter = ({ sqlState, words = "" }: Evidence.Evidence): boolean =>
  sqlState !== undefined && isVague(sqlState) && /:\s*$/.test(words)

/** What is said somewhere in a text: by a server or pooler the first, by a client what is nearest to the cause. */
const saidIn = (text: string, { ends, texts }: Peeled, tell: Tell): Said => {
  const index = Phrases.all()
  const inside = index.inside(text)
  const short = [...texts, ...ends.filter((end) => end.length <= 40)]
    .flatMap((each) => index.whole(each) ?? [])
    .filter(({ words }) => !inside.some((longer) => longer.words.includes(words)))
  const [clients, servers] = Evidence.partition([...inside, ...short])
  const told = (found: Found) => tell(found) !== undefined
  const system = tell(Evidence.ofSystem(text))
  const all = [...clients.filter(told), ...(system === undefined ? [] : [system])]
  const byServers = servers.filter(told)
  return {
    byServer: byServers.find((each) => !isAftermath(each) && !isOuter(each)) ?? byServers[0],
    byClient: all.toSorted((one, other) => weight(other) - weight(one))[0]
  }
}

/** Where a message that was cut off ends: its line, or the string that it is in; a name in quotes goes on. */
const closing = /\n|"(?=[\s,;)}\]\\]|$)/

/** What a message that was cut off would have said. */
const cutOff = (texts: ReadonlyArray<string>): Found =>
  first(texts, (part) => {
    const match = Phrases.all().beginning(part.split(closing, 1)[0] ?? "")
    return match && Evidence.ofMatch(match)
  })

/** What words make of a code that says two things, if they do. */
const worded = (code: string, words: string): Found => {
  const found = Evidence.ofCode(code, words)
  return found?.verdict === Evidence.ofCode(code)?.verdict ? undefined : found
}

/** The same of words in any language, with whatever stands around them. */
const translated = (code: string, text: string): Found => {
  if (!wordedCodes.has(code)) return undefined
  for (const { meaning } of Phrases.all().inside(text)) {
    const [, english] = typeof meaning.means === "string" ? Evidence.codeOf(meaning.means) : []
    const found = english === undefined ? undefined : worded(code, english)
    if (found !== undefined) return found
  }
  return undefined
}

const ofCode = (code: string | undefined, text: string, texts: ReadonlyArray<string>): Found =>
  code === undefined
    ? undefined
    : (first(texts, (words) => worded(code, words)) ?? translated(code, text) ?? Evidence.ofCode(code))

/** A text, what was taken off it, the codes that it names or that came with it, and who else is in it. */
interface Asked {
  readonly text: string
  readonly beside: Beside
  readonly codes: Codes
  /** What else was pasted: it counts where a record itself does not show whose it is. */
  readonly around: Company
}

const decide = ({ beside, codes: { sure, unsure }, text }: Asked, company: () => Company): Found => {
  const tell: Tell = (found) => (found !== undefined && mayTell(found, text, company) ? found : undefined)
  const peeled = peel(text)
  const { severity = "FATAL", texts } = peeled // few people talk to PgBouncer's console
  const byPooler = (code: string | undefined) =>
    first(texts, (each) => Evidence.ofPooler(each, code, severity))
  const asked =
    tell(first(texts, Evidence.ofIssue)) ??
    (unsure === undefined ? undefined : byPooler(unsure)) ??
    tell(ofCode(sure, text, texts))
  if (asked !== undefined) return asked
  const said = saidIn(text, peeled, tell)
  return (
    byPooler(undefined) ??
    said.byServer ??
    ofForm(text, beside) ??
    tell(first(texts, Evidence.ofDriver)) ??
    said.byClient ??
    tell(Evidence.ofCondition(text)) ??
    ofBareForm(text) ??
    tell(cutOff(texts)) ??
    tell(ofCode(unsure, text, texts)) ??
    first(texts, (each) => Evidence.ofPooler(each)) ?? // the severity may be that of the program that logged it
    Evidence.ofReason(text)
  )
}

/** Longer texts are read a part at a time, by whoever has a file of them. */
const most = 100_000

const findOne = (asked: Asked): Found => {
  let company: Company | undefined
  const inCompany = (): Company => {
    company ??= companyOf(asked.text)
    return company === "nobody" ? asked.around : company
  }
  const found = decide(asked, inCompany)
  return found && atStage(asked.text, found)
}

/** Whether others' work is told of in a record, and nothing that is ours. */
const isElsewhere = (text: string, beside: Beside): boolean =>
  companyOf(text) === "others" &&
  findOne({ text, beside, codes: codesIn(text), around: "nobody" }) === undefined

/** What is said in a text by Postgres and those around it, and who else is in it. */
const saying = (pasted: string): Omit<Asked, "codes"> => {
  const all = plain(pasted)
  const whole = withoutData(all)
  const around = companyOf(whole)
  const beside = besideOf(all)
  const text = withoutOthers(whole)
  if (isNotice(text)) return { text: "", beside, around }
  const records = around === "ours" ? recordsOf(text) : []
  if (records.length < 2) return { text, beside, around }
  return { text: records.filter((record) => !isElsewhere(record, beside)).join("\n"), beside, around }
}

/** Looks for what one record of a log says. */
export const findRecord = (record: string): Found => {
  const said = saying(record)
  return findOne({ ...said, codes: codesIn(said.text) })
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

const findIn = (message: string, codes: Codes | undefined): Found => {
  const said = saying(message.slice(0, most))
  const { text } = said
  const found = findOne({ ...said, codes: codes ?? codesIn(text) })
  const records = codes === undefined ? recordsOf(text) : []
  if (records.length < 2) return found
  const each = records.flatMap((record) => findOne({ ...said, text: record, codes: codesIn(record) }) ?? [])
  const best = heaviest(found === undefined ? each : [...each, found])
  return best !== undefined && found !== undefined && isCodeOf(found, best) ? found : best
}

/** What a text says of which letters were lost: replaced by marks, which are seen, or left out, which nobody sees. */
const withLetters = (message: string): Found => {
  const { text } = saying(message.slice(0, most))
  const [match] = hasMarks(text)
    ? Phrases.withMarks().inside(withMarks(text))
    : Phrases.withoutLetters().inside(withoutLetters(text))
  const found = match && Evidence.ofMatch(match)
  return found && atStage(message, found)
}

/** What words say together that no table has: they are everybody's, so it counts where a database is spoken of, and no other. */
const together = (message: string): Found => {
  const { around, text } = saying(message.slice(0, most))
  if (around === "others" || !isOfDatabase(text)) return undefined
  const told = alarming(text)
  const found = around === "ours" ? Phrases.ofOurs(told) : Phrases.ofDatabase(told)
  return found && atStage(text, { verdict: found.means, source: "its words alone", words: found.line })
}

/**
 * Looks for what a text says: of several records the cause. `codes` are those that came beside it. Where it says nothing,
 * it may have been shown in another encoding than it was written in; where that says nothing either, no table has its words.
 */
export const find = (message: string, codes?: Codes): Found => {
  const found = findIn(message, codes)
  if (found !== undefined && found.formal !== true) return found
  return (
    withLetters(message) ??
    found ??
    first(readings(message), (reading) => findIn(reading, codes)) ??
    (codes === undefined ? together(message) : undefined)
  )
}
