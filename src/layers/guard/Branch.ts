/** Which sides of conditions, loops and handlers something stands in, outermost first; empty where all is run. */
export type Branch = ReadonlyArray<number>

/** Runs whatever happens. */
export const always: Branch = []

/** Whether what stands in `later` has run, too, at the end of what has run something in `earlier`. */
export const covers = (later: Branch, earlier: Branch): boolean =>
  later.every((side, depth) => earlier[depth] === side)

/** Follows branches as they are read. */
export class Branches {
  #last = 0
  /** One for each level; undefined where all of it runs. */
  #levels: Array<number | undefined> = [undefined]

  get now(): Branch {
    return this.#levels.filter((level) => level !== undefined)
  }

  get depth(): number {
    return this.#levels.length
  }

  enter(): void {
    this.#levels.push(++this.#last)
  }

  leave(): void {
    if (this.#levels.length > 1) this.#levels.pop()
  }

  /** From here on the levels from this one on may have been left already. */
  exit(from = 0): void {
    this.#levels = this.#levels.map((level, depth) => (depth < from ? level : ++this.#last))
  }
}
