/** One line without its line feed: `start` is its byte offset in the file, `number` counts from 1. */
export interface ByteLine {
  readonly bytes: Uint8Array
  readonly start: number
  readonly number: number
}

const lineFeed = 10

/**
 * Finds the lines of a file that arrives in chunks.
 *
 * It splits bytes, not text, so that offsets are exact and a character may straddle chunks. A line's bytes are
 * good until the next `push`: a whole line is a view of the chunk, whose buffer may be used again after that.
 */
export class ByteLines {
  #pieces: Array<Uint8Array> = []
  #pending = 0
  #start = 0
  #number = 1

  /** Bytes of the unfinished line. */
  get pending(): number {
    return this.#pending
  }

  /** Number of the unfinished line. */
  get number(): number {
    return this.#number
  }

  /** The lines that end in `chunk`, which follows the chunks before it. */
  *push(chunk: Uint8Array): Generator<ByteLine> {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
      yield this.#take(chunk.subarray(from, end))
      from = end + 1
    }
    if (from < chunk.length) {
      this.#pieces.push(chunk.slice(from))
      this.#pending += chunk.length - from
    }
  }

  /** The last line, when the file does not end in a line feed. */
  *end(): Generator<ByteLine> {
    if (this.#pending > 0) yield this.#take(new Uint8Array(0))
  }

  #take(tail: Uint8Array): ByteLine {
    const bytes = this.#pending === 0 ? tail : joined([...this.#pieces, tail], this.#pending + tail.length)
    const line = { bytes, start: this.#start, number: this.#number }
    this.#start += bytes.length + 1
    this.#number += 1
    this.#pieces = []
    this.#pending = 0
    return line
  }
}

const joined = (pieces: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
