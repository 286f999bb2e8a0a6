import { headerSize } from "./Message.ts"

/** What a server said in an ErrorResponse; its detail, which can hold row values, is left behind. */
export interface ServerWords {
  /** Never translated where the server says it so (field V); poolers give only S, in English. */
  readonly severity: string
  readonly sqlState: string
  readonly message: string
  /** The C function that raised it, in any language; poolers give none. */
  readonly routine: string
}

/** Who is told by the tap; a session ends with `fatal`, or when `authentication` returns false. */
export interface FatalTapListener {
  /** Bytes for the driver: all of them, up to a fatal message or a refused request. */
  readonly onData: (bytes: Buffer) => void
  /** How the server wants us to log in; false keeps the request from the driver, and everything behind it. */
  readonly onAuthentication: (method: number) => boolean
  /** What columns a result has; it may write other types into the message, whose body begins at `body`. */
  readonly onColumns?: ((message: Buffer, body: number) => void) | undefined
  /** What the server calls the session; gives what the driver shall call it. */
  readonly onProcessId: (processId: number) => number
  /** The server is ready for us; false keeps that from the driver, until it is ready once more. */
  readonly onLogin: () => boolean
  /** An error while logging in, which the driver reports itself; false keeps it from the driver, and all behind it. */
  readonly onRefusal: (words: ServerWords) => boolean
  /** An error of a statement, which the driver reports, or hides where it prepares the statement anew. */
  readonly onError?: (words: ServerWords) => void
  /** The server's last words after login, which the driver would replace by "Connection closed". */
  readonly onFatal: (words: ServerWords) => void
}

const type = { authentication: 0x52, columns: 0x54, processId: 0x4b, error: 0x45, ready: 0x5a } as const
/** No server's last words are longer; a longer error passes by unread. */
const longestError = 65_536
/** Of 1,664 columns, more than which no result has, with the longest names. */
const longestColumns = 262_144

/** Reads the fields of an ErrorResponse whose body lies between the offsets. */
export const readWords = (bytes: Buffer, from: number, to: number): ServerWords => {
  const fields = new Map<string, string>()
  let at = from
  while (at < to && bytes[at] !== 0) {
    const found = bytes.indexOf(0, at + 1)
    const end = found < 0 || found > to ? to : found
    fields.set(String.fromCharCode(bytes[at] ?? 0), bytes.toString("utf8", at + 1, end))
    at = end + 1
  }
  return {
    severity: fields.get("V") ?? fields.get("S") ?? "",
    sqlState: fields.get("C") ?? "",
    message: fields.get("M") ?? "",
    routine: fields.get("R") ?? ""
  }
}

const lengthAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

/**
 * Listens in on a server's messages, and lets the driver have them.
 *
 * It looks at the head of each message and at little more, so that a chunk in the middle of a long row costs the same
 * whatever its size, and it copies no row. Held back are only the first bytes of a cut message head, and a message
 * that it has to read whole.
 */
export class FatalTap {
  readonly #listener: FatalTapListener
  /** Bytes of the next chunk that belong to a message already passed. */
  #skip = 0
  #held: Buffer | undefined
  #loggedIn = false
  /** Nothing more is forwarded. */
  #closed = false
  /** The bytes are no messages; the driver shall say so. */
  #blind = false
  /** Whether the server has answered all that was sent, once whoever sends sets it to false. */
  ready = false

  constructor(listener: FatalTapListener) {
    this.#listener = listener
  }

  push(chunk: Buffer): void {
    if (this.#closed) return
    const bytes = this.#held === undefined ? chunk : this.#join(this.#held, chunk)
    const end = this.#blind ? bytes.length : this.#scan(bytes)
    if (end === bytes.length) return this.#listener.onData(bytes)
    if (end > 0) this.#listener.onData(bytes.subarray(0, end))
  }

  /** Puts the chunk behind the bytes held back, without copying it when it goes on with a message of no interest. */
  #join(held: Buffer, chunk: Buffer): Buffer {
    this.#held = undefined
    if (this.#reads(held[0]) || held.length + chunk.length < headerSize) return Buffer.concat([held, chunk])
    if (held[0] === type.ready) this.ready = true
    const head = Buffer.concat([held, chunk.subarray(0, headerSize - held.length)])
    this.#listener.onData(held)
    this.#skip = 1 + lengthAt(head, 1) - held.length
    return chunk
  }

  #reads(kind: number | undefined): boolean {
    if (kind === type.error || (kind === type.columns && this.#listener.onColumns !== undefined)) return true
    return !this.#loggedIn && (kind === type.ready || kind === type.authentication || kind === type.processId)
  }

  /** How many of the bytes the driver may have. */
  #scan(bytes: Buffer): number {
    const size = bytes.length
    let at = this.#skip
    while (at < size) {
      if (size - at < headerSize) return this.#hold(bytes, at)
      const length = lengthAt(bytes, at + 1)
      if (length < 4) {
        this.#blind = true
        return size
      }
      const next = at + 1 + length
      if (bytes[at] === type.ready) this.ready = true
      if (this.#reads(bytes[at]) && length <= (bytes[at] === type.columns ? longestColumns : longestError)) {
        if (next > size) return this.#hold(bytes, at)
        if (!this.#read(bytes, at, next)) return at
      }
      at = next
    }
    this.#skip = at - size
    return size
  }

  #hold(bytes: Buffer, at: number): number {
    this.#skip = 0
    this.#held = Buffer.from(bytes.subarray(at))
    return at
  }

  /** Whether the message, and what is behind it, goes to the driver. */
  #read(bytes: Buffer, at: number, next: number): boolean {
    const body = at + headerSize
    switch (bytes[at]) {
      case type.authentication:
        this.#closed = !this.#listener.onAuthentication(lengthAt(bytes, body))
        return !this.#closed
      case type.processId:
        bytes.writeInt32BE(this.#listener.onProcessId(lengthAt(bytes, body)), body)
        return true
      case type.columns:
        this.#listener.onColumns?.(bytes, body)
        return true
      case type.ready:
        this.#loggedIn = this.#listener.onLogin()
        this.#skip = 0
        return this.#loggedIn
      default:
        return this.#readError(readWords(bytes, body, next))
    }
  }

  #readError(words: ServerWords): boolean {
    if (!this.#loggedIn) this.#closed = !this.#listener.onRefusal(words)
    else if (words.severity === "FATAL" || words.severity === "PANIC") {
      this.#closed = true
      this.#listener.onFatal(words)
    } else this.#listener.onError?.(words)
    return !this.#closed
  }
}
