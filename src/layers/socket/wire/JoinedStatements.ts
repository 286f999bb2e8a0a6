import { PgProtocol } from "@effect/sql-pg"
import { Result } from "effect"
import type { Status } from "./Exchange.ts"
import { type Followers, type TextRow, valuesOf } from "./Followers.ts"
import { endOf, headerSize } from "./Message.ts"

const type = {
  parsed: 0x31,
  bound: 0x32,
  row: 0x44,
  complete: 0x43,
  empty: 0x49,
  error: 0x45,
  ready: 0x5a,
  notification: 0x41,
  notice: 0x4e,
  setting: 0x53
} as const

const statuses: Readonly<Record<number, Status>> = { 0x49: "idle", 0x54: "transaction", 0x45: "failed" }

const bind = Result.getOrThrow(PgProtocol.encodeBind({ portal: "", statement: "", parameters: [] }))
const execute = PgProtocol.encodeExecute({ portal: "", maxRows: 0 })
const sync = PgProtocol.encodeSync()
const flush = PgProtocol.encodeFlush()

/** Statements without parameters, which are not described: what they answer is read here. */
const framesOf = (statements: ReadonlyArray<string>): ReadonlyArray<Uint8Array> =>
  statements.flatMap((query) => [
    Result.getOrThrow(PgProtocol.encodeParse({ name: "", query, parameterTypes: [] })),
    bind,
    execute
  ])

/**
 * Statements of ours that travel with one of the driver's, before it and after it, and cost no round trip.
 *
 * One Sync closes all of them: when one fails the server passes over the rest, so a statement never runs outside of a
 * transaction whose BEGIN was refused, and COMMIT never follows a statement that failed. The driver gets the answer to
 * its own statement alone, or the error of whichever failed.
 */
export class JoinedStatements {
  readonly #before: ReadonlyArray<string>
  readonly #after: ReadonlyArray<string>
  /** What comes between the driver's and those after it. */
  readonly followers: Followers | undefined
  /** Statements of ours that are answered: first those before, then those after. */
  #answered = 0
  #part: "before" | "driver" | "after" | "failed"
  /** Bytes of the next chunk that belong to a row already passed on. */
  #skip = 0
  #held: Buffer | undefined
  /** The rows that ours gave. */
  readonly rows: Array<TextRow> = []
  /** Whether the server refused one of ours that come before. */
  isRefused = false
  /** Whether they have left; nothing has happened before that. */
  sent = false
  /** What the server said once all of it was over, which may be an error. */
  status: Status | undefined

  /** Whether every statement, ours and the driver's, was answered without an error. */
  get isWhole(): boolean {
    return this.#answered === this.#before.length + this.#after.length
  }

  constructor(before: ReadonlyArray<string>, after: ReadonlyArray<string> = [], followers?: Followers) {
    this.followers = followers
    this.#before = before
    this.#after = after
    this.#part = before.length > 0 ? "before" : "driver"
  }

  /** What ends all of it. */
  get closing(): ReadonlyArray<Uint8Array> {
    return [...framesOf(this.#after), sync]
  }

  /** What goes out in place of the driver's statement, which ends with its Sync. */
  send(pieces: ReadonlyArray<Uint8Array>): ReadonlyArray<Uint8Array> {
    this.sent = true
    const last = pieces.at(-1) ?? sync
    const end = this.followers === undefined ? this.closing : [flush]
    const behind = [last.subarray(0, last.length - sync.length), ...end]
    const long = pieces.slice(0, -1) // not copied
    return long.length === 0
      ? [Buffer.concat([...framesOf(this.#before), ...behind])]
      : [Buffer.concat(framesOf(this.#before)), ...long, Buffer.concat(behind)]
  }

  /** Keeps what answers our statements from the driver; whether all is answered then. */
  take(chunk: Buffer): { readonly rest: ReadonlyArray<Buffer>; readonly over: boolean } {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = undefined
    const rest: Array<Buffer> = []
    let passed = 0 // from here on
    let at = Math.min(this.#skip, bytes.length)
    this.#skip -= at
    while (bytes.length - at >= headerSize) {
      const next = endOf(bytes, at)
      if (next > bytes.length && bytes[at] === type.row && this.#part === "driver") {
        this.#skip = next - bytes.length
        at = bytes.length
        break
      }
      if (next > bytes.length) break
      if (this.#isOurs(bytes.subarray(at, next))) {
        if (passed < at) rest.push(bytes.subarray(passed, at))
        passed = next
      }
      at = next
      if (this.status !== undefined) break
    }
    const over = this.status !== undefined
    const end = over ? bytes.length : at
    if (end < bytes.length) this.#held = Buffer.from(bytes.subarray(end))
    if (passed < end) rest.push(bytes.subarray(passed, end))
    return { rest, over }
  }

  #isOurs(message: Buffer): boolean {
    switch (message[0]) {
      case type.notice:
      case type.notification:
      case type.setting:
        return false
      case type.error:
        this.isRefused = this.#part === "before"
        this.#part = "failed"
        this.followers?.close()
        return false
      case type.ready:
        this.status = statuses[message[headerSize] ?? 0] ?? "failed"
        return false
      default:
        return this.#part === "driver" ? this.#passes(message) : this.#keeps(message)
    }
  }

  /** A message that answers the driver's statement. */
  #passes(message: Buffer): boolean {
    if (message[0] === type.complete || message[0] === type.empty) this.#part = "after"
    return false
  }

  /** A message that answers one of ours. */
  #keeps(message: Buffer): boolean {
    if (this.#part === "failed") return false
    if (this.#part === "after" && this.followers?.take(message) === true) return true
    if (message[0] === type.row) this.rows.push(valuesOf(message))
    if (message[0] !== type.complete) return true
    this.#answered++
    if (this.#answered === this.#before.length) this.#part = "driver"
    return true
  }
}
