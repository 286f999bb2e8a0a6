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
  'each is explained in "Operate it" (services/doctor/Operating.md) or "Monitoring" (services/monitor/Monitoring.md)'

const wrapped = (text: string, indent: string, look: Line["look"], width: number): ReadonlyArray<Line> =>
  PlainText.wrap(text, Math.max(20, width - indent.length)).map((part) => ({
    text: `${indent}${part}`,
    look
  }))

const lines = ({ finding }: Sighting, width: number): ReadonlyArray<Line> => {
  const { evidence, name, remedy, severity } = finding
  const [first = "", ...more] = evidence.split("\n")
  if (severity === "info") return wrapped(`${name}: ${[first, ...more].join("; ")}`, "  ", "faint", width)
  return [
    ...wrapped(`${name}: ${first}`, "  ", "warning", width),
    ...more.flatMap((line) => wrapped(line, "    ", "warning", width)),
    ...wrapped(`do: ${remedy}`, "    ", "faint", width)
  ]
}

/** A verdict for a terminal: its line, and below it what was seen of each finding and what to do. */
export const render = ({ line, sightings, state }: Verdict, width: number): ReadonlyArray<Line> => [
  ...wrapped(line, "", state === "good" || state === "info" ? "good" : "warning", width),
  ...sightings.flatMap((sighting) => lines(sighting, width)),
  ...(sightings.length === 0 ? [] : wrapped(chapters, "  ", "faint", width))
]
