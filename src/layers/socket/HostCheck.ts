import * as HostRole from "../hosts/HostRole.ts"
import { readWords, type ServerWords } from "./wire/FatalTap.ts"
import { endOf, headerSize, simpleQuery } from "./wire/Message.ts"

const type = { row: 0x44, error: 0x45, ready: 0x5a, columns: 0x54, complete: 0x43 } as const

/** What came back: the server's role, or its words when it would not say. */
export type HostAnswer = HostRole.HostRole | { readonly refusal: ServerWords }

/** Two columns of text: each its length and its bytes, behind their number. */
const roleIn = (bytes: Buffer, body: number): HostRole.HostRole => {
  const length = bytes.readInt32BE(body + 2)
  const second = body + 6 + length
  const text = (at: number, size: number) => bytes.toString("latin1", at, at + size)
  return HostRole.of(text(body + 6, length), text(second + 4, bytes.readInt32BE(second)))
}

/** One question to a server that has just let us in, before the driver hears that it has. */
export class HostCheck {
  readonly request: Uint8Array = simpleQuery(HostRole.question)
  #held: Buffer | undefined
  #answer: HostAnswer | undefined

  /**
   * Takes the answer out of what the server sends and gives back the rest. With the answer, that ends in the message that
   * the server is ready.
   */
  take(chunk: Buffer): { readonly rest: Buffer; readonly answer: HostAnswer | undefined } {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = undefined
    const rest: Array<Buffer> = []
    let at = 0
    while (bytes.length - at >= headerSize) {
      const next = endOf(bytes, at)
      if (next > bytes.length) break
      if (bytes[at] === type.ready)
        return { rest: Buffer.concat([...rest, bytes.subarray(at)]), answer: this.#answer }
      if (!this.#read(bytes, at, next)) rest.push(bytes.subarray(at, next))
      at = next
    }
    if (at < bytes.length) this.#held = Buffer.from(bytes.subarray(at))
    return { rest: Buffer.concat(rest), answer: undefined }
  }

  /** Whether a message belongs to the answer; a notice and a changed setting do not. */
  #read(bytes: Buffer, at: number, next: number): boolean {
    const body = at + headerSize
    switch (bytes[at]) {
      case type.row:
        this.#answer ??= roleIn(bytes, body)
        return true
      case type.error:
        this.#answer = { refusal: readWords(bytes, body, next) }
        return true
      default:
        return bytes[at] === type.columns || bytes[at] === type.complete
    }
  }
}
