import { type Branch, Done } from "./body/Branch.ts"
import { Scoped } from "./rules/Setting.ts"
import type { StatementFacts } from "./rules/StatementFacts.ts"

interface Savepoint {
  readonly name: string
  /** How much had been set since the first one. */
  readonly changes: number
  readonly giveBack: ReadonlyArray<() => void>
}

/** What a session's settings are, as far as later statements depend on them. */
export class SessionSettings {
  /** Whether pg_temp is the first schema of the path. */
  readonly #makesInTemporary = new Scoped()
  /** Whether pg_temp stands in the path behind others. */
  readonly #hidesTemporary = new Scoped()
  readonly #backslashes = new Scoped()
  /** What this transaction has set, and where. */
  readonly #set = new Map<string, Done>()
  readonly #savepoints: Array<Savepoint> = []
  /** How to give back what was set since the first savepoint: a copy for each of thousands would be large. */
  readonly #changes: Array<() => void> = []

  /** Whether `standard_conforming_strings` is off. */
  get escapes(): boolean {
    return this.#backslashes.now
  }

  /** Whether what is made without a schema is temporary. */
  get makesInTemporary(): boolean {
    return this.#makesInTemporary.now
  }

  /** Whether a name without a schema may be another's than that of something temporary. */
  get hidesTemporary(): boolean {
    return this.#hidesTemporary.now
  }

  get #scoped(): ReadonlyArray<Scoped> {
    return [this.#makesInTemporary, this.#hidesTemporary, this.#backslashes]
  }

  /** Whether this transaction has set something before. */
  has(name: string, branch: Branch): boolean {
    return this.#set.get(name)?.covers(branch) === true
  }

  /** Goes on to a statement that has done these things. */
  follow(
    { escapes, hidesTemporary, makesInTemporary, sets }: StatementFacts,
    inTransaction: boolean,
    branch: Branch
  ): void {
    if (escapes !== undefined) this.#backslashes.set(escapes, inTransaction)
    if (makesInTemporary !== undefined) this.#makesInTemporary.set(makesInTemporary, inTransaction)
    if (hidesTemporary !== undefined) this.#hidesTemporary.set(hidesTemporary, inTransaction)
    if (!inTransaction) return
    for (const name of sets) {
      const before = this.#set.get(name)
      if (before?.covers(branch) === true) continue
      const after = before?.copy() ?? new Done()
      after.add(branch)
      this.#set.set(name, after)
      if (this.#savepoints.length === 0) continue
      this.#changes.push(() => (before === undefined ? this.#set.delete(name) : this.#set.set(name, before)))
    }
  }

  /** A transaction has ended. */
  end(rolledBack: boolean): void {
    for (const each of this.#scoped) each.end(rolledBack)
    this.#set.clear()
    this.#savepoints.length = 0
    this.#changes.length = 0
  }

  /** Another session has begun. */
  reset(): void {
    for (const each of this.#scoped) each.reset()
  }

  savepoint(name: string): void {
    const giveBack = this.#scoped.map((each) => each.saved())
    this.#savepoints.push({ name, changes: this.#changes.length, giveBack })
  }

  release(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found !== -1) this.#savepoints.length = found
    if (found === 0) this.#changes.length = 0
  }

  /** Where it is not certain, what was set stays. */
  rollbackTo(name: string, branch: Branch): void {
    const savepoint = this.#savepoints.findLast((each) => each.name === name)
    if (savepoint === undefined || branch.length > 0) return
    for (const giveBack of savepoint.giveBack) giveBack()
    for (const giveBack of this.#changes.splice(savepoint.changes).toReversed()) giveBack()
    this.#savepoints.length = this.#savepoints.lastIndexOf(savepoint) + 1
  }
}
