import { describe, expect, it } from "@effect/vitest"
import { decode, refusal } from "../../../src/programs/check/SqlText.ts"

const sql = "SELECT 'é', 'ж';\r\n"
const little = (text: string): Buffer => Buffer.from(text, "utf16le")
const big = (text: string): Buffer => little(text).swap16()

describe("the text of a file", () => {
  it.each([
    ["UTF-8", Buffer.from(sql), undefined],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${sql}`), undefined],
    ["UTF-16LE with a mark", little(`\uFEFF${sql}`), "UTF-16LE"],
    ["UTF-16BE with a mark", big(`\uFEFF${sql}`), "UTF-16BE"],
    ["UTF-16LE without one", little(sql), "UTF-16LE"],
    ["UTF-16BE without one", big(sql), "UTF-16BE"]
  ])("is read from %s", (_, bytes, encoding) => {
    expect(decode(bytes)).toEqual({ text: sql, ...(encoding && { encoding }) })
  })

  it("is read byte by byte where it is no UTF-8", () => {
    expect(decode(Buffer.from("SELECT 'é'", "latin1"))).toEqual({ text: "SELECT 'é'", encoding: "Latin-1" })
  })

  it("is not looked for in what is no text, whose reader is named", () => {
    expect(refusal(Buffer.from("PGDMP\u0001"), "a.dump")).toBe(
      "a.dump is a dump in pg_dump's custom format: pg_restore -f - a.dump | aquifer check -"
    )
    expect(refusal(new Uint8Array([0xe9, 0, 1, 2, 3, 4, 5, 6]), "a.out")).toBe(
      "a.out is no text: there are zero bytes in it"
    )
    const wide = Buffer.from(Uint32Array.from([0xfeff, ...Buffer.from("SELECT 1")]).buffer)
    const is = "a.sql is UTF-32: iconv -f UTF-32 -t UTF-8 a.sql | aquifer check -"
    for (const bytes of [wide, wide.subarray(4), Buffer.from(wide).swap32()]) {
      expect(refusal(bytes, "a.sql")).toBe(is)
    }
    expect(refusal(Buffer.from(sql), "a.sql")).toBeUndefined()
    expect(refusal(little(sql), "a.sql")).toBeUndefined()
  })
})
