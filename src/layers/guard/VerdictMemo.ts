import { TextMemo } from "../encode/TextMemo.ts"
import * as Verdicts from "./Verdicts.ts"

const mostBytes = 24 * 1024 * 1024

/** Verdicts by text, in bounded memory: at most 24 MiB, whatever the texts. */
export class VerdictMemo {
  readonly #known = new TextMemo<Verdicts.Verdict>(mostBytes)
  readonly #judge: (text: string) => Verdicts.Verdict

  constructor(judge: (text: string) => Verdicts.Verdict = Verdicts.of) {
    this.#judge = judge
  }

  /** Texts remembered. */
  get size(): number {
    return this.#known.size
  }

  of(text: string): Verdicts.Verdict {
    return this.#known.get(text) ?? this.#judged(text)
  }

  #judged(text: string): Verdicts.Verdict {
    const verdict = this.#judge(text)
    this.#known.set(text, verdict)
    return verdict
  }
}
