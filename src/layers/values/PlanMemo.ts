import * as Sha256 from "../encode/Sha256.ts"

/** Texts in one generation; there are two. */
const generation = 1_000

/** Longer texts are remembered by their digest. */
const longText = 2_048

const keyOf = (text: string): string => (text.length <= longText ? text : Sha256.binary(text))

/** What was decided for a text, in bounded memory: when the younger of two generations is full, the older is forgotten. */
export class PlanMemo<A> {
  #young = new Map<string, ReadonlyArray<A | undefined>>()
  #old = new Map<string, ReadonlyArray<A | undefined>>()

  get(text: string): ReadonlyArray<A | undefined> | undefined {
    const key = keyOf(text)
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.#remember(key, old)
    return old
  }

  set(text: string, plans: ReadonlyArray<A | undefined>): void {
    this.#remember(keyOf(text), plans)
  }

  #remember(key: string, plans: ReadonlyArray<A | undefined>): void {
    if (this.#young.size >= generation) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, plans)
  }
}
