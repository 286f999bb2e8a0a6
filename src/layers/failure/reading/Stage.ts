import { errors, fatals, notConnected, panics } from "../known/languages/Translations.ts"
import { broken } from "../known/Outcome.ts"
import { afterPanic, beforeSending, of } from "../known/Verdict.ts"
import { type Evidence, ofCode } from "./Evidence.ts"
import { escaped } from "./wording/Phrase.ts"

/** What a program says of a connection that was still being opened, or tried before it was used. */
const connecting: ReadonlyArray<RegExp> = [
  // Neon's HTTP driver says so of a request that was sent with its statement.
  /(?<!NeonDbError: )\b(?:failed|unable|could not|couldn't|cannot|can't|error) (?:to )?connect(?:ing)?\b/i,
  /\berror \w+ to (?:the )?server:/i,
  /(?<![\w/.-])psql: (?:error: connection to |(?!error: ))/, // it says its name while it has no connection yet
  /\bconnection to server (?:at|on) [^\n]{1,200} failed:/i,
  /\bconnection failed:|\bconnect failed\b/i,
  /\bconnect E[A-Z]{4,}\b|\bCONNECT_TIMEOUT\b|\bconnect timed out\b|\bconnection attempt timed out\b|\bConnectTimeoutError\b|\bConnect Timeout Error\b|\bsyscall['"]*\s*:\s*['"]+connect\b/i,
  /\bSQLSTATE\[08\w{3}\] \[\d+\]/,
  /\bdial (?:tcp|unix|error)\b|\bConnect call failed\b/,
  /SequelizeConnection\w*Error|SequelizeHost\w+Error|ConnectionFactoryImpl\.|doAuthentication|createPdoConnection|internalConnectMultiple/,
  /\bNpgsqlConnector\.<?(?:Authenticate|Connect|RawOpen|Open)|\bPostgrex\.Protocol\.handshake|DBConnection\.Connection\.connect\b/,
  /[`' ]new_connection'?$|\bTLS handshake\b|\bTLS connect error\b/m,
  /\bduring (?:startup|authentication|login)\b|\bfailed to initialize (?:pool|database)\b/i,
  /before secure TLS connection was established|could not send (?:SSL negotiation|GSSAPI negotiation|startup) packet/,
  // Who asks only whether a connection still answers sends no statement of the program's.
  /\b(?:isValid|isConnectionAlive|testConnection|validateConnection|_?do_ping\w*|pre_ping\w*)\b|\b(?:failed to|could not|cannot|unable to|error) ping(?:ing)?\b|\bping(?:ing)? (?:failed|error)\b/i,
  // Frames of a stack that was opening a connection.
  /#(?:sendStartupMessage|startup)\b|\bconn = _connect\(|\bget_new_connection\b|\b(?:dialect|dbapi)\.connect\(|\bpsycopg2?\/\w+\.py", line \d+, in connect\b|\bconnect_utils\.py\b|\binit_pool\b|\b_async__init__\b|\bcreate_pool\(|\bPDO->__construct\(|\bnew_client'|[`'](?:async_)?connect_(?:poll|start)'|[`'](?:PG::)?Connection#connect'/
]

const inOtherLanguages = new RegExp(
  notConnected.map((text) => text.split("%s").map(escaped).join("[^\\n]{1,200}?")).join("|"),
  "u"
)

/** A FATAL of these classes refuses a login: what its settings ask for is wrong, or not there. */
const refusesLogin = new RegExp(
  `(?<!\\p{L})(?:${fatals.map(escaped).join("|")})\\s?[:：]|\\bserver login failed: FATAL\\b`,
  "u"
)
const ofSettings = /^(?:0A|22|42|55)/

/** What stands before the words on their line, from the last ERROR on, which a FATAL around it only repeats. */
const beforeWords = (text: string, words: string): string => {
  const [first = ""] = words.split("\n", 1)
  const line = text.split("\n").find((each) => each.includes(first))
  return line === undefined ? text : (line.slice(0, line.indexOf(first)).split(error).at(-1) ?? "")
}

/** What .NET says of a connection that had been open; the system says the same of one that is being opened. */
const midway =
  /\bException while (?:reading from|writing to) stream\b|\bUnable to (?:read|write) data (?:from|to) the transport connection\b/

const error = new RegExp(
  `(?<!\\p{L})(?:${errors.map(escaped).join("|")})(?!\\p{L})|\\b(?:severity: Error|InternalError_?:|PostgresError:|pq:|error returned from database:)`,
  "u"
)

/** An ERROR ends its transaction and no more, whatever else its code may mean. */
const isError = (text: string): boolean => error.test(text) && !/\b(?:FATAL|PANIC):/.test(text)

const rolledBack = ({ by, sqlState, verdict: { reason, statement } }: Evidence, text: string): boolean =>
  reason === "Unclassified" &&
  statement === "unknown" &&
  by === "server" &&
  sqlState !== undefined &&
  isError(text)

const panic = new RegExp(`(?<!\\p{L})(?:${panics.map(escaped).join("|")})\\s?[:：]\\s`, "u")

/** A role that is missing, said with no severity and no statement: clients show a refused login so. */
const roleAtLogin = ({ by, sqlState, words = "" }: Evidence, text: string): boolean =>
  by === "server" &&
  sqlState === "42704" &&
  /^role /i.test(words) &&
  !/\b(?:ERROR|GRANT|REVOKE|ALTER|OWNER|OWNED|DROP|CREATE|SET|POLICY)\b|\b(?:grant|alter|revoke|restore|dump)/.test(
    text
  )

/** A client's own limit that ran out while its connection was being opened. */
const slow = of("Unavailable", "the connection did not come up within the client's own limit", [
  "Look whether the server or pooler answers from here at all, and whether it is overloaded; then allow more time"
])

/** The same of a connection that was not open yet: nothing ran, whatever was said; or of one that was, and broke. */
export const atStage = (text: string, evidence: Evidence): Evidence => {
  if (rolledBack(evidence, text))
    return { ...evidence, verdict: { ...evidence.verdict, statement: "rolled back" } }
  if (roleAtLogin(evidence, text)) return { ...evidence, ...ofCode("28000") }
  if (
    evidence.by === "server" &&
    evidence.words !== undefined &&
    panic.test(beforeWords(text, evidence.words))
  )
    return { ...evidence, verdict: afterPanic(evidence.verdict) }
  const { reason, statement } = evidence.verdict
  const lost = reason === "OutcomeUnknown" || (reason === "DeadlineExceeded" && statement === "unknown")
  const refused =
    evidence.words !== undefined &&
    reason === "Rejected" &&
    ofSettings.test(evidence.sqlState ?? "") &&
    refusesLogin.test(beforeWords(text, evidence.words))
  const isEarly = [...connecting, inOtherLanguages].some((pattern) => pattern.test(text))
  if (reason === "Unavailable" && evidence.by === "client" && !isEarly && midway.test(text)) {
    return { ...evidence, verdict: broken }
  }
  if (isEarly && reason === "DeadlineExceeded" && statement === "unknown" && evidence.by === "client") {
    return { ...evidence, verdict: slow }
  }
  const early = lost && isEarly
  return early || refused ? { ...evidence, verdict: beforeSending(evidence.verdict, "connecting") } : evidence
}
