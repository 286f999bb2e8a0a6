import { type Breach, Remains } from "./Remains.ts"
import type { Control, StatementFacts, SessionNeed } from "./StatementFacts.ts"

export type { Breach } from "./Remains.ts"

/** What is known of a session, statement after statement: whether a transaction is open, and what it would leave behind. */
export class SessionState {
  /** `"alone"` begins and ends with a message of several statements. */
  #transaction: "none" | "open" | "alone"
  #advanced: boolean
  readonly #prepared = new Set<string>()
  #remains = new Remains()
  /** Whether a backslash escapes in strings: now, after COMMIT and after ROLLBACK. */
  #escapes = { now: false, committed: false, rolledBack: false }

  constructor(inTransaction = false, advanced = false) {
    this.#transaction = inTransaction ? "open" : "none"
    this.#advanced = advanced
  }

  /** Whether `standard_conforming_strings` is off. */
  get escapes(): boolean {
    return this.#escapes.now
  }

  get #inTransaction(): boolean {
    return this.#transaction !== "none"
  }

  /**
   * Goes on to a statement; what is unsafe in it is returned, and taken back by later ones. Statements that are joined
   * come in one message with the next, and are one transaction with it.
   */
  step(facts: StatementFacts, joined = false): ReadonlyArray<Breach> {
    if (joined && !this.#inTransaction) this.#transaction = "alone"
    const breaches = facts.needs
      .filter((need) => this.#unsafe(need))
      .map((need): Breach => ({ need, undone: false }))
    this.#set(facts)
    if (this.#inTransaction) this.#remember(facts, breaches)
    if (facts.control !== undefined) this.#control(facts.control)
    if (!joined && this.#transaction === "alone") this.#end("commit")
    return breaches
  }

  /** The transaction, if there is one, commits. */
  commit(): void {
    this.#end("commit")
  }

  /** The session ends, and with it what its transaction did. */
  disconnect(): void {
    this.#end("rollback")
    this.#escapes = { now: false, committed: false, rolledBack: false }
  }

  #unsafe({ object, rule }: SessionNeed): boolean {
    if (!this.#inTransaction) return true
    switch (rule.inside) {
      case "safe":
        return false
      case "after nextval":
        return !this.#advanced
      case "after PREPARE":
        return object === "" || object === undefined ? this.#prepared.size === 0 : !this.#prepared.has(object)
      default:
        return true
    }
  }

  #set({ escapes }: StatementFacts): void {
    if (escapes === undefined || (escapes.local && !this.#inTransaction)) return
    this.#escapes.now = escapes.value
    if (escapes.local) return
    this.#escapes.committed = escapes.value
    if (!this.#inTransaction) this.#escapes.rolledBack = escapes.value
  }

  #remember(facts: StatementFacts, breaches: ReadonlyArray<Breach>): void {
    this.#remains.add(facts, breaches)
    for (const { object, rule } of facts.needs) {
      if (rule.name === "PREPARE" && object !== undefined) this.#prepared.add(object)
    }
    if (facts.advances) this.#advanced = true
  }

  #end(how: "commit" | "rollback"): void {
    this.#remains[how]()
    this.#remains = new Remains()
    this.#transaction = "none"
    this.#advanced = false
    this.#prepared.clear()
    const value = how === "commit" ? this.#escapes.committed : this.#escapes.rolledBack
    this.#escapes = { now: value, committed: value, rolledBack: value }
  }

  #control({ chain, kind, name }: Control): void {
    if (!this.#inTransaction && kind !== "begin") return // nothing, or an error
    switch (kind) {
      case "begin":
        this.#transaction = "open"
        return
      case "commit":
      case "prepare transaction":
      case "rollback": {
        if (chain && this.#transaction === "alone") return // an error
        this.#end(kind === "rollback" ? "rollback" : "commit")
        this.#transaction = chain ? "open" : "none"
        return
      }
      case "savepoint":
        return this.#remains.savepoint(name)
      case "release":
        return this.#remains.release(name)
      case "rollback to":
        return this.#remains.rollbackTo(name)
    }
  }
}
