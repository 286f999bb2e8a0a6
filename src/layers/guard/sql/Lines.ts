const lineEnd = /\r\n?|\n/g

/** The line that a character stands in, where the text begins in the line `first`. */
export const at = (text: string, position: number, first: number): number =>
  first + (text.slice(0, position).match(lineEnd)?.length ?? 0)

/** Counts the lines of a text, at places that come one behind the other. */
export class Count {
  readonly #text: string
  #at = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  /** The line that a character stands in, from 1. */
  of(place: number): number {
    for (; this.#at < place; this.#at++) if (this.#ends(this.#at)) this.#line++
    return this.#line
  }

  #ends(at: number): boolean {
    const code = this.#text.charCodeAt(at)
    return code === 10 || (code === 13 && this.#text.charCodeAt(at + 1) !== 10)
  }
}
