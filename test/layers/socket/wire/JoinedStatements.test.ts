import { PgProtocol } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { Followers } from "../../../../src/layers/socket/wire/Followers.ts"
import { JoinedStatements } from "../../../../src/layers/socket/wire/JoinedStatements.ts"
import * as frames from "../../../support/frames.ts"

const parsed = frames.frame("1")
const bound = frames.frame("2")
const complete = (tag: string) => frames.frame("C", Buffer.from(`${tag}\0`))
const ours = (tag: string) => [parsed, bound, complete(tag)]
const ready = (status: string) => frames.frame("Z", Buffer.from(status))
const notice = frames.frame("N", Buffer.from("SNOTICE\0Msomething\0\0"))
const pair = frames.frame("D", Buffer.from([0, 2, 0, 0, 0, 1, 0x61, 0, 0, 0, 1, 0x62]))
const refusal = frames.error({ S: "ERROR", C: "22012", M: "division by zero" })
const theirs = [frames.rowsFollow, frames.row("one"), frames.row("two"), complete("SELECT 2")]

const joined = () => new JoinedStatements(["BEGIN", "SELECT 'a', 'b'"], ["COMMIT"])

/** What the driver gets of an answer that arrives in pieces of a size. */
const passed = (joining: JoinedStatements, answer: ReadonlyArray<Buffer>, size: number) => {
  const bytes = Buffer.concat(answer)
  const got: Array<Buffer> = []
  for (let at = 0; at < bytes.length; at += size) {
    const { over, rest } = joining.take(bytes.subarray(at, at + size))
    got.push(...rest)
    expect(over).toBe(joining.status !== undefined)
  }
  return Buffer.concat(got)
}

const sizes = [1, 2, 3, 5, 7, 11, 64, 1_000]

describe("statements that travel with the driver's", () => {
  it("go before it and after it, with one Sync for all, and leave long parameters where they are", () => {
    const sync = Buffer.from(PgProtocol.encodeSync())
    const statement = Buffer.from("statement")
    const [all] = joined().send([Buffer.concat([statement, sync])])
    const text = Buffer.from(all ?? []).toString("latin1")
    const order = ["BEGIN", "SELECT 'a', 'b'", "statement", "COMMIT", sync.toString("latin1")]
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.lastIndexOf(part)).toSorted((a, b) => a - b)
    )
    const long = Buffer.from("long")
    expect(joined().send([statement, long, sync])).toContain(long)
  })

  it("keep their answers from the driver, wherever the chunks are cut", () => {
    for (const size of sizes) {
      const joining = joined()
      const answer = [
        ...ours("BEGIN"),
        notice,
        parsed,
        bound,
        pair,
        complete("SELECT 1"),
        ...theirs,
        ...ours("COMMIT"),
        ready("I"),
        notice
      ]
      expect(passed(joining, answer, size)).toEqual(Buffer.concat([notice, ...theirs, ready("I"), notice]))
      expect(joining).toMatchObject({ rows: [["a", "b"]], status: "idle", isWhole: true })
    }
  })

  it("give the driver the error of whichever failed, and say where the session is then", () => {
    const begun = [...ours("BEGIN"), ...ours("SELECT 0")]
    const failures = [
      [[refusal, ready("I")], [refusal, ready("I")], "idle"],
      [[...ours("BEGIN"), refusal, ready("E")], [refusal, ready("E")], "failed"],
      [[...begun, parsed, refusal, ready("E")], [parsed, refusal, ready("E")], "failed"],
      [[...begun, ...theirs, parsed, bound, refusal, ready("I")], [...theirs, refusal, ready("I")], "idle"]
    ] as const
    for (const [answer, expected, status] of failures) {
      for (const size of sizes) {
        const joining = joined()
        expect(passed(joining, answer, size)).toEqual(Buffer.concat(expected))
        expect(joining).toMatchObject({ status, isWhole: false })
      }
    }
  })

  it("let others follow it, each as it comes, until the last one is sent", () => {
    for (const size of sizes) {
      const followers = new Followers()
      const joining = new JoinedStatements(["BEGIN"], ["COMMIT"], followers)
      const sent: Array<string> = [Buffer.concat(joining.send([PgProtocol.encodeSync()])).toString("latin1")]
      followers.open((pieces) => sent.push(Buffer.concat(pieces).toString("latin1")), joining.closing)
      const answers: Array<unknown> = []
      for (const text of ["first", "second"]) {
        expect(followers.send(`SELECT '${text}'`, [text, null], (rows) => answers.push(rows))).toBe(true)
      }
      followers.close()
      expect(followers.send("SELECT 'late'", [], () => undefined)).toBe(false)
      expect(sent.map((text) => text.includes(`S${"\0".repeat(3)}\u0004`))).toEqual([
        false,
        false,
        false,
        true
      ])
      const following = [
        parsed,
        bound,
        pair,
        pair,
        complete("SELECT 2"),
        notice,
        parsed,
        bound,
        complete("INSERT 0 0")
      ]
      const answer = [...ours("BEGIN"), ...theirs, ...following, ...ours("COMMIT"), ready("I")]
      expect(passed(joining, answer, size)).toEqual(Buffer.concat([...theirs, notice, ready("I")]))
      expect(answers).toEqual([
        [
          ["a", "b"],
          ["a", "b"]
        ],
        []
      ])
      expect(joining).toMatchObject({ status: "idle", isWhole: true })
    }
  })

  it("end with the first that fails, and let the server go on", () => {
    const followers = new Followers()
    const joining = new JoinedStatements([], [], followers)
    const sent: Array<Buffer> = []
    joining.send([PgProtocol.encodeSync()])
    followers.open((pieces) => sent.push(Buffer.concat(pieces)), joining.closing)
    followers.send("SELECT 1 / 0", [], () => expect.unreachable())
    followers.send("SELECT 1", [], () => expect.unreachable())
    const answer = [...theirs, parsed, bound, refusal]
    expect(passed(joining, answer, 7)).toEqual(Buffer.concat([...theirs, refusal]))
    expect(sent.at(-1)).toEqual(Buffer.from(PgProtocol.encodeSync()))
    expect(passed(joining, [ready("E")], 2)).toEqual(ready("E"))
    expect(joining.status).toBe("failed")
  })
})
