import type { KeyedRequest, StoredKey } from "./KeyedRequest.ts"
import type { Claim } from "./Keys.ts"

interface Row<Result> {
  readonly hash: string
  readonly result: Result
  readonly expiresAt: number
}

/** What tells keys apart. */
export const placeOf = ({ key, partition }: StoredKey): string => JSON.stringify([partition, key])

/**
 * The rows of the table's twins: keys of this program alone, by a clock of milliseconds. Who works under a key is not
 * among them; where claiming and concluding are one synchronous step, nobody else does.
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

  /** Gives what undoes it. */
  conclude(request: KeyedRequest, result: Result, now: number): () => void {
    const { hash, seconds } = request
    const place = placeOf(request)
    const before = this.#rows.get(place)
    this.#rows.set(place, { hash: hash.toString(), result, expiresAt: now + seconds * 1_000 })
    return () => {
      if (before === undefined) this.#rows.delete(place)
      else this.#rows.set(place, before)
    }
  }

  /** Deletes up to `most` keys that have expired, and says how many. */
  forget(most: number, now: number): number {
    const expired = [...this.#rows].filter(([, { expiresAt }]) => expiresAt <= now).slice(0, most)
    for (const [place] of expired) this.#rows.delete(place)
    return expired.length
  }
}
