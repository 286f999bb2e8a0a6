import { type Branch, Done } from "./Branch.ts"
import { type Advance, answers, type Asked } from "./rules/Sequence.ts"

/** A part of what was added, and where it stands. */
export interface Repeated {
  readonly from: number
  to: number
  readonly place: Branch
}

/** What one transaction, or statement, has taken from sequences so far, and where. */
export class Advances {
  readonly #all: Array<{ readonly advance: Advance; readonly branch: Branch }> = []
  readonly #sure = new Set<string>()

  add(advance: Advance, branch: Branch): void {
    if (branch.length === 0) {
      const key = JSON.stringify(advance)
      if (this.#sure.has(key)) return
      this.#sure.add(key)
    }
    this.#all.push({ advance, branch })
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
  answers(asked: Asked, branch: Branch): boolean {
    const done = new Done()
    // Nearly always it is the last one, and certain.
    for (let at = this.#all.length - 1; at >= 0; at--) {
      const each = this.#all[at]
      if (each === undefined || !answers(each.advance, asked)) continue
      if (each.branch.length === 0) return true
      done.add(each.branch)
    }
    return done.covers(branch)
  }
}
