import { always, type Branch, covers, Done, ends, excludes } from "./body/Branch.ts"
import { type Breach, type Kept, OpenBreaches, type State } from "./OpenBreaches.ts"
import type { Rule, Undoing } from "./rules/Rule.ts"
import type { StatementFacts, Tie } from "./rules/StatementFacts.ts"
import { UndoLog } from "./UndoLog.ts"

/** What it was before; of a table that goes at COMMIT, whether it was known to. */
type Change = (
  | { readonly kept: Kept; readonly before: State }
  | { readonly passing: string; readonly before: boolean }
) & { readonly branch: Branch }

/** What was dropped or unlistened is there again after ROLLBACK TO, unlike what was closed or deallocated. */
const lasting: ReadonlySet<Undoing> = new Set(["CLOSE", "DEALLOCATE", "dblink_disconnect"])
const staysTakenBack = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => lasting.has(each))

const restored = (kept: Kept, before: State): State =>
  staysTakenBack(kept) ? { ...before, takenBack: kept.state.takenBack } : before

const isUndoneBy = ({ breach }: Kept, by: Undoing): boolean => breach.need.rule.undoneBy.includes(by)

const isTemporary = (kept: Kept): boolean => isUndoneBy(kept, "DROP")

const cannotBePrepared = ({ breach }: Kept): boolean =>
  breach.need.rule.undoneBy.some((each) => each === "DROP" || each === "CLOSE")

/** What an open transaction would leave behind on its connection, statement after statement. */
export class Remains {
  #kept: Array<Kept> = []
  readonly #open = new OpenBreaches()
  /** With how much could be taken back at each savepoint. */
  readonly #log = new UndoLog<Change, number>()
  /** Tables that go at COMMIT, and all that depends on them. */
  readonly #passing = new Set<string>()

  /** Goes on to a statement that has done these things. */
  add(
    { closes, deallocates, drops, passing, renames, ties, unlistens, disconnects, resets }: StatementFacts,
    breaches: ReadonlyArray<Breach>,
    branch: Branch
  ): void {
    for (const breach of breaches) {
      const { only, rule, uses = [] } = breach.need
      const object = only === "not set before" ? undefined : breach.need.object // no later RESET makes up for it
      if (rule.undoneBy.length > 0) this.#keep(breach, { object, uses, takenBack: new Done() })
    }
    for (const name of passing) this.#pass(name, true, branch)
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
      ({ breach, state }) =>
        breach.need.rule === rule &&
        (name === "" || state.object === name) &&
        !excludes(branch, breach.branch)
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
    this.#log.savepoint(name, this.#kept.length)
  }

  release(name: string): void {
    this.#log.release(name)
  }

  rollbackTo(name: string, branch: Branch): void {
    const mark = this.#log.markOf(name)
    if (mark === undefined) return
    const since = this.#kept.splice(mark)
    for (const kept of since) if (isUndoneBy(kept, "ROLLBACK")) this.#takeBack(kept, branch)
    const made = new Set(since)
    // What was done where nothing is rolled back stays, and goes on from there alone.
    const stays = (change: Change) => ends(branch) && !covers(branch, change.branch)
    const changes = this.#log.rollbackTo(name)
    for (const change of changes.filter((each) => !stays(each))) {
      if ("passing" in change) this.#passing[change.before ? "add" : "delete"](change.passing)
      else if (!made.has(change.kept)) this.#open.set(change.kept, restored(change.kept, change.before))
    }
    for (const change of changes.filter(stays).toReversed()) this.#log.note(change)
    for (const kept of since) {
      if (!kept.breach.undone || staysTakenBack(kept)) this.#kept.push(kept)
      else this.#open.delete(kept)
    }
  }

  #keep(breach: Breach, state: State): void {
    const kept = { breach, state }
    this.#kept.push(kept)
    this.#open.set(kept, state)
  }

  #change(kept: Kept, change: Partial<State>, branch: Branch): void {
    const before = kept.state
    this.#log.note({ kept, before, branch })
    this.#open.set(kept, { ...before, ...change })
  }

  #pass(passing: string, isPassing: boolean, branch: Branch): void {
    this.#log.note({ passing, before: this.#passing.has(passing), branch })
    this.#passing[isPassing ? "add" : "delete"](passing)
  }

  #takeBack(kept: Kept, branch: Branch): void {
    if (kept.state.takenBack.covers(branch)) return
    const takenBack = kept.state.takenBack.copy()
    takenBack.add(branch)
    this.#change(kept, { takenBack }, branch)
  }

  /** What may be called either way is not known by its name any longer. */
  #rename([from, to]: readonly [from: string, to: string], branch: Branch): void {
    for (const kept of this.#open.named(from)) {
      if (isTemporary(kept))
        this.#change(kept, { object: covers(branch, kept.breach.branch) ? to : undefined }, branch)
    }
    for (const kept of this.#open.using(from))
      this.#change(kept, { uses: kept.state.uses.map((each) => (each === from ? to : each)) }, branch)
    if (!this.#passing.has(from)) return
    this.#pass(from, false, branch)
    this.#pass(to, true, branch)
  }

  #tie({ holds, object, to }: Tie, branch: Branch): void {
    for (const kept of this.#open.named(object)) {
      if (holds && !covers(branch, kept.breach.branch)) continue
      const others = kept.state.uses.filter((each) => to !== "" && each !== to)
      this.#change(kept, { uses: holds ? [...others, to] : others }, branch)
    }
  }

  /** Without a name all of the sort. */
  #undo(by: Undoing, branch: Branch, name = ""): void {
    for (const kept of name === "" ? this.#open.all : this.#open.named(name)) {
      if (isUndoneBy(kept, by)) this.#takeBack(kept, branch)
    }
  }

  #drop(names: ReadonlyArray<string>, branch: Branch): void {
    for (const kept of names.flatMap((name) => this.#open.named(name))) {
      if (isTemporary(kept)) this.#takeBack(kept, branch)
    }
    this.#dropUsing(new Set(names), branch)
  }

  /** What depends on something goes with it; what is found on the way is gone through, too. */
  #dropUsing(gone: Set<string>, branch: Branch): ReadonlySet<string> {
    for (const name of gone) {
      for (const kept of this.#open.using(name)) {
        if (kept.state.object === undefined) continue
        this.#takeBack(kept, branch)
        gone.add(kept.state.object)
      }
    }
    return gone
  }
}
