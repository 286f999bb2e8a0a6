import { describe, expect, it } from "@effect/vitest"
import * as PlainText from "../../../src/programs/terminal/PlainText.ts"
import * as Table from "../../../src/programs/terminal/Table.ts"

/** Controls of ASCII and beyond it, and marks that turn the direction of text. */
const commands = [
  ...Array.from({ length: 0x20 }, (_, code) => code).filter((code) => code !== 0x09 && code !== 0x0a),
  ...Array.from({ length: 0x21 }, (_, code) => 0x7f + code),
  0x061c,
  0x200e,
  0x200f,
  ...Array.from({ length: 5 }, (_, code) => 0x202a + code),
  ...Array.from({ length: 4 }, (_, code) => 0x2066 + code)
].map((code) => String.fromCharCode(code))

describe("PlainText", () => {
  it("shows every command to a terminal instead of obeying it, as JSON writes it", () => {
    for (const command of commands) {
      expect(PlainText.visible(command)).toMatch(/^\\u[\da-f]{4}$/)
      expect(JSON.parse(`"${PlainText.visible(command)}"`)).toBe(command)
      expect(PlainText.printable(`a${command}b`)).toBe("a b")
    }
    expect(PlainText.visible("a\tb\nc 日本 ünï 👩‍💻")).toBe("a\tb\nc 日本 ünï 👩‍💻")
  })

  it("leaves a JSON document what it was", () => {
    const document = { keyword: `${commands.join("")}"\\`, [`\u009b`]: 1 }
    expect(JSON.parse(PlainText.visible(JSON.stringify(document)))).toEqual(document)
  })

  it("counts the columns of characters as people see them", () => {
    const widths = ["abc", "糖尿病", "한국어", "e\u0301", "👩‍💻", "❤️", "ｱ", "✓"].map(PlainText.width)
    expect(widths).toEqual([3, 6, 6, 1, 2, 2, 1, 1])
  })
})

describe("A line that is wider than the terminal", () => {
  it("is seen from a column on, of a wide character that is cut a space", () => {
    expect(PlainText.from("abcdef", 2)).toBe("cdef")
    expect(PlainText.from("糖尿病", 2)).toBe("尿病")
    expect(PlainText.from("糖尿病", 3)).toBe(" 病")
    expect([PlainText.from("abc", 0), PlainText.from("abc", 9)]).toEqual(["abc", ""])
  })

  it("is broken between words, by columns", () => {
    expect(PlainText.wrap("one two three", 7)).toEqual(["one two", "three"])
    expect(PlainText.wrap("糖尿 病院 a", 7)).toEqual(["糖尿", "病院 a"])
    expect(PlainText.wrap("", 7)).toEqual([])
  })
})

describe("A table", () => {
  it("sets numbers to the right, their units with them, and versions as the words that they are", () => {
    expect(
      Table.render("title", [
        ["name", "took"],
        ["a", "900.0 ms"],
        ["b", 12],
        ["c", "-"]
      ]).split("\n")
    ).toEqual(["title", "  name      took", "  a     900.0 ms", "  b           12", "  c            -"])
    expect(["1,234", "0.41 ms", "12.0 KiB", "99.87%", "-", 7].map(Table.isNumeric)).not.toContain(false)
    expect(["1.24.1", "never", "", "1 row", "10 of 60"].map(Table.isNumeric)).not.toContain(true)
  })

  it("has its columns below one another, whatever the characters", () => {
    const lines = Table.render("title", [
      ["糖尿病", 1],
      ["diabetes", 22],
      ["a\u001b[31mb\u202e\nc", 3]
    ]).split("\n")
    expect(lines).toEqual(["title", "  糖尿病      1", "  diabetes   22", "  a [31mb c   3"])
  })
})
