import { describe, expect, it } from "@effect/vitest"
import { type Answers, Exchange } from "../../../../src/layers/socket/wire/Exchange.ts"
import * as frames from "../../../support/frames.ts"

const message = (kind: string, body: Buffer = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(5)
  head.write(kind, 0, "latin1")
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const parameters = (...oids: ReadonlyArray<number>): Buffer => {
  const body = Buffer.alloc(2 + 4 * oids.length)
  body.writeInt16BE(oids.length, 0)
  for (const [index, oid] of oids.entries()) body.writeUInt32BE(oid, 2 + 4 * index)
  return message("t", body)
}

const ready = (status: string): Buffer => message("Z", Buffer.from(status))
const notice = message("N", Buffer.from("Mhello\0\0"))
const refusal = frames.error({ S: "ERROR", C: "42804", M: "no", R: "transformAssignedExpr" })

const questions = [
  { sql: "SELECT $1", types: [0] },
  { sql: "SELECT $1", types: [600] }
]

/** What comes of the bytes in chunks of so many, and what was left for the driver. */
const exchanged = (bytes: Buffer, size: number, inTransaction = false) => {
  const ended: Array<Answers | undefined> = []
  const exchange = new Exchange(questions, inTransaction, (answers) => ended.push(answers))
  const rest: Array<Buffer> = []
  let over = false
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size))
    if (over) {
      rest.push(chunk)
      continue
    }
    const taken = exchange.take(chunk)
    chunk.fill(0) // sockets read all into one buffer
    if (taken.rest !== undefined) rest.push(taken.rest)
    over = taken.over
  }
  exchange.end()
  return { answers: ended, rest: Buffer.concat(rest) }
}

describe("An exchange", () => {
  const answers = Buffer.concat([
    message("1"),
    parameters(23, 4_000_000_000),
    message("T", Buffer.from([0, 0])),
    ready("I"),
    notice,
    refusal,
    ready("I"),
    notice
  ])

  it("takes its answers out of what the server sends, however that is cut, and leaves the rest", () => {
    for (let size = 1; size <= answers.length; size++) {
      const { answers: ended, rest } = exchanged(answers, size)
      expect(ended).toMatchObject([
        {
          status: "idle",
          answers: [
            { types: [23, 4_000_000_000] },
            { refusal: { sqlState: "42804", routine: "transformAssignedExpr" } }
          ]
        }
      ])
      expect(rest.equals(Buffer.concat([notice, notice]))).toBe(true)
    }
  })

  it("asks behind a savepoint in a transaction, and takes no answer for what that says", () => {
    const each = (answer: Buffer, status: string) => [
      message("C", Buffer.from("SAVEPOINT\0")),
      ready("T"),
      answer,
      ready(status),
      message("C", Buffer.from("ROLLBACK\0")),
      message("C", Buffer.from("RELEASE\0")),
      ready("T")
    ]
    const bytes = Buffer.concat([...each(parameters(23), "T"), ...each(refusal, "E")])
    expect(exchanged(bytes, 7, true).answers).toMatchObject([
      { status: "transaction", answers: [{ types: [23] }, { refusal: { sqlState: "42804" } }] }
    ])
  })

  it("leaves the server's last words to the driver, and has no answers when the connection is lost", () => {
    const last = frames.error({ S: "FATAL", C: "57P01", M: "going" })
    const { answers: ended, rest } = exchanged(Buffer.concat([parameters(23), last]), 5)
    expect(ended).toEqual([undefined])
    expect(rest.equals(last)).toBe(true)
  })
})
