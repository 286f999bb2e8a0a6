import { type Advice, of, type Statement, type Tag } from "../known/Verdict.ts"
import { codesIn, given } from "./Codes.ts"
import type { Evidence } from "./Evidence.ts"
import { find } from "./Findings.ts"
import { shown } from "./text/Masked.ts"
import { plain } from "./text/Paste.ts"

/** What is known of an error message. */
export interface Explanation {
  /** The message that was asked about, without credentials, statements, parameters and rows. */
  readonly message: string
  /**
   * Its SQLSTATE: as given, as Postgres gives to its words, or as found in the message; so of `SQLSTATE[08006] [7] FATAL:
   * sorry, too many clients already` the 53300 that the server sent, and not the client's 08006 around it.
   */
  readonly sqlState?: string
  /** Whether the message, its SQLSTATE, or at least what its words say together, is known. */
  readonly known: boolean
  /** Who says so; `"unknown; told by its words alone"` where no table has the message. */
  readonly source: string
  /** Which of the twelve reasons it is; `Unclassified` where nobody here knows the message. */
  readonly reason: Tag
  /** One sentence. */
  readonly meaning: string
  /** Whether the statement ran, if it is not known how far it had come. */
  readonly statement: Statement
  /** Whether to try again; `"unknown"` of what nobody knows. */
  readonly retry: Advice | "unknown"
  /** What to do, the most likely first. */
  readonly remedies: ReadonlyArray<string>
}

const unknown = of("Unclassified", "nobody here knows this message", [
  "Send the whole message with its SQLSTATE, who said it (Postgres, PgBouncer, Supavisor, with the version), and what was being done",
  "Until then take it that the statement may have run"
])

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** What was found of a message, as it is told. */
export const told = (message: string, found: Evidence | undefined, sqlState?: string): Explanation => {
  const { meaning, reason, remedies, retry, statement } = found?.verdict ?? unknown
  const { sure, unsure } = codesIn(plain(message))
  const code = sqlState ?? found?.sqlState ?? sure ?? unsure
  const early = reason === "OutcomeUnknown" ? "; if it came while connecting, nothing ran" : ""
  return {
    message: shown(message),
    ...(code === undefined ? undefined : { sqlState: code }),
    known: found !== undefined,
    source: found?.source ?? "unknown",
    reason,
    meaning: asSentence(`${meaning}${early}`),
    statement,
    retry: reason === "Unclassified" ? "unknown" : retry,
    remedies
  }
}

/**
 * What an error message of Postgres, a pooler, a client, a mapper or the network means, whether the statement ran and
 * what to do. Pure: it looks the message up, with whatever was copied along: log lines, JSON, stacks, quotation marks,
 * colours, exceptions' classes, `(SQLSTATE 53300)`. A SQLSTATE counts before words, a server's words before a client's
 * around them; servers' messages are known in fourteen languages.
 *
 * `sqlState` helps where the message alone is ambiguous; give `""` as the message when only the code is known. Of what
 * is not known nothing is claimed: `known` is false, `statement` and `retry` are `"unknown"`.
 *
 * **Example** (A pooler's words)
 *
 * ```ts
 * import { PgFailure } from "aquifer"
 *
 * const { reason, remedies } = PgFailure.explain("FATAL:  query_wait_timeout") // "PoolExhausted"
 * ```
 */
export const explain = (message: string, sqlState?: string): Explanation => {
  const code = sqlState?.toUpperCase()
  const found = find(message, code === undefined ? undefined : given(code))
  return told(message, found, found?.sqlState ?? code)
}
