import * as Tree from "../sql/Tree.ts"
import type { Rule } from "./Rule.ts"
import { rules } from "./Rule.ts"
import type { StatementFacts } from "./StatementFacts.ts"

/**
 * PgBouncer of every version tracks these for each client and sets them where its statements go. Callers who share a pool
 * are one client to it.
 */
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
  if (local || ofTransaction.has(name)) return undefined
  if (tracked.has(name)) return change === "reset" ? undefined : rules.trackedSetting
  return roles.has(name) ? rules.role : rules[change]
}

/** Whether backslashes escape in every string, which `standard_conforming_strings` decides. */
export class Backslashes {
  #now = false
  #afterCommit = false
  #afterRollback = false

  get escape(): boolean {
    return this.#now
  }

  set({ local, value }: { readonly value: boolean; readonly local: boolean }, inTransaction: boolean): void {
    if (local && !inTransaction) return // does nothing
    this.#now = value
    if (local) return
    this.#afterCommit = value
    if (!inTransaction) this.#afterRollback = value
  }

  /** A transaction has ended. */
  end(rolledBack: boolean): void {
    this.#now = rolledBack ? this.#afterRollback : this.#afterCommit
    this.#afterCommit = this.#now
    this.#afterRollback = this.#now
  }

  /** Another session has begun. */
  reset(): void {
    this.#afterCommit = false
    this.end(false)
  }
}

/** Whether what is made without a schema is in pg_temp from here on. */
export const makesInTemporary = (kind: string, statement: Tree.Node): boolean | undefined => {
  if (kind !== "VariableSetStmt" || Tree.text(statement, "name") !== "search_path") return undefined
  return Tree.isTemporarySchema(Tree.constantText(Tree.list(statement, "args")[0]))
}

const conforming = "standard_conforming_strings"

/** What a statement makes of backslashes in strings. */
export const escapes = (kind: string, statement: Tree.Node): StatementFacts["escapes"] => {
  if (kind === "DiscardStmt" && Tree.text(statement, "target") === "DISCARD_ALL")
    return { value: false, local: false }
  if (kind !== "VariableSetStmt") return undefined
  const all = Tree.text(statement, "kind") === "VAR_RESET_ALL"
  if (!all && Tree.text(statement, "name") !== conforming) return undefined
  const value = Tree.constantBoolean(Tree.list(statement, "args")[0]) === false
  return { value, local: Tree.at(statement, "is_local") === true }
}
