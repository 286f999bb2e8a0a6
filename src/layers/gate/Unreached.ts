import type { PgFailure } from "../failure/PgFailure.ts"
import type { Checkout } from "./Checkout.ts"

/** While callers come, one of them tries at least as often: what is older says nothing of now. */
const rememberedMillis = 10_000

/** Why those who were let in could not connect, as long as none of them can: those who wait wait for the same. */
export class Unreached {
  #last: { readonly failure: PgFailure; readonly at: number } | undefined

  /** Notes how a checkout ended: it had a connection, or none could be opened; one that never asked for any says nothing. */
  ended({ connection, unconnected }: Pick<Checkout, "connection" | "unconnected">, now: number): void {
    if (connection !== undefined) this.#last = undefined
    else if (unconnected !== undefined) this.#last = { failure: unconnected, at: now }
  }

  /** The last failure to connect; undefined while somebody has a connection or had one since. */
  failure(held: Iterable<Pick<Checkout, "connection">>, now: number): PgFailure | undefined {
    if (this.#last === undefined || now - this.#last.at > rememberedMillis) return undefined
    for (const { connection } of held) if (connection !== undefined) return undefined
    return this.#last.failure
  }
}
