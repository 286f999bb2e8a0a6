import { isOurs, ofStrangers } from "./Company.ts"

/** A line that goes on with the record before it: indented, a stack's, or what Postgres adds to a message. */
const goesOn =
  /^(?:\s|[)}\]]|Caused by|at |\.\.\. \d+ more|---|\^|(?:HINT|DETAIL|NOTE|LINE \d+|CONTEXT|STATEMENT|QUERY|LOCATION)\s?:|(?:errno|code|severity|syscall|routine|sqlState|sqlMessage)\b\s*:)/

export const continues = (line: string): boolean => line === "" || goesOn.test(line)

/** How long what every line begins with is: a container's name, the mark of a quotation; blanks alone are none. */
const prefixOf = (lines: ReadonlyArray<string>): number => {
  const [one = ""] = lines
  const differs = [...one].findIndex((_, at) => lines.some((line) => line[at] !== one[at]))
  const length = differs < 0 ? 0 : differs
  return one.slice(0, length).trim() === "" ? 0 : length
}

/** Python names the exception below its frames, at the margin. */
const traceback = /^\W*Traceback \(most recent call last\):/

/** A text as records: what a log, or a terminal, wrote at a time. */
export const recordsOf = (text: string): ReadonlyArray<string> => {
  const records: Array<Array<string>> = []
  const lines = text.split("\n")
  const prefix = prefixOf(lines)
  let traced = false
  for (const line of lines) {
    const last = records.at(-1)
    const rest = line.slice(prefix)
    const goes = last !== undefined && continues(rest)
    if (goes || (last !== undefined && traced)) last?.push(line)
    else records.push([line])
    traced = goes ? traced : traceback.test(rest)
  }
  return records.map((lines) => lines.join("\n"))
}

/** Lines that tell of no failure of a database, though they have its words or its name. */
const asides: ReadonlyArray<RegExp> = [
  /\b(?:already exists|does not exist), skipping\b/, // a notice of IF EXISTS, which some loggers call none
  /\bsshd(?:-session)?\[\d+\]: /, // who tried to log in to the machine, mostly as postgres
  /\.go:\d+:\d+: (?!\d)|\berror(?: TS|\[E)\d{4}\b/ // what compilers say of a package that has our name
]

const isAside = (line: string): boolean => asides.some((pattern) => pattern.test(line))

const withoutAsides = (text: string): string =>
  isAside(text)
    ? text
        .split("\n")
        .filter((line) => !isAside(line))
        .join("\n")
    : text

const isOfOurs = (record: string): boolean => isOurs(record) || !ofStrangers(record)

/** A text without what is no failure, and what other software says. */
export const withoutOthers = (pasted: string): string => {
  const text = withoutAsides(pasted)
  if (!ofStrangers(text)) return text
  return recordsOf(text).filter(isOfOurs).join("\n")
}
