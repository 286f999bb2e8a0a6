import type * as PgFailure from "../../layers/failure/PgFailure.ts"
import type { LogFindings } from "../../layers/failure/reading/LogReader.ts"
import * as Table from "../terminal/Table.ts"

/** What `PgFailure.Advice` tells a program, for people. */
const retries: Readonly<Record<PgFailure.Explanation["retry"], string>> = {
  backoff: "yes, after a growing, jittered pause",
  slowly: "yes, but wait seconds to minutes: something has to be freed or a block has to pass",
  transaction: "yes: the whole transaction, never the one statement",
  "with key": "only if it is idempotent or carries an idempotency key",
  "other connection": "yes, on another connection",
  unnamed: "yes, on a new connection without named prepared statements",
  unknown: "not known",
  no: "no: the same request fails again",
  never: "never, until the settings are corrected; failed logins count against the account"
}

const statements: Readonly<Record<PgFailure.Statement, string>> = {
  "did not run": "did not run",
  "rolled back": "was rolled back",
  unknown: "may have run; nobody knows"
}

/** A title is one line; what was copied along stays out of it. */
const titled = (message: string, sqlState: string | undefined): string => {
  const line = message.split("\n").find((each) => each.trim() !== "") ?? ""
  if (line === "") return sqlState === undefined ? "nothing" : `SQLSTATE ${sqlState}`
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}

/** What is known of one message. `where` are rows about the log that it is from. */
export const render = (
  { meaning, message, reason, remedies, retry, source, sqlState, statement }: PgFailure.Explanation,
  where: ReadonlyArray<ReadonlyArray<Table.Cell>> = []
): string =>
  [
    Table.render(titled(message, sqlState), [
      ...where,
      ["said by", source],
      ...(sqlState === undefined ? [] : [["SQLSTATE", sqlState]]),
      ["reason", reason],
      ["the statement", statements[statement]],
      ["try again", retries[retry]]
    ]),
    meaning,
    ["What to do:", ...remedies.map((remedy) => `- ${remedy}`)].join("\n")
  ].join("\n\n")

/** What stands before a severity in a log is the same in every line. */
const withoutPrefix = (message: string): string => message.replace(/^.*?(?=\b(?:ERROR|FATAL|PANIC)\s?:)/, "")

/** More kinds are in the JSON document. */
const most = 12

const count = (times: number): string => `${times.toLocaleString("en")} ${times === 1 ? "time" : "times"}`

/** The likeliest cause in a log, and what else it says. */
export const renderLog = ({ entries, lines }: LogFindings, unknown: PgFailure.Explanation): string => {
  const [cause, ...others] = entries
  const read = `of ${lines.toLocaleString("en")}`
  if (cause === undefined) return render(unknown, [["lines read", lines.toLocaleString("en")]])
  const found = `line ${cause.line.toLocaleString("en")} ${read}, ${count(cause.times)}: the likeliest cause`
  const where = lines === 1 ? [] : [["in the log", found]]
  const rest = others
    .slice(0, most)
    .map(({ explanation, line, times }) => [
      `line ${line.toLocaleString("en")}`,
      count(times),
      explanation.reason,
      withoutPrefix(titled(explanation.message, explanation.sqlState)).slice(0, 100)
    ])
  const left = others.length > most ? [[`and ${others.length - most} more kinds: --json has them`]] : []
  const also = rest.length === 0 ? [] : [Table.render("Also in it:", [...rest, ...left])]
  return [render(cause.explanation, where), ...also].join("\n\n")
}
