/** Each bucket is about 9% wider than the one before, so a percentile is right to within 5%. */
const perDoubling = 8
const smallestMillis = 1 / 1_024
const buckets = perDoubling * 34 // up to 4.6 hours

/** Half a bucket's width off at most, in either direction. */
const middle = (bucket: number): number => smallestMillis * 2 ** ((bucket - 0.5) / perDoubling)

/** How often which duration occurred: 272 counters, however many durations. */
export class Histogram {
  readonly #counts = new Uint32Array(buckets)
  #count = 0
  #max = 0
  #sum = 0

  /** Counts one more duration, in milliseconds; one over 4.6 hours counts as that long, but for `max` and `sum`. */
  record(millis: number): void {
    const index = Math.ceil(Math.log2(Math.max(millis, smallestMillis) / smallestMillis) * perDoubling)
    const bucket = Math.min(index, buckets - 1)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count++
    this.#sum += millis
    if (millis > this.#max) this.#max = millis
  }

  /** How many durations were recorded. */
  get count(): number {
    return this.#count
  }

  /** The longest of them, in milliseconds, to the fraction; 0 while there are none. */
  get max(): number {
    return this.#max
  }

  /** All durations together, in milliseconds. */
  get sum(): number {
    return this.#sum
  }

  /** How many durations were no longer than each of the bounds, which rise; right to within 5% of a bound. */
  atMost(bounds: ReadonlyArray<number>): ReadonlyArray<number> {
    let bucket = 0
    let seen = 0
    return bounds.map((bound) => {
      for (; bucket < buckets && middle(bucket) <= bound; bucket++) seen += this.#counts[bucket] ?? 0
      return seen
    })
  }

  /** The duration in milliseconds that a share of all does not exceed; 0 while there are none. */
  percentile(share: number): number {
    const rank = Math.ceil(share * this.#count)
    let seen = 0
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count
      if (count > 0 && seen >= rank) return Math.min(this.#max, middle(bucket))
    }
    return 0
  }
}
