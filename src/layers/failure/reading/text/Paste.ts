import { details } from "../../known/languages/english/Constraint.ts"
import { recoveryDetails } from "../../known/languages/Translations.ts"

/** Colours and other escapes for terminals, also those whose first character was lost on the way. */
const escapes =
  /(?![\n\r\t])\p{Cc}(?:\[[0-?]*[ -/]*[@-~]|\](?:(?!\p{Cc})[^\n])*(?:(?![\n\r\t])\p{Cc}\\?)?)|\[(?:\d{1,3};)*\d{1,3}m/gu

/** What log viewers draw around lines, and what nobody sees. */
const ornaments = /(?![\n\t])\p{Cc}|[\u200B-\u200F\u2060\uFEFF│┃║▏▕]/gu

const entities: Readonly<Record<string, string>> = {
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
  "&apos;": "'",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": " ",
  "&amp;": "&"
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Bytes as Python 2 shows them: `\\xd0\\x9e`. */
const ofBytes = (shown: string): string => {
  const bytes = (shown.match(/[\da-f]{2}/gi) ?? []).map((byte) => Number.parseInt(byte, 16))
  try {
    return utf8.decode(Uint8Array.from(bytes))
  } catch {
    return shown // they are no text
  }
}

/** Letters as JSON shows them to those who read ASCII alone: `\\u041e`. */
const ofUnits = (shown: string): string =>
  (shown.match(/[\da-f]{4}/gi) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("")

/**
 * Statements in JSON, however often it was put into JSON again: its end is the mark with as many strokes before it as the
 * beginning has, or that of a text that was cut off. What is in it may be JSON too, of another error.
 */
const statements =
  /(?<strokes>\\*)"(?:query|sql|statement|parameters|params|bindings)\k<strokes>"\s*:\s*\k<strokes>"(?:[^]*?(?<!\\)\k<strokes>"|[^]*$)/g

/** A text as it was before it was coloured, put into JSON or HTML, or quoted in a mail. */
export const plain = (text: string): string =>
  text
    .replaceAll(/(?:\\+x[\da-f]{2}){2,}/gi, ofBytes)
    .replaceAll(/(?:\\+u[\da-f]{4})+/gi, ofUnits)
    .replaceAll(escapes, "")
    .replaceAll(/&(?:quot|apos|lt|gt|nbsp|amp|#3[49]);/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/<br\s*\/?>/gi, "\n")
    .replaceAll(/\\+[rn]/g, "\n")
    .replaceAll(/\\+t/g, " ")
    .replaceAll(statements, '"sql":""')
    .replaceAll(/\\+(["'`])/g, "$1")
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\u00A0\u2007\u202F]/g, " ") // blanks of a web page, which do not break lines
    .replaceAll(/(?<=\w)\n(?=["'][\w.-]{1,63}["']$)/gm, " ") // a terminal broke the line before a name
    .replaceAll(ornaments, "")

/** Postgres' words before what belongs to a message and is none, or is no failure, in the languages that it speaks. */
const labels = [
  "NOTICE|DEBUG[1-5]|HINWEIS|NOTIFICA|NOTIS|UWAGA|알림|ЗАМЕЧАНИЕ|ПОВІДОМЛЕННЯ|注意",
  "DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE",
  "TIPP?|ZUSAMMENHANG|ANWEISUNG|ANFRAGE",
  "DÉTAIL|ASTUCE|CONTEXTE|INSTRUCTION|REQUÊTE|EMPLACEMENT",
  "DETALLE|SUGERENCIA|CONTEXTO|SENTENCIA|CONSULTA|UBICACIÓN",
  "DETTAGLI|SUGGERIMENTO|CONTESTO|ISTRUZIONE|POSIZIONE",
  "DETALHE|DICA|COMANDO|LOCALIZAÇÃO",
  "SZCZEGÓŁY|PODPOWIEDŹ|KONTEKST|WYRAŻENIE|ZAPYTANIE|POŁOŻENIE",
  "DETALJ|TIPS|KONTEXT|SATS|FRÅGA|PLATS",
  "AYRINTI|İPUCU|BAĞLAM|ORTAM|KOMUT|SORGU",
  "ПОДРОБНОСТИ|ПОДСКАЗКА|КОНТЕКСТ|ОПЕРАТОР|ЗАПРОС|ПОЛОЖЕНИЕ",
  "ДЕТАЛІ|ВІДОМОСТІ|ПІДКАЗКА|УКАЗІВКА|ІНСТРУКЦІЯ|ЗАПИТ|РОЗТАШУВАННЯ",
  "詳細|ヒント|コンテキスト|文脈|文|クエリー?|問い合わせ|場所|ステートメント",
  "상세정보|힌트|구문|명령 구문|쿼리|위치",
  "描述|详细信息|提示|上下文|背景|语句|查询|位置"
].join("|")

/** From one of them to the end of its line; SQL that goes on is indented. */
const labelled = new RegExp(`(?<!\\p{L})(?:${labels})\\s?[:：][^\\S\\n][^\\n]*(?:\\n\\t[^\\n]*)*`, "gu")

/** What Postgres adds to a message, which is taken off, and says of it nevertheless. */
export interface Beside {
  /** Whether there is such: then it was Postgres that spoke. */
  readonly labelled: boolean
  /** Whether a routine of the schema raised it, in whatever words. */
  readonly raised: boolean
  /** The SQLSTATE of the message that a detail belongs to, by the detail. */
  readonly ofDetail: string | undefined
}

/** What of this a text has. */
export const besideOf = (text: string): Beside => ({
  labelled: /(?<!\p{L})(?:DETAIL|HINT|CONTEXT|STATEMENT): /u.test(text),
  raised: /PL\/pgSQL[^\n]{1,200}\bRAISE\b/.test(text),
  ofDetail: details.find(([says]) => says.test(text))?.[1]
})

/** Where mappers and logs quote the statement and its parameters, which are nobody's words. */
const quotedSql: ReadonlyArray<RegExp> = [
  /\bLOG\s?:\s+(?:duration: [\d.]+ ms\s+)?(?:statement|AUDIT|(?:parse|bind|execute|fastpath function call)[^:\n]{0,90}): [^\n]*(?:\n\t[^\n]*)*/g,
  /\[(?:SQL|parameters)\s*:[^\n]*(?:\n(?!\(Background|\[|\S+Error)[^\n]*){0,60}?\](?=\s|$)/g,
  /\((?:Connection: [^,)]*, )?(?:Host: [^,)]*, )?(?:Port: [^,)]*, )?(?:Database: [^,)]*, )?SQL: [^\n]*\)/g,
  /\bFailed query: [^]*?\n\s*params:[^\n]*/g,
  /\bFailed query: [^\n]*/g,
  /^\s*(?:parameters|params|detail|where)\s*:[^\S\n][^\n]*$/gim,
  /^\s*(?:query|sql|values|bindings|internalQuery)\s*:\s*['"`[][^\n]*$/gim,
  /"(?:query|sql|statement|parameters|params|bindings|detail)"\s*:\s*(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\])/g
]

/** Lines of a program that waits for errors, or of a plan, which have their words and tell of none. */
const programs =
  /^[^\n]*(?:\brescue_from [A-Z]|\bErr\([^)\n]*\)[^\n]*=>|= \w+(?:Exception|Error)\.class\b|\} catch \(|^\s*except [\w(.]+|^\s*rescue [A-Z]|\bexpect\(|^\s*assert |^\s*it\(['"`]|fail: ['"])[^\n]*$|^\s*(?:(?:One-Time |Join )?Filter|(?:Index|Recheck|Hash|Merge) Cond|Output|Sort Key|Group Key): [^\n]*$/gm

/** What somebody says did not happen, what a test expects, and statements that nobody says failed. */
const denied: ReadonlyArray<RegExp> = [
  /\b(?:no|zero|without(?: any)?) (?:\w+ ){0,2}(?:detected|exhausted|exceeded)\b/gi,
  /\b(?:\w+ ){1,3}(?:detected|exhausted|exceeded)["']?\s*[:=]\s*["']?(?:(?:false|none|0)\b|no\b(?!\s*\w))/gi,
  /^[^\n]*\bLOG: {2}could not bind [^\n]*$(?=[^]*\bready to accept connections\b)/gm,
  /^[^\n]*\bshould(?: not)? (?:throw|raise|reject|fail)\b[^\n]*$/gim,
  /^\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b(?![^\n]*\b(?:error|fatal|exception|failed|failure|sqlstate)\b)[^\n]*\b(?:FROM|VALUES|SET|WHERE)\b[^\n]*$/gim
]

const squeezed = (text: string): string => text.replaceAll(/[\s.。]+/g, " ").trim()

/** The details that say what happened, and quote nothing. */
const telling = new Set(recoveryDetails.flatMap(([, ...says]) => says.map(squeezed)))

/** Others: why a server did not get into a further one, what that or Pgpool's server said, a crash, and who waits for whom. */
const others =
  /^(?:Client error: )?fe_sendauth: [\w ]+$|^BACKEND Error: |^FATAL: {2}|^connection to server |^The postmaster has commanded |^Process \d+ waits for \w+ on [\w ,()]+; blocked by process \d+\.?$/

/** What is left of a detail: nothing, unless it is one of those. */
const unlessTelling = (part: string): string => {
  const said = part.replace(/^[\s"']*\p{L}+["']?\s?[:：]\s*/u, "").replaceAll(/^["'`]|["'`],?$/g, "")
  return telling.has(squeezed(said)) || others.test(said) ? said : " "
}

/**
 * A record of Postgres' CSV log from its message on. Behind that are the detail, the statements and where it was: parameters
 * and rows, and as many lines as the statement has. Its marks may be taken off already, and the end of it cut off.
 */
const csv =
  /(,[A-Z]{3,9}[1-5]?,[\dA-Z]{5},(?:"(?:[^"]|"")*"|[^,\n]*)),(?:("(?:[^"]|"")*"|[^,"\n]*),)?[^]*?(?=\n\d{4}-\d\d-\d\d |$)/g

/** A text without what stands behind the messages of a CSV log. */
export const withoutColumns = (text: string): string =>
  text.replaceAll(
    csv,
    (_record, message: string, detail = "") => `${message},${unlessTelling(detail).trim()}`
  )

/** A text without the statement, parameters and rows that were copied along, which may say anything. */
export const withoutData = (text: string): string =>
  [labelled, ...quotedSql]
    .reduce((left, pattern) => left.replaceAll(pattern, unlessTelling), withoutColumns(text))
    .replaceAll(programs, "")

/** A text without what is said not to have happened. */
export const withoutDenied = (text: string): string =>
  denied.reduce((left, pattern) => left.replaceAll(pattern, " "), text)

const severityOf = /\bseverity\w*["']?\s*[:=]\s*["']?(\w+)/gi

/** Whether all severities that a text has are those of a notice. */
const isNotice = (text: string): boolean => {
  const severities = [...text.matchAll(severityOf)].map(([, severity = ""]) => severity.toUpperCase())
  return (
    severities.length > 0 && severities.every((severity) => /^(?:NOTICE|INFO|LOG|DEBUG\d?)$/.test(severity))
  )
}

/** A text without what a client shows of notices, with their fields: nothing failed there. */
export const withoutNotices = (text: string): string => {
  const left = text.replaceAll(/\{[^{}]*\}/g, (fields) => (isNotice(fields) ? " " : fields))
  return isNotice(left) ? "" : left
}

/** Where a line of Postgres' log begins: its time, or a severity, or what belongs to a message. */
const begins =
  /\s(?=\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d)|(?<!\d{4}-\d\d-\d\d[^\n]{0,80})(?<![:\]>])\s(?=(?:ERROR|FATAL|PANIC|LOG|WARNING|NOTICE|DETAIL|HINT|STATEMENT|CONTEXT):\s)|\s(?=(?:DETAIL|HINT|STATEMENT|CONTEXT):\s)/g

/** More lines than this are a log whose lines have their ends. */
const few = 4

/** A text of several lines that lost their ends, as a page shows them, in lines again. */
export const unfolded = (text: string): string =>
  text.split("\n").filter((line) => line.trim() !== "").length > few ? text : text.replaceAll(begins, "\n")
