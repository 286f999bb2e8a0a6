import type * as Doctor from "../../services/doctor/Doctor.ts"

const width = 100

/** Breaks a text into lines, none longer than the width less its indent unless a word is. */
const wrapped = (text: string, first: string, indent: string): string => {
  const lines: Array<string> = []
  let line = first
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length > width && line.trim() !== "") {
      lines.push(line.trimEnd())
      line = indent
    }
    line += `${word} `
  }
  return [...lines, line.trimEnd()].join("\n")
}

const labelled = (label: string, text: string): string =>
  wrapped(text, `    ${`${label}:`.padEnd(6)} `, " ".repeat(11))

const shown = ({ evidence, name, reason, remedy }: Doctor.Finding): string =>
  [
    `  ${name}`,
    ...evidence.split("\n").map((line) => labelled("seen", line)),
    labelled("why", reason),
    labelled("do", remedy)
  ].join("\n")

const plurals = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  info: ["note", "notes"]
} as const
const severities = ["error", "warning", "info"] as const

/** How many findings of each severity. */
export const counts = ({ findings }: Doctor.Report): Readonly<Record<Doctor.Severity, number>> => {
  const of = (severity: Doctor.Severity) => findings.filter((finding) => finding.severity === severity).length
  return { error: of("error"), warning: of("warning"), info: of("info") }
}

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
export const render = (report: Doctor.Report, millis: number): string => {
  const { checked, unchecked } = report
  const number = counts(report)
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
