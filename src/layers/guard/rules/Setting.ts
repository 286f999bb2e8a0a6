import * as Tree from "../sql/Tree.ts"
import type { Rule } from "./Rule.ts"
import { rules } from "./Rule.ts"
import type { Scope } from "./StatementFacts.ts"

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
export type Change = "set" | "setConfig" | "setDefault" | "reset"

const breaks: Readonly<Record<Change, Rule>> = {
  set: rules.set,
  setConfig: rules.setConfig,
  setDefault: rules.set,
  reset: rules.reset
}

/** Whether it gives a setting a value of its own. */
const gives = (change: Change): boolean => change === "set" || change === "setConfig"

/** The rule that changing a setting breaks; a name that is not constant is undefined. */
export const ruleOf = (change: Change, setting: string | undefined, local: boolean): Rule | undefined => {
  const name = setting?.toLowerCase() ?? ""
  if (name === "seed" && change !== "reset") return rules.setseed // whatever its scope, the generator is seeded
  if (local || ofTransaction.has(name)) return undefined
  if (tracked.has(name)) return gives(change) ? rules.trackedSetting : undefined
  if (name === "intervalstyle") return rules.intervalStyle
  return roles.has(name) ? rules.role : breaks[change]
}

/** What a setting is at each point of a session: on or off. */
export class Scoped {
  #value = false
  #afterCommit = false
  #afterRollback = false

  get now(): boolean {
    return this.#value
  }

  set({ local, value }: Scope, inTransaction: boolean): void {
    if (local && !inTransaction) return // does nothing
    this.#value = value
    if (local) return
    this.#afterCommit = value
    if (!inTransaction) this.#afterRollback = value
  }

  /** How to give back what it is now. */
  saved(): () => void {
    const [value, afterCommit] = [this.#value, this.#afterCommit]
    return () => {
      this.#value = value
      this.#afterCommit = afterCommit
    }
  }

  /** A transaction has ended. */
  end(rolledBack: boolean): void {
    this.#value = rolledBack ? this.#afterRollback : this.#afterCommit
    this.#afterCommit = this.#value
    this.#afterRollback = this.#value
  }

  /** Another session has begun. */
  reset(): void {
    this.#afterCommit = false
    this.end(false)
  }
}

const conforming = "standard_conforming_strings"

/** What a statement makes of one setting, given the value that it sets; what resets it makes it false. */
const scopeOf = (
  kind: string,
  statement: Tree.Node,
  setting: string,
  isOn: (value: unknown) => boolean
): Scope | undefined => {
  if (kind === "DiscardStmt" && Tree.text(statement, "target") === "DISCARD_ALL")
    return { value: false, local: false }
  if (kind !== "VariableSetStmt") return undefined
  const all = Tree.text(statement, "kind") === "VAR_RESET_ALL"
  if (!all && Tree.text(statement, "name") !== setting) return undefined
  return { value: isOn(Tree.list(statement, "args")[0]), local: Tree.at(statement, "is_local") === true }
}

/** Where names without a schema are looked for: its schemas, for the transaction or for the session. */
export interface SearchPath {
  readonly schemas: ReadonlyArray<string>
  readonly local: boolean
}

/** The search_path that a statement sets, as far as it is constant; what resets it leaves none. */
export const searchPath = (kind: string, statement: Tree.Node): SearchPath | undefined => {
  const scope = scopeOf(kind, statement, "search_path", () => true)
  const schemas = Tree.list(statement, "args").map((each) => Tree.constantText(each) ?? "")
  return scope && { schemas, local: scope.local }
}

/** The schemas in a value of search_path as it is written in a text. */
export const schemasIn = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g)].map(
    ([whole, quoted]) => quoted?.replaceAll('""', '"') ?? whole.toLowerCase()
  )

/** Whether what is made without a schema is in pg_temp by this path. */
export const makesInTemporary = ({ local, schemas }: SearchPath): Scope => ({
  value: Tree.isTemporarySchema(schemas[0]),
  local
})

/** Whether a name without a schema may be another's by this path: pg_temp stands in it, but is not the first. */
export const hidesTemporary = ({ local, schemas: [first, ...more] }: SearchPath): Scope => ({
  value: !Tree.isTemporarySchema(first) && more.some(Tree.isTemporarySchema),
  local
})

/** What a statement makes of backslashes in strings: they escape where `standard_conforming_strings` is off. */
export const escapes = (kind: string, statement: Tree.Node): Scope | undefined =>
  scopeOf(kind, statement, conforming, (value) => Tree.constantBoolean(value) === false)

/** What a setting is known by to a later RESET. */
export const objectOf = (setting: string): string => `${setting.toLowerCase()}\0setting`

const changes: ReadonlySet<string> = new Set(["VAR_SET_VALUE", "VAR_SET_CURRENT"])
const returns: ReadonlySet<string> = new Set(["VAR_RESET", "VAR_SET_DEFAULT"])

const named = (kind: string, statement: Tree.Node, kinds: ReadonlySet<string>): string | undefined =>
  kind === "VariableSetStmt" && kinds.has(Tree.text(statement, "kind"))
    ? objectOf(Tree.text(statement, "name"))
    : undefined

/** The setting that a statement sets. */
export const set = (kind: string, statement: Tree.Node): string | undefined => named(kind, statement, changes)

/** The setting that a statement gives its default back, for the session. */
export const reset = (kind: string, statement: Tree.Node): string | undefined =>
  Tree.at(statement, "is_local") === true ? undefined : named(kind, statement, returns)
