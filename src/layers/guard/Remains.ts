import { always, type Branch, covers, Done, excludes } from "./Branch.ts"
import type { Rule, Undoing } from "./rules/Rule.ts"
import type { SessionNeed, StatementFacts, Tie } from "./rules/StatementFacts.ts"

/** A need that is unsafe where it stands, unless what comes after it takes it back in time. */
export interface Breach {
  readonly need: SessionNeed
  readonly branch: Branch
  undone: boolean
}

interface Savepoint {
  readonly name: string
  /** What could be taken back, was called how, went with what, and would go at COMMIT. */
  readonly kept: ReadonlyArray<Kept>
  readonly passing: ReadonlySet<string>
}

/** A breach, what its object is called by now, what that is dropped with, and where it was taken back. */
interface Kept {
  readonly breach: Breach
  object: string | undefined
  uses: ReadonlyArray<string>
  takenBack: Done
}

const takeBack = ({ breach, takenBack }: Kept, branch: Branch): void => {
  takenBack.add(branch)
  breach.undone = takenBack.covers(breach.branch)
}

const copyOf = (kept: Kept): Kept => ({ ...kept, takenBack: kept.takenBack.copy() })

/** What was dropped or unlistened is there again after ROLLBACK TO, unlike what was closed or deallocated. */
const lasting: ReadonlySet<Undoing> = new Set(["CLOSE", "DEALLOCATE", "dblink_disconnect"])
const staysTakenBack = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => lasting.has(each))

const isTemporary = ({ breach }: Kept): boolean => breach.need.rule.undoneBy.includes("DROP")

const cannotBePrepared = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => each === "DROP" || each === "CLOSE")

/** What an open transaction would leave behind on its connection, statement after statement. */
export class Remains {
  #kept: Array<Kept> = []
  readonly #savepoints: Array<Savepoint> = []
  /** Tables that go at COMMIT, and all that depends on them. */
  #passing = new Set<string>()

  /** Goes on to a statement that has done these things. */
  add(
    { closes, deallocates, drops, passing, renames, ties, unlistens, disconnects, resets }: StatementFacts,
    breaches: ReadonlyArray<Breach>,
    branch: Branch
  ): void {
    for (const breach of breaches) {
      const { only, rule, uses = [] } = breach.need
      const object = only === "not set before" ? undefined : breach.need.object // no later RESET makes up for it
      if (rule.undoneBy.length > 0) this.#kept.push({ breach, object, uses, takenBack: new Done() })
    }
    for (const name of passing) this.#passing.add(name)
    if (renames !== undefined) this.#rename(renames, branch)
    for (const tie of ties) this.#tie(tie, branch)
    if (drops.length > 0) this.#drop(drops, branch)
    if (deallocates !== undefined) this.#undo("DEALLOCATE", branch, deallocates)
    if (closes !== undefined) this.#undo("CLOSE", branch, closes)
    for (const name of disconnects) this.#undo("dblink_disconnect", branch, name)
    if (unlistens !== undefined) this.#undo("UNLISTEN", branch, unlistens)
    if (resets !== undefined) this.#undo("RESET", branch, resets)
  }

  /** Whether something of a rule may have been done before: with a name, or at all where that is empty. */
  has(rule: Rule, name: string, branch: Branch): boolean {
    return this.#kept.some(
      ({ breach, object }) =>
        breach.need.rule === rule && (name === "" || object === name) && !excludes(branch, breach.branch)
    )
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
    this.#savepoints.push({ name, kept: this.#kept.map(copyOf), passing: new Set(this.#passing) })
  }

  release(name: string): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    if (found !== -1) this.#savepoints.length = found
  }

  rollbackTo(name: string, branch: Branch): void {
    const found = this.#savepoints.findLastIndex((each) => each.name === name)
    const savepoint = this.#savepoints[found]
    if (savepoint === undefined) return
    this.#undo("ROLLBACK", branch, "", savepoint.kept.length)
    const before = savepoint.kept.map((then, index) => {
      const now = this.#kept[index]
      const kept = copyOf(
        now !== undefined && staysTakenBack(now) ? { ...then, takenBack: now.takenBack } : then
      )
      kept.breach.undone = kept.takenBack.covers(kept.breach.branch)
      return kept
    })
    const since = this.#kept
      .slice(before.length)
      .filter((kept) => !kept.breach.undone || staysTakenBack(kept))
    this.#kept = [...before, ...since]
    this.#passing = new Set(savepoint.passing)
    this.#savepoints.length = found + 1
  }

  /** What may be called either way is not known by its name any longer. */
  #rename([from, to]: readonly [from: string, to: string], branch: Branch): void {
    for (const kept of this.#kept) {
      if (kept.object === from && isTemporary(kept))
        kept.object = covers(branch, kept.breach.branch) ? to : undefined
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
    for (const kept of this.#kept.slice(from)) {
      const isNamed = name === "" || kept.object === name
      if (isNamed && kept.breach.need.rule.undoneBy.includes(by)) takeBack(kept, branch)
    }
  }

  #drop(names: ReadonlyArray<string>, branch: Branch): void {
    const gone = new Set(names)
    for (const kept of this.#kept) {
      if (kept.object !== undefined && gone.has(kept.object) && isTemporary(kept)) takeBack(kept, branch)
    }
    this.#dropUsing(gone, branch)
  }

  /** What depends on something goes with it. */
  #dropUsing(gone: Set<string>, branch: Branch): ReadonlySet<string> {
    for (const kept of this.#kept) {
      if (kept.object === undefined || !kept.uses.some((each) => gone.has(each))) continue
      takeBack(kept, branch)
      gone.add(kept.object)
    }
    return gone
  }
}
