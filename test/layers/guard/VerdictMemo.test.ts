import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Grammar from "../../../src/layers/guard/sql/Grammar.ts"
import { VerdictMemo } from "../../../src/layers/guard/VerdictMemo.ts"
import * as Verdicts from "../../../src/layers/guard/Verdicts.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

/** A memo that counts how often a text is judged. */
const counting = () => {
  const judged: Array<string> = []
  const memo = new VerdictMemo((text) => {
    judged.push(text)
    return Verdicts.of("SELECT 1")
  })
  return { memo, judged }
}

describe("the memo of verdicts", () => {
  it("judges a text once, however long it is and whichever string it comes in", () => {
    const { judged, memo } = counting()
    for (const text of ["SELECT 1", `SELECT '${"x".repeat(10_000)}'`]) {
      memo.of(text)
      memo.of([text, ""].join(""))
      expect(judged.splice(0)).toEqual([text])
    }
  })

  it("keeps what is asked for and forgets the rest, within its bounds", () => {
    const { judged, memo } = counting()
    const text = (index: number) => `SELECT ${index} ${"x".repeat(200)}`
    for (let index = 0; index < 100_000; index++) {
      memo.of(text(index))
      memo.of("SELECT a FROM b")
    }
    expect(judged).toHaveLength(100_001)
    expect(memo.size).toBeGreaterThan(20_000)
    expect(memo.size).toBeLessThan(52_000)
    memo.of(text(99_999))
    memo.of("SELECT a FROM b")
    expect(judged).toHaveLength(100_001)
    memo.of(text(0))
    expect(judged).toHaveLength(100_002)
  })
})

describe("a verdict for the pooled endpoint", () => {
  const rules = (text: string) => {
    const { afterNextval, inside, outside } = Verdicts.of(text)
    return [outside, inside, afterNextval].map((broken) => broken?.rule.name)
  }

  it("knows a transaction, and one that has taken from a sequence, from none", () => {
    expect(rules("SELECT currval('a')")).toEqual(["currval", "currval", undefined])
    expect(rules("FETCH a")).toEqual(["FETCH outside a transaction", undefined, undefined])
    expect(rules("SET a.b = 1")).toEqual(["SET", "SET", "SET"])
    expect(rules("SET LOCAL a.b = 1")).toEqual([undefined, undefined, undefined])
    expect(Verdicts.of("INSERT INTO a (b) VALUES (1)").advances).toEqual([
      { by: "insert", of: "a", given: ["b"] }
    ])
    expect(Verdicts.of("INSERT INTO a VALUES (1)").advances).toEqual([])
    expect(Verdicts.of("SELECT 1").advances).toEqual([])
  })

  it("points to the character, also behind those that take several bytes", () => {
    const text = "SELECT 'żółw 🐢', pg_advisory_lock(1)"
    expect(Verdicts.of(text).outside?.position).toBe(text.indexOf("pg_advisory"))
    expect(Verdicts.of("  -- a\n SET a.b = 1").outside?.position).toBe(8)
    expect(Verdicts.of("  -- a\n LISTEN b").outside?.position).toBe(8)
  })

  it("refuses what is unsafe in any statement of several, unless the text itself takes it back", () => {
    expect(rules("SELECT 1; LISTEN a; SELECT 2")[0]).toBe("LISTEN")
    expect(rules("CREATE TEMP TABLE a (b int); DROP TABLE a")).toEqual([
      "temporary table",
      undefined,
      undefined
    ])
    expect(rules("BEGIN; SET a.b = 1; ROLLBACK")[0]).toBe("transaction control")
  })

  it("judges data in long texts without the grammar, and still finds every call", () => {
    const values = Array.from({ length: 2_000 }, (_, index) => `(${index}, 'pg_advisory_lock(1); SET x = 1')`)
    const insert = `INSERT INTO a VALUES ${values.join(", ")}`
    expect(rules(insert)).toEqual([undefined, undefined, undefined])
    expect(Verdicts.of(insert).advances).toHaveLength(1)
    expect(Verdicts.of(`SELECT '${"x".repeat(20_000)}', nextval('a') FROM b`).advances).toEqual([])
    for (const call of ["pg_advisory_lock(1)", '"pg_advisory_lock"(1)', 'U&"pg\\005fadvisory_lock"(1)']) {
      expect(rules(`${insert} RETURNING ${call}`)[0]).toBe("session advisory lock")
    }
    expect(rules(`${insert}; LISTEN a`)[0]).toBe("LISTEN")
    expect(rules(`SELECT '${"x".repeat(20_000)}' INTO TEMP a`)[0]).toBe("temporary table")
  })
})
