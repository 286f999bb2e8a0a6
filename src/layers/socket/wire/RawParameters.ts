import { randomBytes } from "node:crypto"
import { Effect, Stream } from "effect"
import { type BinaryArray, readyBytes, type WireValue } from "../../encode/BinaryArray.ts"
import { endOf } from "./Message.ts"

/** What is sent in place of a token. */
interface Enclosed {
  readonly oid: number
  readonly bytes: Uint8Array
}

const outstanding = new Map<string, Enclosed>()

const tokenBytes = 16

const isReady = (parameter: unknown): parameter is BinaryArray | WireValue =>
  readyBytes(parameter) !== undefined

const forget = (tokens: ReadonlyArray<string>) =>
  Effect.sync(() => {
    for (const token of tokens) outstanding.delete(token)
  })

/** Parameters with tokens, which the driver takes for `bytea`, in place of those that are ready for the wire. */
const enclose = (parameters: ReadonlyArray<unknown>) => {
  const tokens: Array<string> = []
  const given = parameters.map((parameter) => {
    const bytes = readyBytes(parameter)
    if (bytes === undefined) return parameter
    const token = randomBytes(tokenBytes)
    const name = token.toString("latin1")
    tokens.push(name)
    outstanding.set(name, { oid: (parameter as BinaryArray | WireValue).oid, bytes })
    return token
  })
  return { given, tokens }
}

/**
 * Sends a statement whose long parameters go to the socket as they are.
 *
 * The driver would copy them twice, into memory that is new each time. It gets a token for each instead, which nobody
 * can guess, and `open` puts the bytes in its place as the statement is written. A statement that is interrupted before
 * that may go out with its tokens, which Postgres refuses; nobody waits for it then.
 */
export const sending = <A, E>(
  parameters: ReadonlyArray<unknown>,
  send: (parameters: ReadonlyArray<unknown>) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  parameters.some(isReady)
    ? Effect.acquireUseRelease(
        Effect.sync(() => enclose(parameters)),
        ({ given }) => send(given),
        ({ tokens }) => forget(tokens)
      )
    : send(parameters)

/** The same of a statement whose rows are streamed. */
export const streaming = <A, E>(
  parameters: ReadonlyArray<unknown>,
  send: (parameters: ReadonlyArray<unknown>) => Stream.Stream<A, E>
): Stream.Stream<A, E> =>
  parameters.some(isReady)
    ? Stream.unwrap(
        Effect.map(
          Effect.acquireRelease(
            Effect.sync(() => enclose(parameters)),
            ({ tokens }) => forget(tokens)
          ),
          ({ given }) => send(given)
        )
      )
    : send(parameters)

const parseType = 0x50
const bindType = 0x42

/** The messages that the driver writes at once. */
class Frame {
  readonly #buffer: Buffer
  readonly #pieces: Array<Uint8Array> = []
  /** Up to where it has been cut into pieces. */
  #cut = 0
  /** Where the types of the parameters are that come next. */
  #types = 0

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  opened(): ReadonlyArray<Uint8Array> {
    const buffer = this.#buffer
    for (let at = 0; at < buffer.length;) {
      const next = endOf(buffer, at)
      if (buffer[at] === parseType) this.#types = this.#afterTexts(at + 5) + 2
      else if (buffer[at] === bindType) this.#bind(at)
      at = next
    }
    this.#pieces.push(buffer.subarray(this.#cut))
    return this.#pieces
  }

  /** Behind the two names, or the name and the text, that a message begins with. */
  #afterTexts(at: number): number {
    return this.#buffer.indexOf(0, this.#buffer.indexOf(0, at) + 1) + 1
  }

  #bind(start: number): void {
    const buffer = this.#buffer
    const formats = this.#afterTexts(start + 5)
    let at = formats + 2 + 2 * buffer.readInt16BE(formats)
    const count = buffer.readInt16BE(at)
    at += 2
    let more = 0
    for (let index = 0; index < count; index++) {
      const length = buffer.readInt32BE(at)
      at += 4
      const enclosed = length === tokenBytes ? this.#enclosedAt(at) : undefined
      if (enclosed !== undefined) {
        more += this.#insert(enclosed, at)
        if (this.#types > 0) buffer.writeInt32BE(enclosed.oid, this.#types + 4 * index)
      }
      at += Math.max(length, 0)
    }
    buffer.writeInt32BE(buffer.readInt32BE(start + 1) + more, start + 1)
    this.#types = 0
  }

  #enclosedAt(at: number): Enclosed | undefined {
    return outstanding.get(this.#buffer.toString("latin1", at, at + tokenBytes))
  }

  /** Puts bytes in the place of a token, and says by how much the message grows. */
  #insert({ bytes }: Enclosed, at: number): number {
    this.#buffer.writeInt32BE(bytes.length, at - 4)
    this.#pieces.push(this.#buffer.subarray(this.#cut, at), bytes)
    this.#cut = at + tokenBytes
    return bytes.length - tokenBytes
  }
}

/** The pieces of what the driver writes, with all bytes in their places; nothing while nobody sends any. */
export const open = (written: Uint8Array): ReadonlyArray<Uint8Array> | undefined =>
  outstanding.size === 0 ? undefined : new Frame(written).opened()
