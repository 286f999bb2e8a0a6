import type * as Doctor from "../../services/doctor/Doctor.ts"
import * as PlainText from "../terminal/PlainText.ts"

/** What a document says that is a report of this version of the doctor. */
export const format = "aquifer-doctor-1"

/** What `aquifer doctor --json` prints. */
export interface DoctorReport extends Doctor.Report {
  readonly format: typeof format
  /** How many findings of each severity. */
  readonly counts: Readonly<Record<Doctor.Severity, number>>
  /** How long the examination took. */
  readonly millis: number
}

const width = 100

/** Breaks a text into lines, none longer than the width less its indent unless a word is. */
const wrapped = (text: string, first: string, indent: string): string => {
  const lines: Array<string> = []
  let line = first
  for (const word of text.split(/\s+/)) {
    if (PlainText.width(line) + PlainText.width(word) > width && line.trim() !== "") {
      lines.push(line.trimEnd())
      line = indent
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()].join("\n")
}

const labelled = (label: string, text: string): string =>
  wrapped(text, `    ${`${label}:`.padEnd(6)} `, " ".repeat(11))

/** More statements than that nobody copies one by one. */
const mostStatements = 10
const sample = 3

const copied = (statements: ReadonlyArray<string>): ReadonlyArray<string> =>
  statements.map((statement, index) => `    ${index === 0 ? "sql:" : "    "}   ${statement}`)

/** As they are, so that they can be copied; of very many the first, and what does all of them. */
const statements = ({ sql = [], sqlForAll }: Doctor.Finding): ReadonlyArray<string> => {
  if (sql.length <= mostStatements) return copied(sql)
  const more = `-- and ${(sql.length - sample).toLocaleString("en")} more statements, which --json prints`
  const all = sqlForAll === undefined ? [more] : [`${more}; all of them at once:`, ...sqlForAll.split("\n")]
  return copied([...sql.slice(0, sample), ...all])
}

const shown = (finding: Doctor.Finding): string => {
  const { evidence, name, reason, remedy } = finding
  return [
    `  ${name}`,
    ...evidence.split("\n").map((line) => labelled("seen", line)),
    labelled("why", reason),
    labelled("do", remedy),
    ...statements(finding)
  ].join("\n")
}

const plurals = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["note", "notes"]
} as const
const severities = ["error", "warning", "info"] as const

const counts = ({ findings }: Doctor.Report): DoctorReport["counts"] => {
  const of = (severity: Doctor.Severity) => findings.filter((finding) => finding.severity === severity).length
  return { error: of("error"), warning: of("warning"), info: of("info") }
}

export const make = (report: Doctor.Report, millis: number): DoctorReport => ({
  format,
  ...report,
  counts: counts(report),
  millis
})

const groups = (report: Doctor.Report): ReadonlyArray<string> =>
  severities.flatMap((severity) => {
    const findings = report.findings.filter((finding) => finding.severity === severity)
    if (findings.length === 0) return []
    const title = plurals[severity][1]
    return [[`${title.charAt(0).toUpperCase()}${title.slice(1)}`, ...findings.map(shown)].join("\n\n")]
  })

const list = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [[title, ...lines].join("\n")]

const item = (text: string): string => wrapped(text, "  - ", "    ")

/** By reason, as one host that does not answer is the reason of many. */
const untouched = ({ unchecked }: Doctor.Report): ReadonlyArray<string> =>
  [...Map.groupBy(unchecked, ({ reason }) => reason)].flatMap(([reason, same]) => [
    wrapped(reason, "  ", "  "),
    ...same.map(({ name }) => wrapped(name, "    - ", "      "))
  ])

/** The findings for people, grouped by severity; then what was checked, what was not and why, and the counts. */
export const render = (report: DoctorReport): string => {
  const { checked, counts: number, millis, unchecked } = report
  const found = severities
    .map((severity) => `${number[severity]} ${plurals[severity][number[severity] === 1 ? 0 : 1]}`)
    .join(", ")
  const sum = `${checked.length} of ${checked.length + unchecked.length} checks made in ${(millis / 1000).toFixed(1)} s`
  return [
    ...groups(report),
    ...list("Checked", checked.map(item)),
    ...list("Not checked", untouched(report)),
    `${report.findings.length === 0 ? "Nothing found" : found}; ${sum}`
  ].join("\n\n")
}
