import { always, type Branch, covers } from "./Branch.ts"
import type { Undoing } from "./rules/Rule.ts"
import type { SessionNeed, StatementFacts, Tie } from "./rules/StatementFacts.ts"

/** A need that is unsafe where it stands, unless what comes after it takes it back in time. */
export interface Breach {
  readonly need: SessionNeed
  readonly branch: Branch
  undone: boolean
}

interface Savepoint {
  readonly name: string
  /** How many breaches could be taken back when it was made, and how many were by DROP. */
  readonly mark: number
  readonly dropped: number
  /** What was called how, went with what, and would go at COMMIT. */
  readonly kept: ReadonlyArray<Readonly<Kept>>
  readonly passing: ReadonlySet<string>
}

/** A breach, what its object is called by now, and what that is dropped with. */
interface Kept {
  readonly breach: Breach
  object: string | undefined
  uses: ReadonlyArray<string>
}

const cannotBePrepared = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => each === "DROP" || each === "CLOSE")

/** What an open transaction would leave behind on its connection, statement after statement. */
export class Remains {
  readonly #kept: Array<Kept> = []
  readonly #savepoints: Array<Savepoint> = []
  readonly #dropped: Array<Breach> = []
  /** Tables that go at COMMIT, and all that depends on them. */
  #passing = new Set<string>()

  /** Goes on to a statement that has done these things. */
  add(
    { closes, deallocates, drops, passing, renames, ties }: StatementFacts,
    breaches: ReadonlyArray<Breach>,
    branch: Branch
  ): void {
    for (const breach of breaches) {
      const { object, rule, uses = [] } = breach.need
      if (rule.undoneBy.length > 0) this.#kept.push({ breach, object, uses })
    }
    for (const name of passing) this.#passing.add(name)
    if (renames !== undefined) this.#rename(renames, branch)
    for (const tie of ties) this.#tie(tie, branch)
    if (drops.length > 0) this.#drop(drops, branch)
    if (deallocates !== undefined) this.#undo("DEALLOCATE", branch, deallocates)
    if (closes !== undefined) this.#undo("CLOSE", branch, closes)
  }

  /** What goes now. */
  commit(): ReadonlySet<string> {
    return this.#dropUsing(new Set(this.#passing), always)
  }

  rollback(branch: Branch): void {
    this.#undo("ROLLBACK", branch)
  }

  /** Postgres prepares no transaction that has made something temporary, or a cursor that is held: it rolls back. */
  prepare(branch: Branch): void {
    if (this.#passing.size > 0 || this.#kept.some(cannotBePrepared)) this.rollback(branch)
  }

  savepoint(name: string): void {
    this.#savepoints.push({
      name,
      mark: this.#kept.length,
      dropped: this.#dropped.length,
      kept: this.#kept.map((each) => ({ ...each })),
      passing: new Set(this.#passing)
    })
  }

  release(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found !== -1) this.#savepoints.length = found
  }

  rollbackTo(name: string, branch: Branch): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    const savepoint = this.#savepoints[found]
    if (savepoint === undefined) return
    // What was dropped is there again, unlike what was closed or deallocated.
    for (const breach of this.#dropped.splice(savepoint.dropped)) breach.undone = false
    this.#undo("ROLLBACK", branch, "", savepoint.mark)
    this.#kept.splice(0, savepoint.mark, ...savepoint.kept.map((each) => ({ ...each })))
    this.#passing = new Set(savepoint.passing)
    this.#savepoints.length = found + 1
  }

  /** What may be called either way is not known by its name any longer. */
  #rename([from, to]: readonly [from: string, to: string], branch: Branch): void {
    for (const kept of this.#kept) {
      if (kept.object === from) kept.object = covers(branch, kept.breach.branch) ? to : undefined
      if (kept.uses.includes(from)) kept.uses = kept.uses.map((each) => (each === from ? to : each))
    }
    if (this.#passing.delete(from)) this.#passing.add(to)
  }

  #tie({ holds, object, to }: Tie, branch: Branch): void {
    for (const kept of this.#kept) {
      if (kept.object !== object || (holds && !covers(branch, kept.breach.branch))) continue
      const others = kept.uses.filter((each) => to !== "" && each !== to)
      kept.uses = holds ? [...others, to] : others
    }
  }

  /** Without a name all of the sort. */
  #undo(by: Undoing, branch: Branch, name = "", from = 0): void {
    for (const { breach, object } of this.#kept.slice(from)) {
      if (!covers(branch, breach.branch)) continue
      if ((name === "" || object === name) && breach.need.rule.undoneBy.includes(by)) breach.undone = true
    }
  }

  #drop(names: ReadonlyArray<string>, branch: Branch): void {
    const gone = new Set(names)
    for (const kept of this.#kept) {
      if (kept.object !== undefined && gone.has(kept.object)) this.#droppedNow(kept, branch)
    }
    this.#dropUsing(gone, branch)
  }

  /** What depends on something goes with it. */
  #dropUsing(gone: Set<string>, branch: Branch): ReadonlySet<string> {
    for (const kept of this.#kept) {
      if (kept.object === undefined || !kept.uses.some((each) => gone.has(each))) continue
      if (this.#droppedNow(kept, branch)) gone.add(kept.object)
    }
    return gone
  }

  #droppedNow({ breach }: Kept, branch: Branch): boolean {
    if (!breach.need.rule.undoneBy.includes("DROP") || !covers(branch, breach.branch)) return false
    if (!breach.undone) this.#dropped.push(breach)
    breach.undone = true
    return true
  }
}
