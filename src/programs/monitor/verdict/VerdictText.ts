import * as PlainText from "../../terminal/PlainText.ts"
import type { TerminalStyle } from "../../terminal/TerminalStyle.ts"
import type { Sighting, Verdict } from "./Verdict.ts"

/** A line, and how the whole of it looks. */
export interface Line {
  readonly text: string
  readonly look: keyof TerminalStyle
}

/** Where each finding has its section. */
const chapters =
  'each is explained in "Operate it" (src/services/doctor/Operating.md of aquifer) or "Monitoring" (src/services/monitor/Monitoring.md)'

const wrapped = (text: string, indent: string, look: Line["look"], width: number): ReadonlyArray<Line> =>
  PlainText.wrap(text, Math.max(20, width - indent.length)).map((part) => ({
    text: `${indent}${part}`,
    look
  }))

const wrong = ({ finding }: Sighting, width: number): ReadonlyArray<Line> => {
  const { evidence, name, remedy } = finding
  const [first = "", ...more] = evidence.split("\n")
  return [
    ...wrapped(`${name}: ${first}`, "  ", "warning", width),
    ...more.flatMap((line) => wrapped(line, "    ", "warning", width)),
    ...wrapped(`do: ${remedy}`, "    ", "faint", width)
  ]
}

const note = ({ finding: { evidence, name } }: Sighting): string =>
  `${name}: ${evidence.split("\n").join("; ")}`

const isWrong = ({ finding }: Sighting): boolean => finding.severity !== "info"

const head = ({ line, sightings, state }: Verdict, width: number): ReadonlyArray<Line> => [
  ...wrapped(line, "", state === "good" || state === "info" ? "good" : "warning", width),
  ...sightings.filter(isWrong).flatMap((sighting) => wrong(sighting, width))
]

/** A verdict for a terminal: its line, and below it what was seen of each finding and what to do. */
export const render = (verdict: Verdict, width: number): ReadonlyArray<Line> => [
  ...head(verdict, width),
  ...verdict.sightings
    .filter((sighting) => !isWrong(sighting))
    .flatMap((sighting) => wrapped(note(sighting), "  ", "faint", width)),
  ...(verdict.sightings.length === 0 ? [] : wrapped(chapters, "  ", "faint", width))
]

/** The same where there is little room: of what is only worth a look the names. */
export const brief = (verdict: Verdict, width: number): ReadonlyArray<Line> => {
  const notes = verdict.sightings.filter((each) => !isWrong(each))
  const named = (label: string, of: ReadonlyArray<Sighting>): ReadonlyArray<Line> =>
    of.length === 0
      ? []
      : wrapped(`${label}: ${of.map(({ finding }) => finding.name).join(", ")}`, "  ", "faint", width)
  return [
    ...head(verdict, width),
    ...named(
      "worth a look",
      notes.filter(({ old }) => old !== true)
    ),
    ...named(
      "worth a look before that",
      notes.filter(({ old }) => old === true)
    )
  ]
}
