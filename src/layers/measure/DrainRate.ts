/** A stall tells nothing of the rate before and after it, so that no gap counts for more. */
const longestGapMillis = 250
/** How much of what was known is kept with each caller served: the last thirty or so decide. */
const memory = 31 / 32
/** Fewer callers served say too little to turn anyone away. */
const enough = 8

/** How fast a queue is served, learned from the gaps between one caller served and the next. */
export class DrainRate {
  #millis = 0
  #served = 0
  #last: number | undefined

  /** The queue, which was empty, has its first caller. */
  began(now: number): void {
    this.#last = now
  }

  /** A caller was taken from the queue. */
  served(now: number): void {
    const gap = this.#last === undefined ? 0 : Math.min(now - this.#last, longestGapMillis)
    this.#millis = this.#millis * memory + gap
    this.#served = this.#served * memory + 1
    this.#last = now
  }

  /** Milliseconds until a caller behind `ahead` others is served; 0 while too little is known. */
  expectedMillis(ahead: number): number {
    return this.#served < enough ? 0 : ((ahead + 1) * this.#millis) / this.#served
  }
}
