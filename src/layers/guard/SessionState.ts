import type { Undoing } from "./Rule.ts"
import type { Control, StatementFacts, SessionNeed } from "./StatementFacts.ts"

/** A need that is unsafe where it stands, unless what comes after it takes it back in time. */
export interface Breach {
  readonly need: SessionNeed
  undone: boolean
}

interface Savepoint {
  readonly name: string
  /** How many breaches could be taken back when it was made. */
  readonly mark: number
}

/** What is known of a session, statement after statement: whether a transaction is open, and what it would leave behind. */
export class SessionState {
  #inTransaction: boolean
  #advanced: boolean
  readonly #prepared = new Set<string>()
  #pending: Array<Breach> = []
  #savepoints: Array<Savepoint> = []

  constructor(inTransaction = false, advanced = false) {
    this.#inTransaction = inTransaction
    this.#advanced = advanced
  }

  get inTransaction(): boolean {
    return this.#inTransaction
  }

  /** Goes on to a statement; what is unsafe in it is returned, and taken back by later ones. */
  step(facts: StatementFacts): ReadonlyArray<Breach> {
    const breaches = facts.needs
      .filter((need) => this.#unsafe(need))
      .map((need): Breach => ({ need, undone: false }))
    if (this.#inTransaction) this.#remember(facts, breaches)
    this.#takeBack(facts)
    if (facts.control !== undefined) this.#control(facts.control)
    return breaches
  }

  /** The session ends, and with it what its transaction did. */
  disconnect(): void {
    this.#end("ROLLBACK")
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

  #remember(facts: StatementFacts, breaches: ReadonlyArray<Breach>): void {
    this.#pending.push(...breaches.filter(({ need }) => need.rule.undoneBy.length > 0))
    for (const { object, rule } of facts.needs) {
      if (rule.name === "PREPARE" && object !== undefined) this.#prepared.add(object)
    }
    if (facts.advances) this.#advanced = true
  }

  #undo(by: Undoing, names: ReadonlyArray<string> | "all", from = 0): void {
    for (const breach of this.#pending.slice(from)) {
      const { object, rule } = breach.need
      const named = names === "all" || (object !== undefined && names.includes(object))
      if (named && rule.undoneBy.includes(by)) breach.undone = true
    }
  }

  #takeBack({ closes, deallocates, drops }: StatementFacts): void {
    if (drops.length > 0) this.#undo("DROP", drops)
    if (deallocates !== undefined) this.#undo("DEALLOCATE", deallocates === "" ? "all" : [deallocates])
    if (closes !== undefined) this.#undo("CLOSE", closes === "" ? "all" : [closes])
  }

  #end(how: "COMMIT" | "ROLLBACK"): void {
    if (how === "ROLLBACK") this.#undo("ROLLBACK", "all")
    this.#inTransaction = false
    this.#advanced = false
    this.#prepared.clear()
    this.#pending = []
    this.#savepoints = []
  }

  #control({ chain, kind, name }: Control): void {
    const savepoint = this.#savepoints.findLastIndex((each) => each.name === name)
    switch (kind) {
      case "begin":
        this.#inTransaction = true
        return
      case "commit":
      case "prepare transaction":
      case "rollback":
        this.#end(kind === "rollback" ? "ROLLBACK" : "COMMIT")
        this.#inTransaction = chain
        return
      case "savepoint":
        this.#savepoints.push({ name, mark: this.#pending.length })
        return
      case "release":
        if (savepoint !== -1) this.#savepoints = this.#savepoints.slice(0, savepoint)
        return
      case "rollback to":
        if (savepoint === -1) return
        this.#undo("ROLLBACK", "all", this.#savepoints[savepoint]?.mark)
        this.#savepoints = this.#savepoints.slice(0, savepoint + 1)
    }
  }
}
