/** Why something is tried again: a fault of the server's or the network's, or a conflict with another transaction. */
export type RetryCause = "fault" | "conflict"

/**
 * The share of the traffic of the last ten seconds that retries may add, and those that are always allowed, so that a quiet
 * program may retry at all: for faults one for each second of the window.
 *
 * A conflict is no sign of a server that is overloaded, but of one that did what others asked: some transaction was
 * committed in place of each that is repeated. So conflicts have a share of their own, which takes nothing from that of
 * faults: five for each call, as a hundred that change one row at once on twenty connections were seen to need.
 */
const allowances: Readonly<Record<RetryCause, { readonly share: number; readonly floor: number }>> = {
  fault: { share: 0.1, floor: 10 },
  conflict: { share: 5, floor: 100 }
}
const slots = 10
const slotMillis = 1_000

const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0)

/**
 * Bounds retries to 10% of the traffic, so that an outage is not amplified by those who wait for its end; and by a bound
 * of their own those after conflicts.
 */
export class RetryBudget {
  readonly #requests = new Float64Array(slots)
  readonly #retries: Readonly<Record<RetryCause, Float64Array>> = {
    fault: new Float64Array(slots),
    conflict: new Float64Array(slots)
  }
  #slot = 0

  /** Counts a first attempt. */
  request(now: number): void {
    this.#advance(now)
    this.#requests[this.#slot % slots] = (this.#requests[this.#slot % slots] ?? 0) + 1
  }

  /** Takes a retry from the budget; false when it is spent. */
  take(now: number, cause: RetryCause): boolean {
    this.#advance(now)
    const { floor, share } = allowances[cause]
    const retries = this.#retries[cause]
    if (sum(retries) >= floor + share * sum(this.#requests)) return false
    retries[this.#slot % slots] = (retries[this.#slot % slots] ?? 0) + 1
    return true
  }

  #advance(now: number): void {
    const slot = Math.floor(now / slotMillis)
    for (let next = Math.max(this.#slot + 1, slot - slots + 1); next <= slot; next++) {
      this.#requests[next % slots] = 0
      this.#retries.fault[next % slots] = 0
      this.#retries.conflict[next % slots] = 0
    }
    this.#slot = Math.max(this.#slot, slot)
  }
}
