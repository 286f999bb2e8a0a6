/** A replica that was behind is not asked again for so long, and for twice as long each time that it still is. */
const shortestMillis = 5
const longestMillis = 250

/** How far a replica was when it was found behind, so that nobody asks it in vain again and again. */
export class Lag {
  #until = -Infinity
  #pause = 0
  #replayed = 0n

  /** A replica had replayed so much, which was not enough. */
  found(now: number, replayed: bigint): void {
    this.#pause = Math.min(Math.max(2 * this.#pause, shortestMillis), longestMillis)
    this.#until = now + this.#pause
    this.#replayed = replayed
  }

  /** A replica had what was needed. */
  answered(needed: bigint): void {
    if (needed <= this.#replayed) return
    this.#until = -Infinity
    this.#pause = 0
  }

  /** Whether it would be in vain to ask for so much now. */
  holds(now: number, needed: bigint): boolean {
    return now < this.#until && needed > this.#replayed
  }
}
