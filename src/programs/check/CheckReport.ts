import type { Checked, Judged } from "../../layers/guard/ScriptCheck.ts"

/** A file, and what was found in it. */
export interface CheckedFile extends Checked {
  readonly file: string
}

/** What a line says that is a statement as this version judges it. */
export const format = "aquifer-check-1"

/** A line that `aquifer check --json` prints: one statement. */
export interface CheckedStatement {
  readonly format: typeof format
  readonly file: string
  /** Where the statement begins. */
  readonly line: number
  readonly statement: string
  readonly verdict: Judged["verdict"]
  /** The first rule that it breaks; left out unless it is unsafe. */
  readonly rule?: string
  /** What to write instead. */
  readonly remedy?: string
}

/** One object a statement, in the order of the file. */
export const statements = ({ file, statements }: CheckedFile): ReadonlyArray<CheckedStatement> =>
  statements.map(({ line, problems: [first], statement, verdict }) => ({
    format,
    file,
    line,
    statement,
    verdict,
    ...(first && { rule: first.rule.name, remedy: first.rule.remedy })
  }))

const longest = 72

/** The beginning of a statement, on one line. */
const excerpt = (statement: string): string => {
  const line = statement.slice(0, 4 * longest).replaceAll(/\s+/g, " ")
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

const lines = (file: string, { line, problems, statement, verdict }: Judged): ReadonlyArray<string> => {
  if (verdict === "safe") return []
  if (verdict === "unparsable") {
    return [
      `${file}:${line}: not understood: ${excerpt(statement)}`,
      "  Postgres 18's grammar does not take it"
    ]
  }
  return problems.flatMap(({ line: at, rule }) => [
    `${file}:${at}: ${rule.name}: ${excerpt(statement)}`,
    `  ${rule.breaks};`,
    `  ${rule.remedy}`
  ])
}

/** What people have to look at, two or three lines each. */
export const findings = ({ file, statements }: CheckedFile): ReadonlyArray<string> =>
  statements.flatMap((statement) => lines(file, statement))

/** What was left out, and where. */
export const notes = ({ file, skipped }: CheckedFile): ReadonlyArray<string> =>
  skipped.map(({ command, line }) => `${file}:${line}: skipped, for psql alone: ${excerpt(command)}`)

const count = (files: ReadonlyArray<CheckedFile>, verdict: Judged["verdict"]): number =>
  files.reduce(
    (total, { statements }) => total + statements.filter((each) => each.verdict === verdict).length,
    0
  )

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`

/** How many of each. */
export const summary = (files: ReadonlyArray<CheckedFile>): string => {
  const all = files.reduce((total, { statements }) => total + statements.length, 0)
  const unparsable = count(files, "unparsable")
  return [
    `${plural(all, "statement", "statements")} in ${plural(files.length, "file", "files")}: ${count(files, "safe").toLocaleString("en")} safe under transaction pooling`,
    `${count(files, "unsafe").toLocaleString("en")} unsafe`,
    ...(unparsable === 0 ? [] : [`${unparsable.toLocaleString("en")} not understood`])
  ].join(", ")
}
