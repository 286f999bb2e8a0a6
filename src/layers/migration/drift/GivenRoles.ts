import type { Change } from "../Change.ts"
import { wordsOf } from "../Statements.ts"

/** The attributes of a role that are compared, in the order in which they are told. */
export const powers = ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION", "LOGIN"]

const one = /(?:"[^"]+"|\w+)/.source
const names = `${one}(?:\\s*,\\s*${one})*`
const defining = new RegExp(`\\b(CREATE|ALTER)\\s+(ROLE|USER)\\s+(?!MAPPING\\b)(${one})([^;']*)`, "gi")
const dropping = new RegExp(`\\bDROP\\s+(?:ROLE|USER)\\s+(?:IF\\s+EXISTS\\s+)?(${names})`, "gi")
const joining = new RegExp(`\\b(GRANT|REVOKE)\\s+(${names})\\s+(?:TO|FROM)\\s+(${names})`, "gi")
const setting = new RegExp(
  `\\bALTER\\s+(?:ROLE|USER)\\s+(${one})\\s+(IN\\s+DATABASE\\s+${one}\\s+)?(SET|RESET)\\s+([\\w.]+)(?:\\s*(?:TO\\b|=)\\s*([^;]+))?`,
  "gi"
)

/** A setting as it is compared: quotes and spaces are written in one way by a change, and in another by the server. */
export const plain = (text: string): string =>
  text
    .replaceAll(/["']/g, "")
    .replaceAll(/\s*([,=])\s*/g, "$1")
    .trim()

/** A role as changes make it. */
export interface Made {
  readonly powers: Set<string>
  readonly settings: Map<string, string>
}

const define = (roles: Map<string, Made>, statement: string): void => {
  for (const [, verb = "", kind = "", called = "", options = ""] of statement.matchAll(defining)) {
    const [name = ""] = wordsOf(called)
    if (verb.toUpperCase() === "CREATE") {
      roles.set(name, {
        powers: new Set(kind.toUpperCase() === "USER" ? ["LOGIN"] : []),
        settings: new Map()
      })
    }
    for (const word of options.toUpperCase().match(/\w+/g) ?? []) {
      if (powers.includes(word)) roles.get(name)?.powers.add(word)
      if (word.startsWith("NO")) roles.get(name)?.powers.delete(word.slice(2))
    }
  }
}

const here = "in this database "

const configure = (roles: Map<string, Made>, statement: string): void => {
  for (const [, called = "", database, verb = "", key = "", value = ""] of statement.matchAll(setting)) {
    const settings = roles.get(wordsOf(called)[0] ?? "")?.settings ?? new Map<string, string>()
    const place = database === undefined ? "" : here
    const isReset = verb.toUpperCase() === "RESET" || /^DEFAULT\b/i.test(value)
    if (!isReset) settings.set(place + key.toLowerCase(), plain(value))
    for (const name of isReset ? [...settings.keys()] : []) {
      const isHere = name.startsWith(here) === (place === here)
      if (isHere && [name, `${place}all`].includes(place + key.toLowerCase())) settings.delete(name)
    }
  }
}

/** Which groups each member is let into. */
export type Joined = Map<string, Set<string>>

const join = (joined: Joined, statement: string): void => {
  for (const [, verb = "", groups = "", members = ""] of statement.matchAll(joining)) {
    for (const member of wordsOf(members)) {
      const of = joined.get(member) ?? new Set()
      joined.set(member, of)
      for (const group of wordsOf(groups)) {
        if (verb.toUpperCase() === "GRANT") of.add(group)
        else of.delete(group)
      }
    }
  }
}

/** What changes make of the roles that they make: a role is the cluster's, and cannot be made once more. */
export const given = (changes: ReadonlyArray<Change>) => {
  const roles = new Map<string, Made>()
  const joined: Joined = new Map()
  for (const statement of changes.flatMap(({ up }) => up)) {
    define(roles, statement)
    configure(roles, statement)
    join(joined, statement)
    for (const [, dropped = ""] of statement.matchAll(dropping)) {
      for (const name of wordsOf(dropped)) roles.delete(name)
    }
  }
  return { joined, roles }
}

/** The members of a role, by way of others too. */
export const membersOf = (joined: Joined, role: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const [member, groups] of joined) {
    if (!groups.has(role) || seen.has(member)) continue
    seen.add(member)
    membersOf(joined, member, seen)
  }
  return seen
}
