import { PgProtocol } from "@effect/sql-pg"
import { Result } from "effect"
import { readWords, type ServerWords } from "./FatalTap.ts"
import { endOf, headerSize, simpleQuery } from "./Message.ts"

/** A statement whose parameters' types are asked for; a type of 0 is for the server to find. */
export interface Question {
  readonly sql: string
  readonly types: ReadonlyArray<number>
}

/** The types that the server takes the parameters to be of, and its message on the columns; or why it refuses the statement. */
export type Answer =
  | { readonly types: ReadonlyArray<number>; readonly columns?: Buffer }
  | { readonly refusal: ServerWords }

/** Whether the session is in a transaction, as the server says after each exchange. */
export type Status = "idle" | "transaction" | "failed"

export interface Answers {
  readonly status: Status
  readonly answers: ReadonlyArray<Answer>
}

const type = {
  parseComplete: 0x31,
  parameters: 0x74,
  columns: 0x54,
  noColumns: 0x6e,
  complete: 0x43,
  error: 0x45,
  ready: 0x5a
} as const

const savepoint = "aquifer_asks"

const begin = simpleQuery(`SAVEPOINT ${savepoint}`)
const end = simpleQuery(`ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`)
const describe = PgProtocol.encodeDescribe({ target: "statement", name: "" })
const sync = PgProtocol.encodeSync()

const asked = ({ sql, types }: Question): ReadonlyArray<Uint8Array> => [
  Result.getOrThrow(PgProtocol.encodeParse({ name: "", query: sql, parameterTypes: types })),
  describe,
  sync
]

/**
 * Questions to the server between two statements of the driver, which knows nothing of them.
 *
 * Each is an unnamed statement that is parsed, described and forgotten; nothing is executed. All are sent at once. In a
 * transaction a question that the server does not take would end it, so each is asked behind a savepoint.
 */
export class Exchange {
  readonly request: Uint8Array
  readonly #answers: Array<Answer> = []
  readonly #done: (answers: Answers | undefined) => void
  readonly #isQuestion: ReadonlyArray<boolean>
  #at = 0
  #answer: Answer | undefined
  #answered: Answers | undefined
  #held: Buffer | undefined

  /** Without questions it asks for the status alone. */
  constructor(
    questions: ReadonlyArray<Question>,
    inTransaction: boolean,
    done: (answers: Answers | undefined) => void
  ) {
    const each = questions.map(asked)
    this.#done = done
    this.request = Buffer.concat(
      each.length === 0
        ? [sync]
        : inTransaction
          ? each.flatMap((frames) => [begin, ...frames, end])
          : each.flat()
    )
    this.#isQuestion =
      each.length === 0 ? [false] : each.flatMap(() => (inTransaction ? [false, true, false] : [true]))
  }

  /** Gives what was answered, or nothing when the connection is lost before that. */
  end(): void {
    this.#done(this.#answered)
  }

  /** Takes what is an answer and gives back the rest, if any; whether it is over then. */
  take(chunk: Buffer): { readonly rest: Buffer | undefined; readonly over: boolean } {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = undefined
    const others: Array<Buffer> = []
    const rest = (end: number) => {
      if (end < bytes.length) others.push(bytes.subarray(end))
      return others.length === 0 ? undefined : Buffer.concat(others)
    }
    let at = 0
    while (bytes.length - at >= headerSize) {
      const next = endOf(bytes, at)
      if (next > bytes.length) break
      if (!this.#read(bytes, at, next)) others.push(bytes.subarray(at, next))
      at = next
      if (this.#at === this.#isQuestion.length) return { rest: rest(at), over: true }
    }
    if (at < bytes.length) this.#held = Buffer.from(bytes.subarray(at))
    return { rest: rest(bytes.length), over: false }
  }

  /** Whether a message belongs to the answer; notices, notifications and a server's last words do not. */
  #read(bytes: Buffer, at: number, next: number): boolean {
    const body = at + headerSize
    switch (bytes[at]) {
      case type.parameters:
        this.#answer ??= { types: oids(bytes, body) }
        return true
      case type.error: {
        const refusal = readWords(bytes, body, next)
        if (refusal.severity === "FATAL" || refusal.severity === "PANIC") return false
        this.#answer = { refusal }
        return true
      }
      case type.ready:
        this.#ready(bytes[body])
        return true
      case type.columns:
        if (this.#answer !== undefined && "types" in this.#answer)
          this.#answer = { ...this.#answer, columns: Buffer.from(bytes.subarray(body, next)) }
        return true
      case type.parseComplete:
      case type.noColumns:
      case type.complete:
        return true
      default:
        return false
    }
  }

  #ready(status: number | undefined): void {
    if (this.#isQuestion[this.#at] === true) this.#answers.push(this.#answer ?? { types: [] })
    this.#answer = undefined
    this.#at++
    if (this.#at < this.#isQuestion.length) return
    this.#answered = {
      status: status === 0x49 ? "idle" : status === 0x54 ? "transaction" : "failed",
      answers: this.#answers
    }
  }
}

const oids = (bytes: Buffer, at: number): ReadonlyArray<number> =>
  Array.from({ length: bytes.readInt16BE(at) }, (_, index) => bytes.readUInt32BE(at + 2 + 4 * index))
