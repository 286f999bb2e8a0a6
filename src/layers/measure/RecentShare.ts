const windowMillis = 60_000
const sliceMillis = 1_000
/** One more than fit into the window, as the newest has only begun. */
const slices = windowMillis / sliceMillis + 1

/** For how much of the last minute something was so, to within a second: what Linux calls pressure. */
export class RecentShare {
  readonly #millis = new Float64Array(slices)
  #isSo = false
  /** Up to when all is counted, and the slice that this is in. */
  #at = -Infinity
  #slice = -1

  /** From now on it is so, or is not. */
  set(isSo: boolean, now: number): void {
    if (isSo === this.#isSo) return
    this.#count(now)
    this.#isSo = isSo
  }

  /** From 0 to 1; the time before anything was so counts as time in which it was not. */
  share(now: number): number {
    this.#count(now)
    return Math.min(1, this.#millis.reduce((sum, millis) => sum + millis, 0) / windowMillis)
  }

  #count(now: number): void {
    for (let at = Math.max(this.#at, now - windowMillis); at < now;) {
      const slice = Math.floor(at / sliceMillis)
      const end = Math.min(now, (slice + 1) * sliceMillis)
      const index = slice % slices
      const before = slice === this.#slice ? (this.#millis[index] ?? 0) : 0 // an older minute's
      this.#millis[index] = before + (this.#isSo ? end - at : 0)
      this.#slice = slice
      at = end
    }
    this.#at = Math.max(this.#at, now)
  }
}
