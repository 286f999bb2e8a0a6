import { describe, expect, it } from "@effect/vitest"
import { PgFailure } from "aquifer"
import { Statement } from "effect/sql"
import * as Rows from "../../../src/layers/encode/Rows.ts"
import { OfColumn } from "../../../src/layers/encode/Undecided.ts"

/** What callers in JavaScript can pass, and the helpers' types forbid. */
type Given = Readonly<Record<string, unknown>>
const insert = (...rows: ReadonlyArray<unknown>) =>
  Statement.recordInsertHelper(rows as unknown as readonly [Record<string, unknown>])
const update = (row: Given, omit: ReadonlyArray<string> = []) => Statement.recordUpdateHelperSingle(row, omit)

const throwing = {
  get a(): number {
    throw new Error("thrown by a getter")
  }
}

const unreadable = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error("thrown by a proxy")
    }
  }
)

const refused: ReadonlyArray<
  readonly [what: string, helper: Parameters<typeof Rows.helper>[0], field: string]
> = [
  ["no rows", insert(), "rows"],
  ["a row without keys", insert({}), "rows[0]"],
  ["a row that is no object", insert({ a: 1 }, null), "rows[1]"],
  ["a first row that is none", insert("a"), "rows[0]"],
  ["a key that the first row lacks", insert({ a: 1 }, { a: 1, b: 2 }), "rows[1].b"],
  ["a key that a later row lacks", insert({ a: 1, b: 2 }, { a: 1 }), "rows[1].b"],
  ["another key", insert({ a: 1 }, { b: 1 }), "rows[1].a"],
  ["undefined", insert({ a: 1 }, { a: undefined }), "rows[1].a"],
  ["undefined in all rows", insert({ a: undefined }), "rows[0].a"],
  ["a getter that throws", insert(throwing), "rows"],
  ["a value that is a proxy which throws", insert({ a: unreadable }), "rows"],
  ["a piece of SQL", insert({ a: Statement.fragment([Statement.literal("now()")]) }), "rows[0].a"],
  ["undefined in an update", update({ a: undefined }), "rows[0].a"],
  ["an update of nothing", update({ a: 1 }, ["a"]), "rows[0]"],
  ["a list of values with other keys", Statement.recordUpdateHelper([{ a: 1 }, { b: 1 }], "d"), "rows[1].a"]
]

describe("Rows of a helper", () => {
  for (const [what, helper, field] of refused) {
    it(`are refused for ${what}, which names ${field}`, () => {
      const refusal = Rows.helper(helper, 0)
      expect(refusal).toMatchObject({ _tag: "Rejected", statement: "did not run", field })
      expect(PgFailure.isPgFailure(refusal)).toBe(true)
    })
  }

  it("are taken with their keys in any order, null for NULL, and an omitted key undefined", () => {
    expect(Rows.helper(insert({ a: 1, b: null }, { b: 2, a: 3 }), 0)).toMatchObject({
      value: [
        { a: 1, b: null },
        { a: 3, b: 2 }
      ]
    })
    expect(Rows.helper(update({ a: 1, b: undefined }, ["b"]), 0)).toMatchObject({ value: { a: 1 } })
  })

  it("keep what they are to return", () => {
    expect(Rows.helper(insert({ a: 1 }).returning("*"), 0)).toMatchObject({ returningIdentifier: "*" })
  })

  it("mark each value of a column that one row has a fraction or a date in", () => {
    const marked = Rows.helper(insert({ a: 1, b: 1 }, { a: 1.5, b: 2 }), 3)
    expect(marked).toMatchObject({
      value: [
        { a: new OfColumn(1, "3 a"), b: 1 },
        { a: new OfColumn(1.5, "3 a"), b: 2 }
      ]
    })
  })
})
