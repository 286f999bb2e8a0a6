interface Savepoint<Mark> {
  readonly name: string
  readonly mark: Mark
  /** How much had changed since the first one. */
  readonly changes: number
}

/** What has changed since savepoints, for ROLLBACK TO: a copy of everything for each of thousands would be large. */
export class UndoLog<Change, Mark> {
  readonly #savepoints: Array<Savepoint<Mark>> = []
  readonly #changes: Array<Change> = []

  /** Remembers a change, where something could give it back. */
  note(change: Change): void {
    if (this.#savepoints.length > 0) this.#changes.push(change)
  }

  savepoint(name: string, mark: Mark): void {
    this.#savepoints.push({ name, mark, changes: this.#changes.length })
  }

  release(name: string): void {
    const found = this.#last(name)
    if (found !== -1) this.#savepoints.length = found
    if (found === 0) this.#changes.length = 0
  }

  /** What was given with a savepoint; undefined where there is none. */
  markOf(name: string): Mark | undefined {
    return this.#savepoints[this.#last(name)]?.mark
  }

  /** Takes out what has changed since a savepoint, the last change first; the savepoint stays. */
  rollbackTo(name: string): ReadonlyArray<Change> {
    const found = this.#last(name)
    const savepoint = this.#savepoints[found]
    if (savepoint === undefined) return []
    this.#savepoints.length = found + 1
    return this.#changes.splice(savepoint.changes).toReversed()
  }

  clear(): void {
    this.#savepoints.length = 0
    this.#changes.length = 0
  }

  #last(name: string): number {
    return this.#savepoints.findLastIndex((each) => each.name === name)
  }
}
