import { type Branch, Done } from "./body/Branch.ts"
import * as Sequence from "./rules/Sequence.ts"

type Advance = Sequence.Advance

/** A part of what was added, and where it stands. */
export interface Repeated {
  readonly from: number
  to: number
  readonly place: Branch
}

interface Added {
  readonly advance: Advance
  readonly branch: Branch
  /** How many were added before. */
  readonly place: number
}

/** What one transaction, or statement, has taken from sequences so far, and where. */
export class Advances {
  readonly #all: Array<Added> = []
  /** A migration may fill thousands of tables, and ask for each. */
  readonly #known = new Map<string, Array<Added>>()
  readonly #sure = new Set<string>()
  /** What was added by parts beside the one that is being read: it may be evaluated later. */
  readonly #hidden: Array<{ readonly from: number; readonly to: number }> = []

  /** Goes through parts; of those that are apart each knows nothing of the others. */
  inTurn<A extends { readonly apart?: true }>(parts: ReadonlyArray<A>, read: (part: A) => void): void {
    let from = this.length
    for (const part of parts) {
      if (part.apart !== true) {
        read(part)
        from = this.length
        continue
      }
      this.#hidden.push({ from, to: this.length })
      read(part)
      this.#hidden.pop()
    }
  }

  add(advance: Advance, branch: Branch): void {
    if (branch.length === 0 && this.#hidden.length === 0) {
      const key = JSON.stringify(advance)
      if (this.#sure.has(key)) return
      this.#sure.add(key)
    }
    const added = { advance, branch, place: this.length }
    this.#all.push(added)
    for (const name of Sequence.knownBy(advance)) {
      const known = this.#known.get(name)
      if (known === undefined) this.#known.set(name, [added])
      else known.push(added)
    }
  }

  /** How much was added. */
  get length(): number {
    return this.#all.length
  }

  /** What was added there happens at `branch`, too. */
  repeat({ from, place, to }: Repeated, branch: Branch): void {
    for (const each of this.#all.slice(from, to)) {
      this.add(each.advance, [...branch, ...each.branch.slice(place.length)])
    }
  }

  /** What it takes in any case. */
  get sure(): ReadonlyArray<Advance> {
    return this.#all.filter(({ branch }) => branch.length === 0).map(({ advance }) => advance)
  }

  /** Whether what is asked here is this session's own answer, whichever way this was come to. */
  answers(asked: Sequence.Asked, branch: Branch): boolean {
    const done = new Done()
    for (const name of Sequence.lookedFor(asked)) {
      // Nearly always it is the last one, and certain.
      for (const each of this.#backwards(name)) {
        if (this.#hides(each) || !Sequence.answers(each.advance, asked)) continue
        if (each.branch.length === 0) return true
        done.add(each.branch)
      }
    }
    return done.covers(branch)
  }

  #hides({ place }: Added): boolean {
    return this.#hidden.some(({ from, to }) => from <= place && place < to)
  }

  *#backwards(name: string): Iterable<Added> {
    const known = this.#known.get(name) ?? []
    for (let at = known.length - 1; at >= 0; at--) {
      const each = known[at]
      if (each !== undefined) yield each
    }
  }
}
