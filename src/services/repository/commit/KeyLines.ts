import type { Write } from "./Write.ts"

/**
 * Writes of one key stand in line: one of them is on its way at a time, so that they apply in the order asked, whatever
 * becomes of the batch that the first one is in.
 */
export class KeyLines<V, A> {
  /** Those behind the one that is on its way, by key; most have none. */
  readonly #lines = new Map<string, Array<Write<V, A>> | undefined>()

  /** Whether it may go at once. */
  enter(write: Write<V, A>): boolean {
    const { key } = write
    if (!this.#lines.has(key)) {
      this.#lines.set(key, undefined)
      return true
    }
    const line = this.#lines.get(key)
    if (line === undefined) this.#lines.set(key, [write])
    else line.push(write)
    return false
  }

  /** The one on its way has ended; gives the next one, if somebody still waits for one. */
  next(key: string): Write<V, A> | undefined {
    const line = this.#lines.get(key)
    for (let write = line?.shift(); write !== undefined; write = line?.shift()) if (!write.gone) return write
    this.#lines.delete(key)
    return undefined
  }
}
