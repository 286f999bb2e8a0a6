import * as Sha256 from "./Sha256.ts"

/** What an entry takes besides its text: the map's slots, and the string's head. */
const entryBytes = 88

/** Longer texts are remembered by their digest. */
const longText = 2_048

const keyOf = (text: string): string => (text.length <= longText ? text : Sha256.hex(text))

/**
 * What was found out about statements, by their text, in bounded memory.
 *
 * Two generations: what is asked for stays in the younger, and when that is full the older is forgotten. A text seen
 * lately costs one look into a map.
 */
export class TextMemo<A extends object> {
  #young = new Map<string, A>()
  #old = new Map<string, A>()
  #bytes = 0
  readonly #generationBytes: number

  /** `bytes` is what all of it takes at most, roughly. */
  constructor(bytes: number) {
    this.#generationBytes = bytes / 2
  }

  /** Texts remembered. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(text: string): A | undefined {
    return this.#young.get(text) ?? this.#slow(text)
  }

  set(text: string, value: A): void {
    this.#remember(keyOf(text), value)
  }

  #slow(text: string): A | undefined {
    const key = keyOf(text)
    const young = key === text ? undefined : this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.#remember(key, old)
    return old
  }

  #remember(key: string, value: A): void {
    const bytes = entryBytes + 2 * key.length // two bytes a character, if one of them needs them
    if (this.#bytes + bytes > this.#generationBytes) {
      this.#old = this.#young
      this.#young = new Map()
      this.#bytes = 0
    }
    this.#young.set(key, value)
    this.#bytes += bytes
  }
}
