import { readFileSync } from "node:fs"

/** Json.md as a table of formats and the fields at the top of each. */
const table = (): ReadonlyMap<string, ReadonlyArray<string>> => {
  const chapter = readFileSync(new URL("../../src/programs/Json.md", import.meta.url), "utf8")
  const rows = chapter.split("\n").map((line) => line.split("|").map((cell) => cell.trim()))
  const fieldsOf = (cell: string) => [...cell.matchAll(/`([\w?]+)`/g)].map(([, field = ""]) => field)
  return new Map(
    rows.flatMap(([, , format = "", , fields = ""]) => {
      const name = /^`(aquifer-[a-z-]+-\d+)`$/.exec(format)?.[1]
      return name === undefined || fields === "the same" ? [] : [[name, fieldsOf(fields)] as const]
    })
  )
}

/** The formats that Json.md documents. */
export const documentedFormats = (): ReadonlyArray<string> => [...table().keys()]

/** The format of a document that a command printed, once its fields are found to be those that Json.md names. */
export const formatOf = (printed: string): string => {
  const document: unknown = JSON.parse(printed)
  if (typeof document !== "object" || document === null || !("format" in document)) {
    throw new Error(`no format in ${printed.slice(0, 100)}`)
  }
  const format = String(document.format)
  const documented = ["format", ...(table().get(format) ?? [])]
  const there = Object.keys(document)
  const unknown = there.filter((field) => !documented.includes(field) && !documented.includes(`${field}?`))
  const missing = documented.filter((field) => !field.endsWith("?") && !there.includes(field))
  if (unknown.length + missing.length > 0) {
    throw new Error(`Json.md and ${format} differ: it has also [${unknown}], and lacks [${missing}]`)
  }
  return format
}
