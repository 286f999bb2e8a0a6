import type { Undoing } from "./Rule.ts"
import type { SessionNeed, StatementFacts } from "./StatementFacts.ts"

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

/** What an open transaction would leave behind on its connection, statement after statement. */
export class Remains {
  readonly #breaches: Array<Breach> = []
  readonly #savepoints: Array<Savepoint> = []
  /** Tables that go at COMMIT, and all that depends on them. */
  readonly #passing = new Set<string>()

  /** Goes on to a statement that has done these things. */
  add({ closes, deallocates, drops, passing }: StatementFacts, breaches: ReadonlyArray<Breach>): void {
    this.#breaches.push(...breaches.filter(({ need }) => need.rule.undoneBy.length > 0))
    for (const name of passing) this.#passing.add(name)
    if (drops.length > 0) this.#drop(drops)
    if (deallocates !== undefined) this.#undo("DEALLOCATE", deallocates)
    if (closes !== undefined) this.#undo("CLOSE", closes)
  }

  commit(): void {
    this.#drop([...this.#passing])
  }

  rollback(): void {
    this.#undo("ROLLBACK", "")
  }

  savepoint(name: string): void {
    this.#savepoints.push({ name, mark: this.#breaches.length })
  }

  release(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found !== -1) this.#savepoints.length = found
  }

  rollbackTo(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found === -1) return
    this.#undo("ROLLBACK", "", this.#savepoints[found]?.mark)
    this.#savepoints.length = found + 1
  }

  /** Without a name all of the sort. */
  #undo(by: Undoing, name: string, from = 0): void {
    for (const breach of this.#breaches.slice(from)) {
      const { object, rule } = breach.need
      if ((name === "" || object === name) && rule.undoneBy.includes(by)) breach.undone = true
    }
  }

  /** What depends on something goes with it. */
  #drop(names: ReadonlyArray<string>): void {
    const gone = new Set(names)
    for (const breach of this.#breaches) {
      const { object, rule, uses = [] } = breach.need
      if (object === undefined || !rule.undoneBy.includes("DROP")) continue
      if (!gone.has(object) && !uses.some((each) => gone.has(each))) continue
      gone.add(object)
      breach.undone = true
    }
  }
}
