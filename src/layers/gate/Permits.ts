import type { PgFailure } from "../failure/PgFailure.ts"
import type { Checkout } from "./Checkout.ts"
import * as CurrentTurn from "./CurrentTurn.ts"
import type { GateStats } from "./GateStats.ts"
import type { Held } from "./Line.ts"

/** While callers come, one of them tries at least as often: what is older says nothing of now. */
const rememberedMillis = 10_000

/** The permits of a gate, the checkouts that have them, and why these cannot connect, as long as none of them can. */
export class Permits {
  readonly #size: number
  readonly #stats: GateStats
  readonly #held = new Set<Checkout>()
  /** Why the last one of those who had one got no connection, where nobody has got one since. */
  #unconnected: { readonly failure: PgFailure; readonly at: number } | undefined
  #grantedAt = 0

  constructor(size: number, stats: GateStats) {
    this.#size = size
    this.#stats = stats
  }

  get used(): number {
    return this.#held.size
  }

  get areFree(): boolean {
    return this.#held.size < this.#size
  }

  /** When one was granted last, by the monotonic clock. */
  get grantedAt(): number {
    return this.#grantedAt
  }

  /** Those who have one, longest first. */
  get held(): ReadonlyArray<Checkout> {
    return [...this.#held] // a set keeps the order of insertion, which is that of age
  }

  /** Who has had one for longest. */
  get longest(): Checkout | undefined {
    for (const checkout of this.#held) return checkout
    return undefined
  }

  /** Why nobody can be served: none of those who have one could connect, and those who wait wait for the same. */
  unreached(now: number): PgFailure | undefined {
    if (this.#unconnected === undefined || now - this.#unconnected.at > rememberedMillis) return undefined
    for (const { connection } of this.#held) if (connection !== undefined) return undefined
    return this.#unconnected.failure
  }

  /** How many each tenant has. Asked for only where tenants wait, so that whoever is served at once pays nothing for it. */
  readonly byTenant = (): Held => {
    const held = new Map<CurrentTurn.Standing["tenant"], number>()
    for (const { fiber } of this.#held) {
      const { tenant } = fiber.getRef(CurrentTurn.Current)
      held.set(tenant, (held.get(tenant) ?? 0) + 1)
    }
    return held
  }

  /** Gives one to a checkout that has waited so long. */
  grant(checkout: Checkout, waitedMillis: number): void {
    this.#held.add(checkout)
    this.#grantedAt = checkout.since
    this.#stats.acquired(this.#held.size, waitedMillis)
  }

  /** Takes it back, whether a connection had just been opened under it; undefined where it was taken back before. */
  takeBack(checkout: Checkout, now: number): { readonly opened: boolean } | undefined {
    if (!this.#held.delete(checkout)) return undefined
    this.#stats.released(now - checkout.since)
    this.#noteEnd(checkout, now)
    const opened = checkout.connection?.uses === 1
    checkout.letGo(now)
    return { opened }
  }

  /** It had a connection, or none could be opened; one that never asked for any says nothing. */
  #noteEnd({ connection, unconnected }: Checkout, now: number): void {
    if (connection !== undefined) this.#unconnected = undefined
    else if (unconnected !== undefined) this.#unconnected = { failure: unconnected, at: now }
  }
}
