import { describe, expect, it } from "@effect/vitest"
import { type ColumnType, problemOf, textOf } from "../../../../src/services/repository/bulk/ColumnValue.ts"
import { cut } from "../../../../src/services/repository/bulk/Shares.ts"

const type = (name: string, sort: ColumnType["sort"], bits = 0): ColumnType => ({
  name,
  sort,
  bits,
  element: undefined
})
const integer = type("integer", "whole", 32)
const numeric = type("numeric", "other")
const text = type("text", "text")
const json = type("jsonb", "json")
const day = type("date", "day")
const bytes = type("bytea", "bytes")
const jsons: ColumnType = { ...type("jsonb[]", "array"), element: json }
const lists: ColumnType = {
  ...type("list[]", "array"),
  element: { ...type("integer[]", "array"), element: integer }
}
const boxes: ColumnType = { ...type("box[]", "array"), element: { ...type("box", "other"), delimiter: ";" } }
const notAlike =
  "has parts that are not alike, and in an array of several dimensions all have as many values: none of them null, and no value beside an array"
const texts: ColumnType = { ...type("text[]", "array"), element: text }

describe("A value of a column", () => {
  it.each([
    [integer, 1.5, "is no whole number, and its column is of type integer; round it yourself"],
    [integer, Number.NaN, "is no whole number, and its column is of type integer; round it yourself"],
    [integer, 2 ** 31, "is beyond what integer holds"],
    [integer, -(2n ** 31n) - 1n, "is beyond what integer holds"],
    [integer, true, "is a boolean, and its column is of type integer"],
    [text, undefined, "is undefined; pass null for NULL"],
    [text, "a\0b", "contains a NUL character, which Postgres cannot store"],
    [text, ["a"], "is an array, and its column is of type text"],
    [text, { a: 1 }, "is an object, and its column is of type text"],
    [text, Uint8Array.of(1), "is bytes, and its column is of type text"],
    [texts, ["a", ["b", "\ud800"]], "[1] [1] contains a lone surrogate, which is not valid Unicode"],
    [texts, ["a", ["b"]], notAlike],
    [texts, [["a"], null], notAlike],
    [texts, [["a"], ["b", "c"]], notAlike],
    [texts, [[["a"]], [["b"], ["c"]]], notAlike],
    [
      texts,
      [[]],
      "holds an empty array, which Postgres would make no part of it; pass [] for no values at all"
    ],
    [jsons, [1, [2, Number.NaN]], "[1] 1 is NaN, which JSON cannot hold"],
    [
      lists,
      [[1], [[]]],
      "[1] holds an empty array, which Postgres would make no part of it; pass [] for no values at all"
    ],
    [json, { deep: [Number.NaN] }, "deep.0 is NaN, which JSON cannot hold"],
    [json, "\ud800", "contains a lone surrogate, which is not valid Unicode"],
    [day, new Date(1), "is a Date with a time, and its column is of type date; pass the text of the day"],
    [day, new Date(Number.NaN), "is no valid date"]
  ])("that it would change is refused, with the reason (%#)", (column, value, problem) => {
    expect(problemOf(column, value)).toBe(problem)
  })

  it.each([
    [integer, null, null],
    [integer, -(2 ** 31), "-2147483648"],
    [numeric, 10n ** 30n, "1000000000000000000000000000000"],
    [numeric, -0, "-0"],
    [json, "[1]", '"[1]"'],
    [json, "", '""'],
    [json, 5, "5"],
    [json, null, null],
    [{ ...json, holdsNull: true }, null, "null"],
    [jsons, ["null", null], '{"\\"null\\"",NULL}'],
    [jsons, [[], [1, ["a"]], [null]], '{"[]","[1,[\\"a\\"]]","[null]"}'],
    [lists, [[1], [], [[2], [3]]], '{"{\\"1\\"}","{}","{{\\"2\\"},{\\"3\\"}}"}'],
    [boxes, ["(1,1),(0,0)", "(3,3),(2,2)"], '{"(1,1),(0,0)";"(3,3),(2,2)"}'],
    [json, ["a", null], '["a",null]'],
    [day, new Date(0), "1970-01-01T00:00:00.000Z"],
    [bytes, Uint8Array.of(0, 255), "\\x00ff"],
    [texts, ['a"b\\', null, "NULL"], '{"a\\"b\\\\",NULL,"NULL"}'],
    [
      texts,
      [
        ["a", null],
        ["b", ""]
      ],
      '{{"a",NULL},{"b",""}}'
    ]
  ])("is told as Postgres reads it (%#)", (column, value, told) => {
    expect(problemOf(column, value)).toBeUndefined()
    expect(textOf(column, value)).toBe(told)
  })
})

describe("Shares", () => {
  it("have at most ten thousand rows, however narrow", () => {
    const rows = Array.from({ length: 25_000 }, (_, index) => index)
    expect([...cut(rows, () => 1)].map(({ length }) => length)).toEqual([10_000, 10_000, 5_000])
  })
})
