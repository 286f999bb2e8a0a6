import type { Exit } from "effect"

/** A value in memory. */
export interface NearEntry<Value> {
  readonly id: unknown
  readonly partition: string
  /** Made once, as it is given out a million times a second. */
  readonly answer: Exit.Success<Value>
  readonly bytes: number
  readonly until: number
  used: boolean
  /** That of another partition. */
  next: NearEntry<Value> | undefined
}

/** Entries by key, since a change is of a key alone, and those of a key one after the other: most keys have but one. */
export class NearKeys<Value> {
  readonly #first = new Map<unknown, NearEntry<Value>>()

  find(id: unknown, partition: string): NearEntry<Value> | undefined {
    let entry = this.#first.get(id)
    while (entry !== undefined && entry.partition !== partition) entry = entry.next
    return entry
  }

  /** Those of all partitions, of which each may be removed meanwhile. */
  *of(id: unknown): Iterable<NearEntry<Value>> {
    for (let entry = this.#first.get(id); entry !== undefined; entry = entry.next) yield entry
  }

  add(entry: NearEntry<Value>): void {
    entry.next = this.#first.get(entry.id)
    this.#first.set(entry.id, entry)
  }

  remove(entry: NearEntry<Value>): void {
    const { id, next } = entry
    let before = this.#first.get(id)
    if (before === entry) {
      if (next === undefined) this.#first.delete(id)
      else this.#first.set(id, next)
      return
    }
    while (before !== undefined && before.next !== entry) before = before.next
    if (before !== undefined) before.next = next
  }

  clear(): void {
    this.#first.clear()
  }
}
