import { describe, expect, it } from "@effect/vitest"
import { normalized } from "../../../../src/layers/measure/statement/StatementFingerprint.ts"

describe("A statement's fingerprint", () => {
  it.each([
    [
      "SELECT * FROM users WHERE email = 'a''b@example.org' AND age > 42",
      "SELECT * FROM users WHERE email = ? AND age > ?"
    ],
    [
      "SELECT E'it\\'s', $tag$ a 'secret' $tag$, $$x$$, B'101', 1.5e3, .5, 0xff",
      "SELECT ?, ?, ?, ?, ?, ?, ?"
    ],
    ["SELECT 1 -- hunter2\n, /* hunter2 */ 2", "SELECT ? , ?"],
    [`SELECT "Name 1", t1.c2, $1::text FROM t1`, `SELECT "Name 1", t1.c2, $1::text FROM t1`],
    ["SELECT * FROM t WHERE id IN (1, 2, 3)", "SELECT * FROM t WHERE id IN (…)"],
    ["INSERT INTO t VALUES ($1, $2), ($3, $4)", "INSERT INTO t VALUES (…)"],
    ["SELECT 'never ends", "SELECT ?"],
    ["SELECT $$never ends", "SELECT ?"],
    ["SELECT 'a' 'b'", "SELECT ? ?"],
    ["SELECT U&'\\0041'", "SELECT ?"]
  ])("of %j is %j", (sql, expected) => {
    expect(normalized(sql)).toBe(expected)
  })
})
