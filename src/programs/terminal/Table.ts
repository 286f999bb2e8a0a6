import * as PlainText from "./PlainText.ts"

/** A cell; numbers are set to the right. */
export type Cell = string | number

const text = (cell: Cell): string =>
  typeof cell === "number" ? cell.toLocaleString("en") : PlainText.printable(cell)

/** A number as it is shown, maybe with its unit, or the absence of one; 1.24.1 and the SQLSTATE 53300 are none. */
const numeric = /^(-|\d{1,3}(,\d{3})*(\.\d+)?%?|[\d,]+(\.\d+)? (ms|s|B|[KMGT]iB))$/

/** Whether a cell is a number for a person: numbers are set to the right, so that their digits stand below each other. */
export const isNumeric = (cell: Cell): boolean => typeof cell === "number" || numeric.test(cell)

/** The side that a column is filled up on: its numbers stand to the right, whatever its head says. */
const side = (rows: ReadonlyArray<ReadonlyArray<Cell>>, index: number): "left" | "right" =>
  rows.length > 1 && rows.slice(1).every((row) => isNumeric(row[index] ?? "-")) ? "left" : "right"

/** Rows under a title, with columns as wide as their widest cell. */
export const render = (title: string, rows: ReadonlyArray<ReadonlyArray<Cell>>): string => {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const layout = Array.from({ length: columns }, (_, index) => ({
    width: Math.max(...rows.map((row) => PlainText.width(text(row[index] ?? "")))),
    side: side(rows, index)
  }))
  const line = (row: ReadonlyArray<Cell>) =>
    row
      .map((cell, index) => {
        const { side, width } = layout[index] ?? { side: "right", width: 0 }
        return PlainText.pad(text(cell), width, isNumeric(cell) ? "left" : side)
      })
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

/** Bytes for a person: 1.5 GiB, 12.0 KiB. */
export const bytes = (value: number): string => {
  const power = Math.min(4, Math.floor(Math.log2(Math.max(1, value)) / 10))
  const unit = ["B", "KiB", "MiB", "GiB", "TiB"][power] ?? "B"
  return `${(value / 1_024 ** power).toFixed(power === 0 ? 0 : 1)} ${unit}`
}

/** A share of one for a person: 99.87%. */
export const percent = (share: number | null, digits = 2): string =>
  share === null ? "-" : `${(share * 100).toFixed(digits)}%`
