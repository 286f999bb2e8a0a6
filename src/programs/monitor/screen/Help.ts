import * as PlainText from "../../terminal/PlainText.ts"
import type { ScreenLine } from "./ScreenLine.ts"

const keys: ReadonlyArray<readonly [keys: string, does: string]> = [
  ["q, Ctrl-C", "quit"],
  ["Ctrl-Z", "leave it for the shell, whose fg comes back"],
  ["p, Space", "pause, and go on"],
  ["↑ ↓, k j", "scroll by a line; Page Up and Page Down by ten, Home to the top"],
  ["← →, h l", "move the tables sideways; 0 back to their beginning"],
  ["s", "sort sessions by age, process ID, user, application"],
  ["/", "show the rows alone that contain a text; Esc shows all again"],
  ["c", "cancel the statement of a process, which is asked twice"],
  ["t", "terminate a session and roll back what it does, which is asked twice"],
  ["?", "this; any key goes back"]
]

const legend = [
  "It opens with the verdict: what is wrong now, or that nothing is. Below it each finding has what was seen and what to do. All of what is worth a look, and tables that have nothing to show, are in what aquifer monitor --once prints.",
  "The bars are what is in use of what there may be; the curves are the last five minutes.",
  "Statements, indexes, tables and limits are looked at once a minute, everything else each second.",
  'Each finding is explained in "Operate it" (src/services/doctor/Operating.md of aquifer) or "Monitoring" (src/services/monitor/Monitoring.md).'
]

/** What the keys do, and what there is to see. */
export const lines = (columns: number): ReadonlyArray<ScreenLine> => [
  { text: "Keys", look: "title" },
  ...keys.map(([key, does]) => ({ text: `  ${key.padEnd(12)} ${does}` })),
  { text: "" },
  { text: "What is shown", look: "title" },
  ...legend.flatMap((text) => PlainText.wrap(text, columns - 2)).map((text) => ({ text: `  ${text}` }))
]
