import * as OwnTables from "./known/OwnTables.ts"
import { raisedByUser } from "./known/SqlState.ts"
import type { Observation } from "./Observation.ts"
import type { Found } from "./reading/Knowledge.ts"
import { withoutCredentials } from "./reading/text/Credentials.ts"

const identifier = /^[A-Za-z_][\w$]{0,62}(?:\.[A-Za-z_][\w$]{0,62}){0,2}$/

/** The quotation marks of the languages that Postgres speaks, which open in one and close in another. */
const mark = "[\"'`«»‹›„“”‘’‚「」『』]"

/** What stands between two quotation marks, or after the last. */
const quoted = new RegExp(`${mark}(.*?)(?:${mark}|$)`, "gsu")

/**
 * Objects that the statement creates, and privileges: these messages name objects of the schema without saying where
 * in the SQL they stand. Any other message without a position may quote a value: `$1::regclass` does.
 */
const namesObjects = new Set(["42501", "42701", "42710", "42723", "42P04", "42P06", "42P07"])

/**
 * The server's words about a statement of class 42, which name what is missing or wrong. Whatever is quoted and is
 * no identifier of the SQL itself, and all that follows, is cut: it may be a value. `undefined` when the words are
 * not the server's own.
 */
const ownWords = ({ position, routine, sqlState = "", text }: Observation): string | undefined => {
  if (!sqlState.startsWith("42") || routine === undefined || raisedByUser.has(routine)) return undefined
  const named = sqlState !== "42601" && (position !== undefined || namesObjects.has(sqlState))
  const isOfSchema = (inside: string) => OwnTables.has(inside) || (named && identifier.test(inside))
  const first = [...text.matchAll(quoted)].find(([, inside = ""]) => !isOfSchema(inside.trim()))
  const kept = withoutCredentials(first === undefined ? text : `${text.slice(0, first.index)}…`).slice(0, 200)
  return position !== undefined && /^\d{1,9}$/.test(position) ? `${kept} at character ${position}` : kept
}

/** What the server names beside its words. Names that a user's own RAISE gives may be anything, so they are left out. */
const names = ({ column, constraint, dataType, routine, table }: Observation): string => {
  if (routine !== undefined && raisedByUser.has(routine)) return ""
  const given = Object.entries({ table, column, type: dataType, constraint })
  return given
    .flatMap(([kind, name]) => (name !== undefined && isName(name) ? [`, ${kind} "${name}"`] : []))
    .join("")
}

/** Postgres cuts names at 63 bytes. */
export const isName = (name: string): boolean => Buffer.byteLength(name) <= 63 && !/[\p{Cc}"]/u.test(name)

const isLogin = (text: string): boolean => text.length <= 400 && !/\p{Cc}/u.test(text)

/** In the middle of a sentence, where it does not begin with a name or an acronym. */
const asClause = (remedy: string): string =>
  /^[A-Z][a-z]/.test(remedy) ? remedy.charAt(0).toLowerCase() + remedy.slice(1) : remedy

/** One sentence: what happened, to what, what it means, and the two next steps that help most often. */
export const sentence = (observation: Observation, { title, verdict }: Found): string => {
  const { login, peer, sqlState, tried } = observation
  const where = peer === undefined || sqlState !== undefined ? "" : ` at ${peer}`
  const whose = login === undefined || !isLogin(login) ? "" : ` for ${login}`
  const code = sqlState === undefined || title.includes("(SQLSTATE ") ? "" : ` (SQLSTATE ${sqlState})`
  const happened = `${title}${where}${code}${whose}${names(observation)}: ${ownWords(observation) ?? tried ?? verdict.meaning}`
  return [happened, ...verdict.remedies.slice(0, 2).map(asClause)].join("; ")
}
