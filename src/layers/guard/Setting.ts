import type { Rule } from "./Rule.ts"
import { rules } from "./Rule.ts"

/** PgBouncer of every version tracks these for each client and sets them where its statements go. */
const tracked: ReadonlySet<string> = new Set([
  "client_encoding",
  "datestyle",
  "timezone",
  "standard_conforming_strings",
  "application_name"
])

/** Postgres sets these anew at the beginning of each transaction. */
const ofTransaction: ReadonlySet<string> = new Set([
  "transaction_isolation",
  "transaction_read_only",
  "transaction_deferrable"
])

const roles: ReadonlySet<string> = new Set(["role", "session_authorization"])

/** How a setting is changed. */
export type Change = "set" | "setConfig" | "reset"

/** The rule that changing a setting breaks; a name that is not constant is undefined. */
export const ruleOf = (change: Change, setting: string | undefined, local: boolean): Rule | undefined => {
  const name = setting?.toLowerCase() ?? ""
  if (name === "seed" && change !== "reset") return rules.setseed // whatever its scope, the generator is seeded
  if (local || tracked.has(name) || ofTransaction.has(name)) return undefined
  return roles.has(name) ? rules.role : rules[change]
}
