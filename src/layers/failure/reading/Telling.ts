import { common, everybody, machines, ofPostgres, shared } from "../known/clients/Everybody.ts"
import type { Evidence } from "./Evidence.ts"
import { type Company, isElse, isOfDatabase } from "./text/Company.ts"

/** Codes that Postgres alone has; the others are in the standard, and so in every database. */
const own = /^(?:..P|53|XX|55000|55006|57P|72|F0|HV)/

/** The code, if it was by a code alone that something was found. */
const standardCode = ({ source, sqlState, words }: Evidence): boolean =>
  words === undefined && sqlState !== undefined && source.startsWith("Postgres") && !own.test(sqlState)

const said = (patterns: ReadonlyArray<RegExp>, { words = "" }: Evidence): boolean =>
  patterns.some((pattern) => pattern.test(words))

const ofMany = ({ by, source }: Evidence): boolean =>
  (by === "client" || by === "wrapper") && !ofPostgres.has(source)

/**
 * Whether what was found may be told. What is Postgres' own, a pooler's or a client's may wherever it stands. Words and
 * codes that others have too may not beside others, the commonest only where a database is spoken of; those of a machine's
 * disk, files and memory only beside ours.
 */
export const mayTell = (evidence: Evidence, text: string, company: () => Company): boolean => {
  if (said(machines, evidence)) {
    const asked = evidence.source === "Node" && evidence.words === text.trim() // somebody asks for a code
    return asked || company() === "ours"
  }
  if (ofMany(evidence) && company() === "another database") return false
  if (evidence.source === common && !isOfDatabase(text)) return false
  if (everybody.has(evidence.source) || said(shared, evidence) || standardCode(evidence)) {
    return !isElse(company())
  }
  return true
}
