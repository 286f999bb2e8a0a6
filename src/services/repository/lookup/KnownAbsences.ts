/** Keys of which it is known at most that there is nothing; the oldest are forgotten first. */
const most = 10_000

/** Keys for which a load has given nothing lately, in this process, for those who share what is loaded. */
export class KnownAbsences {
  readonly #millis: number
  /** Until when, by key and then by partition, since a key is forgotten for all. */
  readonly #until = new Map<string, Map<string, number>>()
  #forgotten = 0

  /** `millis` is how long it is known. */
  constructor(millis: number) {
    this.#millis = millis
  }

  has(key: string, partition: string, now: number): boolean {
    const until = this.#until.get(key)?.get(partition)
    return until !== undefined && now < until
  }

  /** To be called before a load; gives what notes that it found nothing, unless a key is forgotten meanwhile. */
  begin(key: string, partition: string): (now: number) => void {
    const forgotten = this.#forgotten
    return (now) => {
      if (this.#millis === 0 || forgotten !== this.#forgotten) return
      const known = this.#until.get(key) ?? new Map<string, number>()
      this.#until.delete(key) // to be behind the others
      this.#until.set(key, known.set(partition, now + this.#millis))
      const [oldest] = this.#until.keys()
      if (this.#until.size > most && oldest !== undefined) this.#until.delete(oldest)
    }
  }

  forget(key: string): void {
    this.#forgotten++
    this.#until.delete(key)
  }
}
