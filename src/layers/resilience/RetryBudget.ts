/** The share of the traffic of the last ten seconds that retries may add. */
const share = 0.1
/** Retries that are always allowed, so that a quiet program may retry at all: one for each second of the window. */
const floor = 10
const slots = 10
const slotMillis = 1_000

const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0)

/** Bounds retries to 10% of the traffic, so that an outage is not amplified by those who wait for its end. */
export class RetryBudget {
  readonly #requests = new Float64Array(slots)
  readonly #retries = new Float64Array(slots)
  #slot = 0

  /** Counts a first attempt. */
  request(now: number): void {
    this.#advance(now)
    this.#requests[this.#slot % slots] = (this.#requests[this.#slot % slots] ?? 0) + 1
  }

  /** Takes a retry from the budget; false when it is spent. */
  take(now: number): boolean {
    this.#advance(now)
    if (sum(this.#retries) >= floor + share * sum(this.#requests)) return false
    this.#retries[this.#slot % slots] = (this.#retries[this.#slot % slots] ?? 0) + 1
    return true
  }

  #advance(now: number): void {
    const slot = Math.floor(now / slotMillis)
    for (let next = Math.max(this.#slot + 1, slot - slots + 1); next <= slot; next++) {
      this.#requests[next % slots] = 0
      this.#retries[next % slots] = 0
    }
    this.#slot = Math.max(this.#slot, slot)
  }
}
