import * as PlainText from "../terminal/PlainText.ts"
import type { Cell } from "../terminal/Table.ts"

/** A part of what `aquifer monitor` shows: a table under a title, or what is missing. */
export interface Section {
  readonly title: string
  /** What is missing, and how to have it; whole sentences. */
  readonly notes: ReadonlyArray<string>
  readonly head: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
}

const text = (cell: Cell): string =>
  typeof cell === "number" ? cell.toLocaleString("en") : PlainText.printable(cell)

/** A number, maybe with its unit, or the absence of one. */
const numeric = /^(-|[\d.,]+( (ms|s|B|[KMGT]iB))?)$/

/** Whether a column is set to the right. */
const isNumeric = (rows: Section["rows"], column: number): boolean =>
  rows.every((row) => typeof row[column] === "number" || numeric.test(row[column] ?? ""))

/** A note on as many lines as it takes. */
export const wrap = (note: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of PlainText.line(note).split(" ")) {
    if (line !== "" && PlainText.width(line) + 1 + PlainText.width(word) > width) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return line === "" ? lines : [...lines, line]
}

/** The lines of a section below its title, none wider than `width`; the last column takes what room is left. */
export const body = ({ head, notes, rows }: Section, width: number): ReadonlyArray<string> => {
  const said = notes.flatMap((note) => wrap(note, width - 2))
  if (rows.length === 0) return (said.length === 0 ? ["none"] : said).map((line) => `  ${line}`)
  const cells = [...(head.length === 0 ? [] : [head]), ...rows.map((row) => row.map(text))]
  const columns = Math.max(...cells.map((row) => row.length))
  const layout = Array.from({ length: columns }, (_, index) => ({
    width: Math.max(...cells.map((row) => PlainText.width(row[index] ?? ""))),
    side: isNumeric(rows, index) && index < columns - 1 ? ("left" as const) : ("right" as const)
  }))
  const lines = cells.map((row) =>
    layout.map(({ side, width }, index) => PlainText.pad(row[index] ?? "", width, side)).join("  ")
  )
  return [...said, ...lines].map((line) => PlainText.fit(`  ${line}`.trimEnd(), width))
}

/** A section as text. */
export const render = (section: Section, width = 160): string =>
  [section.title, ...body(section, width)].join("\n")
