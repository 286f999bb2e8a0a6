import { Histogram } from "../measure/Histogram.ts"
import { RecentShare } from "../measure/RecentShare.ts"

/** What came of those who asked a gate for a permit, since it was made. */
interface GateTotals {
  /** The most permits that were held at once. */
  readonly usedMax: number
  /** The most callers that waited at once. */
  readonly waitingMax: number
  readonly acquired: number
  readonly timedOut: number
  readonly refused: number
}

/** The books of a gate. */
export class GateStats {
  readonly waits = new Histogram()
  readonly holds = new Histogram()
  readonly #waited = new RecentShare()
  readonly #totals = { usedMax: 0, waitingMax: 0, acquired: 0, timedOut: 0, refused: 0 }

  get totals(): GateTotals {
    return { ...this.#totals }
  }

  /** For how much of the minute before now somebody waited, from 0 to 1. */
  waitedShare(now: number): number {
    return this.#waited.share(now)
  }

  /** A permit was taken, and so many are held now. */
  acquired(used: number, waitedMillis: number): void {
    this.waits.record(waitedMillis)
    this.#totals.acquired++
    if (used > this.#totals.usedMax) this.#totals.usedMax = used
  }

  released(heldMillis: number): void {
    this.holds.record(heldMillis)
  }

  /** So many wait from now on. */
  waiting(count: number, now: number): void {
    this.#waited.set(count > 0, now)
    if (count > this.#totals.waitingMax) this.#totals.waitingMax = count
  }

  timedOut(): void {
    this.#totals.timedOut++
  }

  refused(): void {
    this.#totals.refused++
  }
}
