import { PgProtocol, PgTypes } from "@effect/sql-pg"
import { Effect, Result } from "effect"
import { BinaryArray, readyBytes } from "../../encode/BinaryArray.ts"
import { headerSize } from "./Message.ts"

/** A row's values as the server tells them in text. */
export type TextRow = ReadonlyArray<string | undefined>

type Pieces = ReadonlyArray<Uint8Array>

const rowType = 0x44
const completeType = 0x43

/** The values of a DataRow as text, however the server sends them: those of text are the same in either format. */
export const valuesOf = (row: Buffer): TextRow => {
  let at = headerSize + 2
  return Array.from({ length: row.readInt16BE(headerSize) }, () => {
    const length = row.readInt32BE(at)
    const from = at + 4
    at = from + Math.max(length, 0)
    return length < 0 ? undefined : row.toString("utf8", from, at)
  })
}

interface Follower {
  readonly parameters: ReadonlyArray<unknown>
  readonly rows: Array<TextRow>
  readonly answered: (rows: ReadonlyArray<TextRow>) => void
}

/** While the server works on one, the next one has arrived, and the one behind it is made ready and crosses the pooler. */
const mostUnanswered = 3

const execute = PgProtocol.encodeExecute({ portal: "", maxRows: 0 })
const flush = PgProtocol.encodeFlush()

/** A parameter's bytes: those of a text, or those that are of its type. */
const bytesOf = (value: unknown): Uint8Array | null => {
  if (!PgTypes.isParameter(value)) return value === null ? null : Buffer.from(String(value))
  return readyBytes(value) ?? Result.getOrThrow(PgTypes.encode(value.value, value.oid))
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Without names; parameters are in the bytes of their types, and rows come as text. */
const bind = (parameters: ReadonlyArray<unknown>): Pieces => {
  const values = parameters.map(bytesOf)
  const head = Buffer.from([0x42, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0])
  const tail = Buffer.from([0, 0])
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), head.length + tail.length)
  head.writeInt32BE(size - 1, 1)
  head.writeInt16BE(values.length, head.length - 2)
  return [
    head,
    ...values.flatMap((value) => (value === null ? [int32(-1)] : [int32(value.length), value])),
    tail
  ]
}

/** The messages that ask for a statement's answer, without a Sync; long parameters are not copied. */
const messages = (query: string, parameters: ReadonlyArray<unknown>): Pieces => [
  Result.getOrThrow(
    PgProtocol.encodeParse({
      name: "",
      query,
      parameterTypes: parameters.map((value) => (PgTypes.isParameter(value) ? value.oid : PgTypes.OID.text))
    })
  ),
  ...bind(parameters),
  execute,
  flush
]

/**
 * Statements that follow one of the driver's while it is on its way: each goes out once it is ready, though those before
 * it have yet to be answered, and one Sync closes all of them.
 *
 * So to the driver they are a part of its own statement: it has the connection until they are over, cancels them with it,
 * and gets the error of the first one that fails, behind which the server passes over the rest. Their rows come as text.
 */
export class Followers {
  #send: ((pieces: Pieces) => void) | undefined
  #closing: Pieces = []
  #state: "waiting" | "open" | "closed" = "waiting"
  readonly #unanswered: Array<Follower> = []
  #changed: (() => void) | undefined

  /** The driver's statement has left; `closing` ends all of it. */
  open(send: (pieces: Pieces) => void, closing: Pieces): void {
    if (this.#state === "closed") return send(closing)
    this.#state = "open"
    this.#send = send
    this.#closing = closing
    this.#tell()
  }

  /** Sends a statement with texts, and with parameters that say their type; false when none may go out any more. */
  send(
    sql: string,
    parameters: ReadonlyArray<unknown>,
    answered: (rows: ReadonlyArray<TextRow>) => void
  ): boolean {
    if (this.#state !== "open") return false
    const pieces = messages(sql, parameters)
    this.#unanswered.push({ parameters, rows: [], answered })
    this.#send?.(pieces)
    return true
  }

  /** No more of them: lets the server end what it was sent. */
  close(): void {
    const isOpen = this.#state === "open"
    this.#state = "closed"
    if (isOpen) this.#send?.(this.#closing)
    this.#tell()
  }

  /** Takes a message if it answers one of them. */
  take(message: Buffer): boolean {
    const [follower] = this.#unanswered
    if (follower === undefined) return false
    if (message[0] === rowType) follower.rows.push(valuesOf(message))
    if (message[0] !== completeType) return true
    this.#unanswered.shift()
    for (const parameter of follower.parameters) if (parameter instanceof BinaryArray) parameter.arrive()
    follower.answered(follower.rows)
    this.#tell()
    return true
  }

  /** Until another one may go out, or none may any more, which is false. */
  readonly turn: Effect.Effect<boolean> = Effect.callback((resume) => {
    const look = () => {
      if (this.#state === "waiting" || (this.#state === "open" && this.#isFull)) return
      this.#changed = undefined
      resume(Effect.succeed(this.#state === "open"))
    }
    this.#changed = look
    look()
  })

  get #isFull(): boolean {
    return this.#unanswered.length >= mostUnanswered
  }

  #tell(): void {
    this.#changed?.()
  }
}
