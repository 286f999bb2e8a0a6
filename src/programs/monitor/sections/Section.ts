import * as PlainText from "../../terminal/PlainText.ts"
import * as Table from "../../terminal/Table.ts"

/** A part of what `aquifer monitor` shows: a table under a title, or what is missing. */
export interface Section {
  /** What it is found by, such as "blocking". */
  readonly id: string
  readonly title: string
  /** What is missing, and how to have it; whole sentences. */
  readonly notes: ReadonlyArray<string>
  readonly head: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<Table.Cell>>
}

const text = (cell: Table.Cell): string =>
  typeof cell === "number" ? cell.toLocaleString("en") : PlainText.printable(cell)

/** Whether a column is set to the right. */
const isNumeric = (rows: Section["rows"], column: number): boolean =>
  rows.every((row) => Table.isNumeric(row[column] ?? ""))

/** A line of a section, and whether it says something of the table rather than being of it. */
export interface BodyLine {
  readonly text: string
  readonly isNote: boolean
}

const note = (text: string): BodyLine => ({ text: `  ${text}`, isNote: true })

/**
 * The lines of a section below its title, none wider than `width`; the last column takes what room is left. Notes may have
 * less room than the table.
 */
export const body = (
  { head, notes, rows }: Section,
  width: number,
  noteWidth = width
): ReadonlyArray<BodyLine> => {
  const said = notes
    .flatMap((each) => PlainText.wrap(each, noteWidth - 2))
    .map((each) => note(PlainText.fit(each, width - 2)))
  if (rows.length === 0) return said.length === 0 ? [{ text: "  none", isNote: false }] : said
  const cells = [...(head.length === 0 ? [] : [head]), ...rows.map((row) => row.map(text))]
  const columns = Math.max(...cells.map((row) => row.length))
  const layout = Array.from({ length: columns }, (_, index) => ({
    width: Math.max(...cells.map((row) => PlainText.width(row[index] ?? ""))),
    side: isNumeric(rows, index) && index < columns - 1 ? ("left" as const) : ("right" as const)
  }))
  const lines = cells.map((row) =>
    layout.map(({ side, width }, index) => PlainText.pad(row[index] ?? "", width, side)).join("  ")
  )
  return [
    ...said,
    ...lines.map((line) => ({ text: PlainText.fit(`  ${line}`.trimEnd(), width), isNote: false }))
  ]
}

/** A section as text, with its table whole: a statement that is cut cannot be copied. Notes are wrapped. */
export const render = (section: Section, noteWidth: number): string =>
  [section.title, ...body(section, Infinity, noteWidth).map(({ text }) => text)].join("\n")
