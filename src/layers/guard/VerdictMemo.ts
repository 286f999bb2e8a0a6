import { createHash } from "node:crypto"
import * as Verdicts from "./Verdicts.ts"

/** Estimated bytes of one generation; there are two. */
const generationBytes = 12 * 1024 * 1024

/** What an entry takes besides its text: the map's slots, and the string's head. */
const entryBytes = 88

/** Longer texts are remembered by their digest. */
const longText = 2_048

const keyOf = (text: string): string =>
  text.length <= longText ? text : createHash("sha256").update(text).digest("base64")

/**
 * Verdicts by text, in bounded memory: at most 24 MiB, whatever the texts.
 *
 * Two generations: what is asked for stays in the younger, and when that is full the older is forgotten. A text seen
 * lately costs one look into a map.
 */
export class VerdictMemo {
  #young = new Map<string, Verdicts.Verdict>()
  #old = new Map<string, Verdicts.Verdict>()
  #bytes = 0
  readonly #judge: (text: string) => Verdicts.Verdict

  constructor(judge: (text: string) => Verdicts.Verdict = Verdicts.of) {
    this.#judge = judge
  }

  /** Texts remembered. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  of(text: string): Verdicts.Verdict {
    return this.#young.get(text) ?? this.#slow(text)
  }

  #slow(text: string): Verdicts.Verdict {
    const key = keyOf(text)
    const known = key === text ? undefined : this.#young.get(key)
    if (known !== undefined) return known
    const verdict = this.#old.get(key) ?? this.#judge(text)
    this.#remember(key, verdict)
    return verdict
  }

  #remember(key: string, verdict: Verdicts.Verdict): void {
    const bytes = entryBytes + 2 * key.length // two bytes a character, if one of them needs them
    if (this.#bytes + bytes > generationBytes) {
      this.#old = this.#young
      this.#young = new Map()
      this.#bytes = 0
    }
    this.#young.set(key, verdict)
    this.#bytes += bytes
  }
}
