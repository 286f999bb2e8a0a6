import * as PlainText from "./PlainText.ts"

/** A cell; numbers are set to the right. */
export type Cell = string | number

const text = (cell: Cell): string =>
  typeof cell === "number" ? cell.toLocaleString("en") : PlainText.printable(cell)

/** Rows under a title, with columns as wide as their widest cell. */
export const render = (title: string, rows: ReadonlyArray<ReadonlyArray<Cell>>): string => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, index) =>
    Math.max(...rows.map((row) => PlainText.width(text(row[index] ?? ""))))
  )
  const line = (row: ReadonlyArray<Cell>) =>
    row
      .map((cell, index) =>
        PlainText.pad(text(cell), widths[index] ?? 0, typeof cell === "number" ? "left" : "right")
      )
      .join("  ")
      .trimEnd()
  return [title, ...rows.map((row) => `  ${line(row)}`)].join("\n")
}

/** Milliseconds for a person: 0.41 ms, 12.3 ms, 1.2 s. */
export const millis = (value: number | null): string => {
  if (value === null) return "-"
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`
}
