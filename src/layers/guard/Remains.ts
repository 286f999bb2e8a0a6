import type { Undoing } from "./Rule.ts"
import type { SessionNeed, StatementFacts } from "./StatementFacts.ts"

/** A need that is unsafe where it stands, unless what comes after it takes it back in time. */
export interface Breach {
  readonly need: SessionNeed
  undone: boolean
}

interface Savepoint {
  readonly name: string
  /** How many breaches could be taken back when it was made, and how many were by DROP. */
  readonly mark: number
  readonly dropped: number
}

/** A breach, and what its object is called by now. */
interface Kept {
  readonly breach: Breach
  object: string | undefined
}

const cannotBePrepared = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => each === "DROP" || each === "CLOSE")

/** What an open transaction would leave behind on its connection, statement after statement. */
export class Remains {
  readonly #kept: Array<Kept> = []
  readonly #savepoints: Array<Savepoint> = []
  readonly #dropped: Array<Breach> = []
  /** Tables that go at COMMIT, and all that depends on them. */
  readonly #passing = new Set<string>()

  /** Goes on to a statement that has done these things. */
  add(
    { closes, deallocates, drops, passing, renames }: StatementFacts,
    breaches: ReadonlyArray<Breach>
  ): void {
    for (const breach of breaches) {
      if (breach.need.rule.undoneBy.length > 0) this.#kept.push({ breach, object: breach.need.object })
    }
    for (const name of passing) this.#passing.add(name)
    if (renames !== undefined) this.#rename(renames)
    if (drops.length > 0) this.#drop(drops)
    if (deallocates !== undefined) this.#undo("DEALLOCATE", deallocates)
    if (closes !== undefined) this.#undo("CLOSE", closes)
  }

  /** What goes now. */
  commit(): ReadonlySet<string> {
    return this.#drop([...this.#passing])
  }

  rollback(): void {
    this.#undo("ROLLBACK", "")
  }

  /** Postgres prepares no transaction that has made something temporary, or a cursor that is held: it rolls back. */
  prepare(): void {
    if (this.#passing.size > 0 || this.#kept.some(cannotBePrepared)) this.rollback()
  }

  savepoint(name: string): void {
    this.#savepoints.push({ name, mark: this.#kept.length, dropped: this.#dropped.length })
  }

  release(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found !== -1) this.#savepoints.length = found
  }

  rollbackTo(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found === -1) return
    // What was dropped is there again, unlike what was closed or deallocated.
    for (const breach of this.#dropped.splice(this.#savepoints[found]?.dropped ?? 0)) breach.undone = false
    this.#undo("ROLLBACK", "", this.#savepoints[found]?.mark)
    this.#savepoints.length = found + 1
  }

  #rename([from, to]: readonly [from: string, to: string]): void {
    for (const kept of this.#kept) if (kept.object === from) kept.object = to
  }

  /** Without a name all of the sort. */
  #undo(by: Undoing, name: string, from = 0): void {
    for (const { breach, object } of this.#kept.slice(from)) {
      if ((name === "" || object === name) && breach.need.rule.undoneBy.includes(by)) breach.undone = true
    }
  }

  /** What depends on something goes with it. */
  #drop(names: ReadonlyArray<string>): ReadonlySet<string> {
    const gone = new Set(names)
    for (const { breach, object } of this.#kept) {
      const { rule, uses = [] } = breach.need
      if (object === undefined || !rule.undoneBy.includes("DROP")) continue
      if (!gone.has(object) && !uses.some((each) => gone.has(each))) continue
      gone.add(object)
      if (breach.undone) continue
      breach.undone = true
      this.#dropped.push(breach)
    }
    return gone
  }
}
