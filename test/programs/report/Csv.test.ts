import { describe, expect, it } from "@effect/vitest"
import * as Csv from "../../../src/programs/report/Csv.ts"

const one = (cell: Csv.Cell): string => Csv.render(["header"], [[cell]]).slice("header\r\n".length, -2)

describe("Csv", () => {
  it("ends each line with CRLF and puts fields into quotation marks where they need them", () => {
    expect(
      Csv.render(
        ["a", "b"],
        [
          ["x", 1],
          ['he said "no"', -2.5],
          ["two\nlines, one field", 0]
        ]
      )
    ).toBe('a,b\r\nx,1\r\n"he said ""no""",-2.5\r\n"two\nlines, one field",0\r\n')
  })

  it("turns what a spreadsheet would run into text", () => {
    for (const text of [
      "=1+1",
      '=HYPERLINK("http://evil.example","click")',
      "+1",
      "-1+2",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "\n=1",
      "  =1",
      "＝1",
      "＋1",
      "－1",
      "＠A1"
    ]) {
      expect(one(text), JSON.stringify(text)).toBe(`"'${text.replaceAll('"', '""')}"`)
    }
  })

  it("quotes what a spreadsheet could take apart and run, whatever its separator", () => {
    for (const text of ["k;=1+1", "k\t=1+1", "k|=1+1", "k =1+1", "k:=1+1", "k^@SUM(A1)", "k\n=1", "k~-1"]) {
      expect(one(text), JSON.stringify(text)).toBe(`"${text}"`)
    }
  })

  it("leaves out what a terminal that shows the file might obey", () => {
    expect(one("a\u001b[31mb\u009bc\u202ed")).toBe('"a [31mb c d"')
    expect(one("\u0000=1")).toBe('"\' =1"')
  })

  it("leaves other texts, and numbers, as they are", () => {
    for (const text of ["diabetes", "a=b", "e-mail", "'quoted'", "", "ünï", "1"]) expect(one(text)).toBe(text)
    expect(one(-1)).toBe("-1")
  })
})
