import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { documentedFormats } from "../support/jsonDocument.ts"

const source = new URL("../../src/", import.meta.url)

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.[jt]s$/.test(name)
)
const textOf = (name: string) => readFileSync(new URL(name.replaceAll("\\", "/"), source), "utf8")

describe("Json.md", () => {
  it("documents every format that the commands print, and no other", () => {
    const printed = files.flatMap((name) => textOf(name).match(/"aquifer-[a-z-]+-\d+"/g) ?? [])
    const formats = new Set(printed.map((text) => text.slice(1, -1)))
    expect(documentedFormats().toSorted()).toEqual([...formats].toSorted())
  })

  it("has no field that is named Ms: durations are Millis everywhere", () => {
    expect(files.filter((name) => /\b[a-z]\w*\d?Ms\b/.test(textOf(name)))).toEqual([])
  })

  it("names types that are where it says", () => {
    const chapter = readFileSync(new URL("programs/Json.md", source), "utf8")
    for (const [, type = "", file = ""] of chapter.matchAll(/\[`(\w+)`\]\(([^)]+)\)/g)) {
      expect(
        textOf(new URL(file, new URL("programs/", source)).pathname.slice(source.pathname.length))
      ).toMatch(new RegExp(`export (interface|type) ${type}\\b`))
    }
  })
})
