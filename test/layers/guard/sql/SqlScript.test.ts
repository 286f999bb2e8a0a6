import { beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Grammar from "../../../../src/layers/guard/sql/Grammar.ts"
import { type Part, split } from "../../../../src/layers/guard/sql/SqlScript.ts"

beforeAll(() => Effect.runPromise(Grammar.load))

/** The parts of a script that is sent to a server which takes each COPY, and one setting. */
const parts = (source: string): ReadonlyArray<Part> => {
  const sent: Array<Part> = []
  const places = split(source, (part) => {
    sent.push(part)
    return {
      awaitsRows: /^copy .*from stdin/i.test(part.text),
      escapes: part.text === "SET standard_conforming_strings = off"
    }
  })
  expect([...places].every((place) => place <= source.length)).toBe(true)
  return sent
}

const texts = (source: string): ReadonlyArray<string> => parts(source).map(({ text }) => text)
const kinds = (source: string): ReadonlyArray<readonly [string, string]> =>
  parts(source).map(({ kind, text }) => [kind, text] as const)

describe("splitting a script", () => {
  it.each([
    ["SELECT 'a;b', \"c;d\"; SELECT 2", ["SELECT 'a;b', \"c;d\"", "SELECT 2"]],
    ["SELECT 'it''s; here'; SELECT 2", ["SELECT 'it''s; here'", "SELECT 2"]],
    ["SELECT E'a\\';b'; SELECT 'c\\'; SELECT 3", ["SELECT E'a\\';b'", "SELECT 'c\\'", "SELECT 3"]],
    ["DO $a$ x; $$ y; $$ $a$; SELECT 2", ["DO $a$ x; $$ y; $$ $a$", "SELECT 2"]],
    ["SELECT $1; SELECT a$b$c; SELECT 3", ["SELECT $1", "SELECT a$b$c", "SELECT 3"]],
    ["SELECT 1 -- ;\n; SELECT 2 /* ; /* ; */ ; */", ["SELECT 1", "SELECT 2"]],
    ["CREATE RULE a AS ON DELETE TO b DO (SELECT 1; SELECT 2); SELECT 3", 2],
    [
      "CREATE FUNCTION a() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END; SELECT 2",
      2
    ],
    ["BEGIN; SELECT CASE WHEN a THEN 1 END; END", ["BEGIN", "SELECT CASE WHEN a THEN 1 END", "END"]],
    [";;  ; SELECT 1;", ["SELECT 1"]],
    ["SELECT 1\\; SELECT 2;", ["SELECT 1", "SELECT 2"]],
    ["SELECT 'unclosed; SELECT 2", ["SELECT 'unclosed; SELECT 2"]],
    ["\uFEFFSELECT 1;\r\nSELECT 2;\r\n", ["SELECT 1", "SELECT 2"]],
    ["SET standard_conforming_strings = off; SELECT 'a\\';b'; SELECT 2", 3]
  ])("ends statements where psql does: %s", (source, expected) => {
    const found = texts(source)
    expect(typeof expected === "number" ? found.length : found).toEqual(expected)
  })

  it.each([
    [
      "\\set a 'b;c'\nSELECT 1;",
      [
        ["command", "\\set a 'b;c'"],
        ["statement", "SELECT 1"]
      ]
    ],
    [
      "SELECT 1 \\gset a_\nSELECT 2 \\g | cat;",
      [
        ["statement", "SELECT 1"],
        ["command", "\\gset a_"],
        ["statement", "SELECT 2"],
        ["command", "\\g | cat;"]
      ]
    ],
    [
      "SELECT 1 \\r\nSELECT 2;",
      [
        ["command", "\\r"],
        ["statement", "SELECT 2"]
      ]
    ],
    [
      "\\echo a \\\\ SELECT 1;",
      [
        ["command", "\\echo a"],
        ["statement", "SELECT 1"]
      ]
    ],
    [
      "SELECT\n\\if 1\n1;",
      [
        ["command", "\\if 1"],
        ["statement", "SELECT\n     \n1"]
      ]
    ]
  ])("tells commands of psql's from statements: %s", (source, expected) => {
    expect(kinds(source)).toEqual(expected)
  })

  it.each(["COPY a FROM stdin;", "copy a (b) from STDIN with (format csv); -- rows", "\\copy a from stdin"])(
    "passes over the rows behind %s",
    (copy) => {
      expect(kinds(`${copy}\n1;2\nSET x = 'y\n\\.\nSELECT 1;`).slice(1)).toEqual([
        ["data", "1;2\nSET x = 'y\n"],
        ["statement", "SELECT 1"]
      ])
    }
  )

  it.each([
    ["1;2\nit's;\nselected;\n", []],
    ["1\nSET a.b = 1;\n2\n", ["SET a.b = 1", "2"]],
    [
      "1;\n\nCREATE TABLE b (\n  c text DEFAULT ';'\n);\nSELECT 1",
      ["CREATE TABLE b (\n  c text DEFAULT ';'\n)", "SELECT 1"]
    ],
    ["Update 7 pending;\nSelected;\n", []],
    ["1\nselect what you like\n", []]
  ])(
    "takes rows without an end for rows to the end of the script, or to where SQL goes on: %j",
    (rows, behind) => {
      const found = kinds(`COPY a FROM stdin;\n${rows}`)
      expect(found.slice(1).map(([kind]) => kind)).toEqual(["data", ...behind.map(() => "statement")])
      expect(found.slice(2).map(([, text]) => text)).toEqual(behind)
    }
  )

  it("ends rows that nobody ended at the next COPY", () => {
    expect(kinds("COPY a FROM stdin;\n1\tit's\nCOPY a FROM stdin;\n2\n\\.\nSELECT 1;")).toEqual([
      ["statement", "COPY a FROM stdin"],
      ["data", "1\tit's\n"],
      ["statement", "COPY a FROM stdin"],
      ["data", "2\n"],
      ["statement", "SELECT 1"]
    ])
  })

  it("takes what follows a COPY that fails for statements", () => {
    const script =
      "COPY a (no_such) FROM stdin;\nSET x.y = 1;\nCOPY a FROM stdin;\n1\n\\.\nCOPY a FROM stdin;\nSELECT 1;"
    expect(kinds(script).map(([kind]) => kind)).toEqual([
      "statement",
      "statement",
      "statement",
      "data",
      "statement",
      "statement"
    ])
  })
})
