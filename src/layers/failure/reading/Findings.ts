import { notConnected } from "../known/languages/Translations.ts"
import { beforeSending } from "../known/Verdict.ts"
import { type Codes, codesIn } from "./Codes.ts"
import * as Evidence from "./Evidence.ts"
import * as Knowledge from "./Knowledge.ts"
import { plain, withoutData } from "./Paste.ts"
import { peel, type Peeled } from "./Peel.ts"
import { escaped } from "./Phrase.ts"
import * as Phrases from "./Phrases.ts"

type Found = Evidence.Evidence | undefined

/** The first answer that one of the texts has. */
const first = (texts: ReadonlyArray<string>, ask: (text: string) => Found): Found => {
  for (const text of texts) {
    const found = ask(text)
    if (found !== undefined) return found
  }
  return undefined
}

/** How near words are to the cause: a broken connection, or a wait that ran out, mostly has another cause. */
const nearness = (evidence: Evidence.Evidence): number => {
  const { reason, statement } = evidence.verdict
  if (evidence.wraps === true) return 0
  if (reason === "PoolExhausted") return 2
  return reason === "OutcomeUnknown" || (reason === "DeadlineExceeded" && statement === "unknown") ? 1 : 3
}

/** A transaction fails so after whatever failed in it before. */
const isAftermath = ({ sqlState }: Evidence.Evidence): boolean => sqlState === "25P02"

interface Said {
  readonly byServer: Found
  readonly byClient: Found
}

/** What is said somewhere in a text: by a server or pooler the first, by a client what is nearest to the cause. */
const saidIn = (text: string, { ends, texts }: Peeled): Said => {
  const index = Phrases.all()
  const short = [...texts, ...ends.filter((end) => end.length <= 40)].flatMap(
    (each) => index.whole(each) ?? []
  )
  const [clients, servers] = Evidence.partition([...index.inside(text), ...short])
  const system = Evidence.ofSystem(text)
  const all = system === undefined ? clients : [...clients, system]
  return {
    byServer: servers.find((each) => !isAftermath(each)) ?? servers[0],
    byClient: all.toSorted((one, other) => nearness(other) - nearness(one))[0]
  }
}

/** What a message that was cut off would have said. */
const cutOff = (texts: ReadonlyArray<string>): Found =>
  first(texts, (text) => {
    const match = Phrases.all().beginning(text.split(/["\n]/, 1)[0] ?? "")
    return match && Evidence.ofMatch(match)
  })

/** What words make of a code that says two things, if they do. */
const worded = (code: string, words: string): Found => {
  const found = Evidence.ofCode(code, words)
  return found?.verdict === Evidence.ofCode(code)?.verdict ? undefined : found
}

const ofCode = (code: string | undefined, texts: ReadonlyArray<string>): Found =>
  code === undefined ? undefined : (first(texts, (words) => worded(code, words)) ?? Evidence.ofCode(code))

const decide = (text: string, { sure, unsure }: Codes): Found => {
  const peeled = peel(text)
  const { severity = "FATAL", texts } = peeled // few people talk to PgBouncer's console
  const byPooler = (code: string | undefined) =>
    first(texts, (each) => Knowledge.ofPgBouncer(each, code, severity) ?? Knowledge.ofSupavisor(each, code))
  const asked =
    first(texts, Evidence.ofIssue) ??
    (unsure === undefined ? undefined : byPooler(unsure)) ??
    ofCode(sure, texts)
  if (asked !== undefined) return asked
  const said = saidIn(text, peeled)
  return (
    byPooler(undefined) ??
    said.byServer ??
    first(texts, Evidence.ofDriver) ??
    said.byClient ??
    Evidence.ofCondition(text) ??
    cutOff(texts) ??
    ofCode(unsure, texts) ??
    first(texts, (each) => Knowledge.ofPgBouncer(each)) ?? // the severity may be that of the program that logged it
    Evidence.ofReason(text)
  )
}

/** What a program says of a connection that was still being opened. */
const connecting: ReadonlyArray<RegExp> = [
  /\b(?:failed|unable|could not|couldn't|cannot|can't|error) (?:to )?connect(?:ing)?\b/i,
  /\bconnection to server (?:at|on) [^\n]{1,200} failed:/i,
  /\bconnection failed:/i,
  /\bconnect E[A-Z]{4,}\b|\bCONNECT_TIMEOUT\b|\bconnect timed out\b|\bconnection attempt timed out\b/i,
  /\bSQLSTATE\[08\w{3}\] \[\d+\]/,
  /\bdial (?:tcp|unix|error)\b|\bConnect call failed\b/,
  /SequelizeConnection\w*Error|SequelizeHost\w+Error|ConnectionFactoryImpl\.|doAuthentication|createPdoConnection|internalConnectMultiple/,
  /\bduring (?:startup|authentication|login)\b|\bfailed to initialize (?:pool|database)\b/i
]

const inOtherLanguages = new RegExp(
  notConnected.map((text) => text.split("%s").map(escaped).join("[^\\n]{1,200}?")).join("|"),
  "u"
)

/** The same of a connection that was not open yet: nothing ran, whatever was said. */
const atStage = (text: string, evidence: Evidence.Evidence): Evidence.Evidence => {
  const { reason, statement } = evidence.verdict
  const early = [...connecting, inOtherLanguages].some((pattern) => pattern.test(text))
  const lost = reason === "OutcomeUnknown" || (reason === "DeadlineExceeded" && statement === "unknown")
  return early && lost ? { ...evidence, verdict: beforeSending(evidence.verdict, "connecting") } : evidence
}

/** Longer texts are read a part at a time, by whoever has a file of them. */
const most = 100_000

/** Looks for what a text says; `codes` are those that came beside it. */
export const find = (message: string, codes?: Codes): Found => {
  const text = withoutData(plain(message.slice(0, most)))
  const found = decide(text, codes ?? codesIn(text))
  return found && atStage(text, found)
}
