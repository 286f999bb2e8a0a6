import { CliOutput, type HelpDoc } from "effect/cli"

/** Up to this column, in parts of the terminal's, the texts of a table begin beside its names; else below them. */
const mostBeside = 0.5
const indent = "  "
const below = "      "

/** The words of a text on lines no wider than there is room for, a word that is wider on one of its own. */
const wrapped = (text: string, room: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && CliOutput.displayWidth(`${line} ${word}`) > room) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** A row of a table is a name, spaces and a text; any other line is a text alone. */
const row = /^( {2}\S.*?) {2,}(\S.*)$/

const fit = (line: string, columns: number): string => {
  if (CliOutput.displayWidth(line) <= columns) return line
  const [, name, text] = row.exec(line) ?? []
  if (name === undefined || text === undefined) {
    return wrapped(line.trimStart(), columns - indent.length)
      .map((part) => indent + part)
      .join("\n")
  }
  const before = CliOutput.displayWidth(line) - CliOutput.displayWidth(text)
  if (before > columns * mostBeside) {
    return [name, ...wrapped(text, columns - below.length).map((part) => below + part)].join("\n")
  }
  const [first, ...rest] = wrapped(text, columns - before)
  const start = line.slice(0, -text.length)
  return [`${start}${first}`, ...rest.map((part) => " ".repeat(before) + part)].join("\n")
}

/** What may stand for a value is in its flag's text too, and would push all texts to the right. */
const narrow = (flag: HelpDoc.FlagDoc): HelpDoc.FlagDoc =>
  flag.type.startsWith("<") ? { ...flag, type: "choice" } : flag

/** Commands of examples are copied, so they stay on one line. */
const isExamples = (line: string): boolean => !line.startsWith(" ") && line.includes("EXAMPLES")

/**
 * Help that fits into so many columns. What all commands have in common, `aquifer --help` alone says whole, so that what is
 * wrong with a usage does not stand below two screens of it.
 */
export const formatter = (options: {
  readonly colors: boolean
  readonly columns: number
}): CliOutput.Formatter => {
  const base = CliOutput.defaultFormatter({ colors: options.colors, globalFlags: "summary" })
  return {
    ...base,
    formatHelpDoc: (doc) => {
      const { globalFlags = [] } = doc
      const lines = base.formatHelpDoc({ ...doc, globalFlags: globalFlags.map(narrow) }).split("\n")
      const commands = lines.findIndex(isExamples)
      return lines
        .map((line, index) => (commands >= 0 && index > commands ? line : fit(line, options.columns)))
        .join("\n")
    }
  }
}
