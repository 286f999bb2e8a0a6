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

describe("A table", () => {
  it("has its columns below one another, whatever the characters", () => {
    const lines = Table.render("title", [
      ["糖尿病", 1],
      ["diabetes", 22],
      ["a\u001b[31mb\u202e\nc", 3]
    ]).split("\n")
    expect(lines).toEqual(["title", "  糖尿病      1", "  diabetes   22", "  a [31mb c   3"])
  })
})
