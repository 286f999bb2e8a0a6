import { always, type Branch, type Done } from "./body/Branch.ts"
import * as ObjectName from "./rules/ObjectName.ts"
import type { SessionNeed } from "./rules/StatementFacts.ts"

/** A need that is unsafe where it stands, unless what comes after it takes it back in time. */
export interface Breach {
  readonly need: SessionNeed
  readonly branch: Branch
  undone: boolean
}

/** What its object is called by now, what that is dropped with, and where it was taken back. */
export interface State {
  readonly object: string | undefined
  readonly uses: ReadonlyArray<string>
  readonly takenBack: Done
}

/** A breach that can be taken back, and what has become of it. */
export interface Kept {
  readonly breach: Breach
  state: State
}

const namesOf = ({ object }: State): ReadonlyArray<string> =>
  object === undefined ? [] : ObjectName.knownAs(object)

type Index = Map<string, Set<Kept>>

const put = (index: Index, name: string, kept: Kept): void => {
  const named = index.get(name)
  if (named === undefined) index.set(name, new Set([kept]))
  else named.add(kept)
}

const remove = (index: Index, name: string, kept: Kept): void => {
  const named = index.get(name)
  named?.delete(kept)
  if (named?.size === 0) index.delete(name)
}

/** What can still be taken back, found by its name and by what it goes with: a transaction may have made thousands. */
export class OpenBreaches {
  readonly #all = new Set<Kept>()
  readonly #named: Index = new Map()
  readonly #using: Index = new Map()

  get all(): ReadonlyArray<Kept> {
    return [...this.#all]
  }

  named(name: string): ReadonlyArray<Kept> {
    return [...(this.#named.get(name) ?? [])]
  }

  using(name: string): ReadonlyArray<Kept> {
    return [...(this.#using.get(name) ?? [])]
  }

  /** Gives something another state, or its first one. */
  set(kept: Kept, state: State): void {
    this.delete(kept)
    kept.state = state
    kept.breach.undone = state.takenBack.covers(kept.breach.branch)
    if (state.takenBack.covers(always)) return // whatever happens: nothing changes that
    this.#all.add(kept)
    for (const name of namesOf(state)) put(this.#named, name, kept)
    for (const name of state.uses) put(this.#using, name, kept)
  }

  delete(kept: Kept): void {
    if (!this.#all.delete(kept)) return
    for (const name of namesOf(kept.state)) remove(this.#named, name, kept)
    for (const name of kept.state.uses) remove(this.#using, name, kept)
  }
}
