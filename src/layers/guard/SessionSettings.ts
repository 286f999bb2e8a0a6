import { type Branch, Done } from "./body/Branch.ts"
import { Scoped } from "./rules/Setting.ts"
import type { Scope, StatementFacts } from "./rules/StatementFacts.ts"
import { UndoLog } from "./UndoLog.ts"

type GiveBack = () => void

/** What a session's settings are, as far as later statements depend on them. */
export class SessionSettings {
  /** Whether pg_temp is the first schema of the path. */
  readonly #makesInTemporary = new Scoped()
  /** Whether pg_temp stands in the path behind others. */
  readonly #hidesTemporary = new Scoped()
  readonly #backslashes = new Scoped()
  /** What this transaction has set, and where. */
  readonly #set = new Map<string, Done>()
  /** How to give back what was set, and at each savepoint what else was on or off. */
  readonly #log = new UndoLog<GiveBack, ReadonlyArray<GiveBack>>()

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
    {
      escapes,
      hidesTemporary,
      makesInTemporary,
      sets
    }: Pick<StatementFacts, "escapes" | "hidesTemporary" | "makesInTemporary" | "sets">,
    inTransaction: boolean,
    branch: Branch
  ): void {
    if (escapes !== undefined) this.#backslashes.set(escapes, inTransaction)
    this.#mayHold(this.#makesInTemporary, makesInTemporary, inTransaction, branch)
    this.#mayHold(this.#hidesTemporary, hidesTemporary, inTransaction, branch)
    if (!inTransaction) return
    for (const name of sets) {
      const before = this.#set.get(name)
      if (before?.covers(branch) === true) continue
      const after = before?.copy() ?? new Done()
      after.add(branch)
      this.#set.set(name, after)
      this.#log.note(() => (before === undefined ? this.#set.delete(name) : this.#set.set(name, before)))
    }
  }

  /** What is switched off at times is on for all that is known. */
  #mayHold(setting: Scoped, scope: Scope | undefined, inTransaction: boolean, branch: Branch): void {
    if (scope !== undefined && (scope.value || branch.length === 0 || !setting.now))
      setting.set(scope, inTransaction)
  }

  /** A transaction has ended. */
  end(rolledBack: boolean): void {
    for (const each of this.#scoped) each.end(rolledBack)
    this.#set.clear()
    this.#log.clear()
  }

  /** Another session has begun. */
  reset(): void {
    for (const each of this.#scoped) each.reset()
  }

  savepoint(name: string): void {
    const giveBack = this.#scoped.map((each) => each.saved())
    this.#log.savepoint(name, giveBack)
  }

  release(name: string): void {
    this.#log.release(name)
  }

  /** Where it is not certain, what was set stays. */
  rollbackTo(name: string, branch: Branch): void {
    const giveBack = this.#log.markOf(name)
    if (giveBack === undefined || branch.length > 0) return
    for (const each of [...giveBack, ...this.#log.rollbackTo(name)]) each()
  }
}
