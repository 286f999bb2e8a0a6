import type { KeyedRequest, StoredKey } from "./KeyedRequest.ts"
import type { Claim } from "./Keys.ts"

interface Row<Result> {
  readonly hash: string
  readonly result: Result
  readonly expiresAt: number
}

const placeOf = ({ key, partition }: StoredKey): string => JSON.stringify([partition, key])

/**
 * The twin of the table: keys of this program alone, by a clock of milliseconds. From claiming keys to concluding them has
 * to be one synchronous step, which is the transaction.
 */
export class KeyRows<Result> {
  readonly #rows = new Map<string, Row<Result>>()

  claim(request: KeyedRequest, now: number): Claim<Result> {
    const row = this.#rows.get(placeOf(request))
    if (row === undefined || row.expiresAt <= now) return { _tag: "ours" }
    return row.hash === request.hash.toString()
      ? { _tag: "repeated", result: row.result }
      : { _tag: "reused" }
  }

  conclude(request: KeyedRequest, result: Result, now: number): void {
    const { hash, seconds } = request
    this.#rows.set(placeOf(request), { hash: hash.toString(), result, expiresAt: now + seconds * 1_000 })
  }

  /** Deletes up to `most` keys that have expired, and says how many. */
  forget(most: number, now: number): number {
    const expired = [...this.#rows].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
    for (const [place] of expired) this.#rows.delete(place)
    return expired.length
  }
}
