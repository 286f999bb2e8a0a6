import { PgClient } from "@effect/sql-pg"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Statement } from "effect/sql"
import * as PgCompiler from "../../../src/layers/pool/PgCompiler.ts"

const sql = Statement.make(Effect.never, PgCompiler.make(), [], undefined)

const statements = {
  "text alone": sql`SELECT 1`,
  "parameters between text": sql`SELECT ${1}, ${"two"} WHERE ${null} IS NULL`,
  "an array as one parameter": sql`SELECT * FROM t WHERE k = ANY(${["a", "b"]})`,
  "raw SQL with its own placeholders": sql.unsafe("SELECT $1, $2", [1, 2]),
  "a literal inside": sql`SELECT ${sql.literal("now()")}, ${3}`,
  "an identifier": sql`SELECT ${sql("a column")} FROM ${sql("t")} WHERE x = ${1}`,
  "a list": sql`SELECT * FROM t WHERE x IN ${sql.in([1, 2, 3])} AND y = ${4}`,
  "an empty list": sql`SELECT * FROM t WHERE x IN ${sql.in([])}`,
  "an insert with what it returns": sql`INSERT INTO t ${sql.insert([{ a: 1, b: "x" }]).returning("*")}`,
  "an update": sql`UPDATE t SET ${sql.update({ a: 1, b: 2 }, ["b"])} WHERE c = ${3}`,
  "a statement inside another": sql`SELECT * FROM (${sql`SELECT ${1} AS a`}) AS s WHERE ${sql.and(["a = 1", sql`a = ${2}`])}`
}

describe("PgCompiler", () => {
  for (const [what, statement] of Object.entries(statements)) {
    it(`puts ${what} together as the driver does`, () => {
      const expected = PgClient.makeCompiler().compile(statement, false)
      expect(PgCompiler.make().compile(statement, false)).toEqual(expected)
      expect(PgCompiler.make().withoutTransform.compile(statement, false)).toEqual(expected)
    })
  }
})
