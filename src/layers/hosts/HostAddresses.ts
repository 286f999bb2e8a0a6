import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns"
import type { LookupFunction } from "node:net"

type Resolve = (
  name: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: Array<LookupAddress>) => void
) => void

/** The items in an order that nobody chose. */
export const shuffled = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)

/** The addresses of one host's name, as far as this round has not refused them: a name may stand for several servers. */
export class HostAddresses {
  readonly #refused = new Set<string>()
  readonly #atRandom: boolean
  readonly #resolve: Resolve
  #known: ReadonlyArray<string> = []

  constructor(atRandom = false, resolve: Resolve = lookup) {
    this.#atRandom = atRandom
    this.#resolve = resolve
  }

  /** Node's own, with what is left; Node connects to the first of them that answers. */
  readonly lookup: LookupFunction = (name, options, done) => {
    this.#resolve(name, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, [])
      this.#known = found.map(({ address }) => address)
      const open = found.filter(({ address }) => !this.#refused.has(address))
      // Whoever comes while the last is being refused may as well try them all.
      const left = open.length === 0 ? found : open
      const ordered = this.#atRandom ? shuffled(left) : left
      const [first] = ordered
      if (options.all === true) done(null, [...ordered])
      else done(null, first?.address ?? "", first?.family)
    })
  }

  /** What answers at an address will not do; whether the name has another. */
  refuse(address: string | undefined): boolean {
    if (address === undefined) return false
    this.#refused.add(address)
    return this.#known.some((known) => !this.#refused.has(known))
  }

  /** A new round may try them all. */
  reset(): void {
    this.#refused.clear()
  }
}
