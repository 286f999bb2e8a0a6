/**
 * Which entries, numbered in the order of their adding, belong to which keyword.
 *
 * It holds one number an entry and one a keyword, so that a source of millions of documents stays small: the
 * entries of a keyword form a ring, and the keyword remembers the ring's last entry, whose successor is the first.
 */
export class KeywordIndex {
  readonly #last = new Map<string, number>()
  readonly #following: Array<number> = []

  /** Adds the next entry, under `keyword`. */
  add(keyword: string): void {
    const entry = this.#following.length
    const last = this.#last.get(keyword)
    this.#following.push(last === undefined ? entry : this.#at(last))
    if (last !== undefined) this.#following[last] = entry
    this.#last.set(keyword, entry)
  }

  /** How many entries there are under all keywords. */
  get size(): number {
    return this.#following.length
  }

  /** The keywords, in the order of their first appearance. */
  keywords(): ReadonlyArray<string> {
    return [...this.#last.keys()]
  }

  /** The entries of `keyword` in the order of their adding; none when it is unknown. */
  entries(keyword: string): ReadonlyArray<number> {
    const last = this.#last.get(keyword)
    if (last === undefined) return []
    const entries = [this.#at(last)]
    for (let entry = this.#at(last); entry !== last;) entries.push((entry = this.#at(entry)))
    return entries
  }

  #at(entry: number): number {
    return this.#following[entry] ?? entry
  }
}
