/** Which sides of conditions, loops and handlers something stands in, outermost first; empty where all is run. */
export type Branch = ReadonlyArray<Side>

/** What runs at times, and not at others. */
export interface Side {
  /** How many sides it and those around it are, in the text that it stands in. */
  readonly depth: number
  /** Of sides of one choice only one runs. */
  readonly choice: object | undefined
  /** What it is one side of. */
  readonly of: Branch
  /** What else can happen there; undefined where that is not known. */
  readonly others: () => ReadonlyArray<Branch> | undefined
  /** Whether what stands behind it runs, too. */
  readonly goesOn: () => boolean
}

/** Runs whatever happens. */
export const always: Branch = []

/** What stands there, and may not run. */
export const atTimes = (branch: Branch): Branch => [
  ...branch,
  { depth: branch.length + 1, choice: undefined, of: branch, others: () => undefined, goesOn: () => true }
]

/** Whether what stands in `later` has run, too, at the end of what has run something in `earlier`. */
export const covers = (later: Branch, earlier: Branch): boolean =>
  later.every((side, depth) => earlier[depth] === side)

/** Whether either runs, and never both. */
export const excludes = (one: Branch, other: Branch): boolean => {
  const depth = one.findIndex((side, depth) => other[depth] !== side)
  const choice = one[depth]?.choice
  return choice !== undefined && choice === other[depth]?.choice
}

/** Whether nothing runs that stands behind it. */
export const ends = (branch: Branch): boolean => branch.some((side) => !side.goesOn())

/** The places in which one thing is done, and so where it is done in any case: on all sides of something, too. */
export class Done {
  readonly #places: Array<Branch> = []

  add(branch: Branch): void {
    if (this.covers(branch)) return
    this.#places.push(branch)
    const side = branch.at(-1)
    const others = side?.others()
    if (side === undefined || others === undefined) return
    const around = branch.slice(0, branch.length - side.depth)
    if (others.every((other) => this.covers([...around, ...other]))) this.add([...around, ...side.of])
  }

  covers(branch: Branch): boolean {
    return this.#places.some((place) => covers(place, branch))
  }

  copy(): Done {
    const copy = new Done()
    copy.#places.push(...this.#places)
    return copy
  }
}
