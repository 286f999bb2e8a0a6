import type { Judged } from "../../layers/guard/script/Judgement.ts"
import type { Checked } from "../../layers/guard/script/ScriptCheck.ts"
import * as Quoted from "./Quoted.ts"

/** A file, and what was found in it. */
export interface CheckedFile extends Checked {
  readonly file: string
}

/** A file that is no text, and why: it is not understood as a whole. */
export const noText = (file: string, because: string): CheckedFile => ({
  file,
  statements: [
    {
      line: 1,
      statement: "",
      verdict: "unparsable",
      problems: [],
      byPsql: true,
      complaint: { message: because, line: 1 }
    }
  ],
  skipped: [],
  included: []
})

/** Without the files that nobody has `named`, being in a folder, and that another one includes: they are judged there. */
export const withoutParts = (
  files: ReadonlyArray<CheckedFile>,
  named: ReadonlySet<string>
): ReadonlyArray<CheckedFile> => {
  const parts = new Set<string>()
  for (const { file } of files) {
    const includes = (other: CheckedFile) =>
      other.file !== file && !parts.has(other.file) && other.included.includes(file)
    if (!named.has(file) && files.some(includes)) parts.add(file)
  }
  return files.filter(({ file }) => !parts.has(file))
}

/** What a line says that is a statement as this version judges it. */
export const format = "aquifer-check-1"

/** A line that `aquifer check --json` prints: one statement. */
export interface CheckedStatement {
  readonly format: typeof format
  readonly file: string
  /** Where the statement begins. */
  readonly line: number
  /** Without its strings where one may be a password. */
  readonly statement: string
  readonly verdict: Judged["verdict"]
  /** The first rule that it breaks; left out unless it is unsafe. */
  readonly rule?: string
  /** What to write instead. */
  readonly remedy?: string
  /** Everything in it that cannot run, each with its own line. */
  readonly problems: ReadonlyArray<CheckedProblem>
  /**
   * The lines at which EXECUTE in its body runs what is only known then, or a body stands in a language that is not
   * read, and so was not judged; left out for none.
   */
  readonly unread?: ReadonlyArray<number>
  /** What Postgres' grammar says, and of which line; left out unless the statement was not understood. */
  readonly complaint?: { readonly line: number; readonly message: string }
}

/** One thing in a statement that cannot run under transaction pooling. */
export interface CheckedProblem {
  readonly line: number
  readonly rule: string
  readonly breaks: string
  readonly remedy: string
}

/** One object a statement, in the order of the file. */
export const statements = ({ file, statements }: CheckedFile): ReadonlyArray<CheckedStatement> =>
  statements.map(({ complaint, file: included, line, problems, statement, unread, verdict }) => ({
    format,
    file: included ?? file,
    line,
    statement: Quoted.quoted(statement),
    verdict,
    ...(problems[0] && { rule: problems[0].rule.name, remedy: problems[0].rule.remedy }),
    problems: problems.map(({ line, rule: { breaks, name, remedy } }) => ({
      line,
      rule: name,
      breaks,
      remedy
    })),
    ...(unread && { unread: unread.map(({ line }) => line) }),
    ...(complaint && {
      complaint: { ...complaint, message: Quoted.complaint(complaint.message, statement) }
    })
  }))

const longest = 72

/** The beginning of a statement, on one line. */
const excerpt = (statement: string): string => {
  const line = Quoted.quoted(statement)
    .slice(0, 4 * longest)
    .replaceAll(/\s+/g, " ")
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}

const lines = (
  file: string,
  { byPsql, complaint, line, problems, statement, verdict }: Judged
): ReadonlyArray<string> => {
  if (verdict === "safe") return []
  if (verdict === "unparsable") {
    return [
      `${file}:${complaint?.line ?? line}: not understood: ${excerpt(statement) || "the whole file"}`,
      byPsql === undefined
        ? `  Postgres 18's grammar does not take it: ${Quoted.complaint(complaint?.message ?? "", statement)}`
        : `  ${complaint?.message}`
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
  statements.flatMap((statement) => lines(statement.file ?? file, statement))

/** What was left out, and where. */
export const notes = ({ file, skipped, statements }: CheckedFile): ReadonlyArray<string> => [
  ...skipped.map(
    ({ command, file: included = file, line }) =>
      `${included}:${line}: skipped, for psql alone: ${excerpt(command)}`
  ),
  ...statements.flatMap(({ file: included = file, statement, unread = [] }) =>
    unread.map(
      ({ language, line }) =>
        `${included}:${line}: not judged: ${language === undefined ? "EXECUTE runs what is only known then" : `the body is in ${language} and is not read`}: ${excerpt(statement)}`
    )
  )
]

/** How many statements were judged so. */
export const count = (files: ReadonlyArray<CheckedFile>, verdict: Judged["verdict"]): number =>
  files.reduce(
    (total, { statements }) => total + statements.filter((each) => each.verdict === verdict).length,
    0
  )

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`

/** Why the status is not 0 when nothing is unsafe. */
export const unjudged = (unparsed: number): string =>
  `aquifer: ${plural(unparsed, "statement was", "statements were")} not understood, and so not judged; --allow-unparsed lets that pass`

/** How many of each. */
export const summary = (files: ReadonlyArray<CheckedFile>): string => {
  const all = files.reduce((total, { statements }) => total + statements.length, 0)
  const read = new Set(files.flatMap(({ file, included }) => [file, ...included])).size
  const unparsable = count(files, "unparsable")
  const unread = files.flatMap(({ statements }) => statements.flatMap(({ unread = [] }) => unread))
  const bodies = unread.filter(({ language }) => language !== undefined).length
  const texts = unread.length - bodies
  return [
    `${plural(all, "statement", "statements")} in ${plural(read, "file", "files")}: ${count(files, "safe").toLocaleString("en")} safe under transaction pooling`,
    `${count(files, "unsafe").toLocaleString("en")} unsafe`,
    ...(unparsable === 0 ? [] : [`${unparsable.toLocaleString("en")} not understood`]),
    ...(texts === 0 ? [] : [`${plural(texts, "text", "texts")} of EXECUTE not judged`]),
    ...(bodies === 0 ? [] : [`${plural(bodies, "body", "bodies")} in other languages not read`])
  ].join(", ")
}
