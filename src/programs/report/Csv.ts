export type Cell = string | number

/**
 * What a spreadsheet would run as a formula (OWASP's list, and the full-width forms that some take for the same), also
 * behind spaces.
 */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/

/** A text that looks like a formula gets an apostrophe before it, which spreadsheets take for "this is text". */
const inert = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** What no spreadsheet takes for a separator, whichever it is set to; anything else goes into quotation marks. */
const plain = /^[\p{L}\p{M}\p{N}='_.-]*$/u

/** What a file of tables has no use for, and a terminal that shows it might obey; lines and tabs are quoted. */
const commands = /(?![\t\r\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu

const field = (cell: Cell): string => {
  if (typeof cell === "number") return String(cell)
  const text = inert(cell.replaceAll(commands, " "))
  return plain.test(text) && text === cell ? text : `"${text.replaceAll('"', '""')}"`
}

/** Rows as RFC 4180 has them: a header, fields in quotation marks where they need them, CRLF after each line. */
export const render = (header: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string =>
  [header, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("")
