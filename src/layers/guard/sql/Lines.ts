/** The line that a character stands in, where the text begins in the line `first`. */
export const at = (text: string, position: number, first: number): number =>
  first + (text.slice(0, position).match(/\n/g)?.length ?? 0)

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
    for (; this.#at < place; this.#at++) if (this.#text.charCodeAt(this.#at) === 10) this.#line++
    return this.#line
  }
}
