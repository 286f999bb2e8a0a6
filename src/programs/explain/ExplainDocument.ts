import type { Explanation } from "../../layers/failure/PgFailure.ts"
import type { LogFindings } from "../../layers/failure/reading/LogReader.ts"

/** What a document says that is an explanation of this version. */
export const format = "aquifer-explain-1"

/** What else a log says, after its likeliest cause. */
export interface Other {
  readonly line: number
  readonly times: number
  readonly message: string
  readonly sqlState?: string
  readonly source: string
  readonly reason: Explanation["reason"]
  readonly statement: Explanation["statement"]
  readonly retry: Explanation["retry"]
}

/** What `aquifer explain --json` prints. */
export interface ExplainDocument extends Explanation {
  readonly format: typeof format
  /** How many lines were read; this and the rest for a log alone. */
  readonly lines?: number
  /** The line that says so first, from 1, and how many records do. */
  readonly line?: number
  readonly times?: number
  readonly others?: ReadonlyArray<Other>
}

export const of = (explanation: Explanation): ExplainDocument => ({ format, ...explanation })

/** A log as a document: its likeliest cause, and what else it says. `unknown` is told of one in which nothing is known. */
export const ofLog = ({ entries, lines }: LogFindings, unknown: Explanation): ExplainDocument => {
  const [cause, ...others] = entries
  if (cause === undefined) return { format, ...unknown, lines, others: [] }
  return {
    format,
    ...cause.explanation,
    lines,
    line: cause.line,
    times: cause.times,
    others: others.map(
      ({ explanation: { message, reason, retry, source, sqlState, statement }, line, times }) => ({
        line,
        times,
        message,
        ...(sqlState === undefined ? undefined : { sqlState }),
        source,
        reason,
        statement,
        retry
      })
    )
  }
}
