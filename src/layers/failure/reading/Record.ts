import { wordedCodes } from "../known/SqlState.ts"
import type { Codes } from "./Codes.ts"
import * as Evidence from "./Evidence.ts"
import { ofBareForm, ofForm, ofToolForm } from "./Form.ts"
import * as Phrases from "./Phrases.ts"
import { atStage } from "./Stage.ts"
import { mayTell } from "./Telling.ts"
import { type Company, companyOf, isElse } from "./text/Company.ts"
import type { Beside } from "./text/Paste.ts"
import { peel, type Peeled } from "./text/Peel.ts"
import { isAftermath, isOuter, weight } from "./Weight.ts"

/** What was found, if anything was. */
export type Found = Evidence.Evidence | undefined

/** What was found, if it may be told in the company that it stands in. */
type Tell = (found: Found) => Found

/** The first answer that one of the texts has. */
export const first = (texts: ReadonlyArray<string>, ask: (text: string) => Found): Found => {
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

/** What was told by a form, with the code that the text itself has, however little that says. */
const coded = (found: Found, code: string | undefined): Found =>
  found?.formal === true && code !== undefined ? { ...found, sqlState: code } : found

/** A text, what was taken off it, the codes that it names or that came with it, and who else is in it. */
export interface Asked {
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
    coded(ofForm(text, beside), unsure) ??
    tell(first(texts, Evidence.ofDriver)) ??
    said.byClient ??
    tell(Evidence.ofCondition(text)) ??
    coded(ofBareForm(text), unsure) ??
    ofToolForm(text) ??
    tell(cutOff(texts)) ??
    tell(ofCode(unsure, text, texts)) ??
    first(texts, (each) => Evidence.ofPooler(each)) ?? // the severity may be that of the program that logged it
    (beside.ofDetail === undefined ? undefined : Evidence.ofCode(beside.ofDetail)) ??
    Evidence.ofRoutine(text) ??
    (isElse(company()) ? undefined : Evidence.ofReason(text))
  )
}

/** Looks for what one text says. */
export const findOne = (asked: Asked): Found => {
  let company: Company | undefined
  const inCompany = (): Company => {
    company ??= companyOf(asked.text)
    return company === "nobody" || (isElse(company) && isElse(asked.around)) ? asked.around : company
  }
  const found = decide(asked, inCompany)
  return found && atStage(asked.text, found)
}
