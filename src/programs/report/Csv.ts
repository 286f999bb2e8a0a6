export type Cell = string | number

/**
 * What a spreadsheet would run as a formula (OWASP's list, and the full-width forms that some take for the same), also
 * behind spaces.
 */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** A text that looks like a formula gets an apostrophe before it, which spreadsheets take for "this is text". */
const inert = (text: string): string => (formula.test(text) ? `'${text}` : text)

const field = (cell: Cell): string => {
  if (typeof cell === "number") return String(cell)
  const text = inert(cell)
  return /[",\r\n]/.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as RFC 4180 has them: a header, fields in quotation marks where they need them, CRLF after each line. */
export const render = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string =>
  [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("")
