import type { Verdict } from "../Verdict.ts"

/** Messages of PgBouncer that mean the same. All but those of its console come as FATAL with the code 08P01. */
export interface PgBouncerRow {
  /** As PgBouncer's source has them. */
  readonly says: ReadonlyArray<string>
  /** The first and last release that say so, of 1.16 to 1.25; absent: the oldest or newest looked at. */
  readonly since?: string
  readonly until?: string
  /** `ERROR` are the answers of the admin console, which go on with the connection. */
  readonly severity?: "ERROR"
  /** The code, where it is not 08P01. */
  readonly sqlState?: string
  /** What `%s` stands for is the name of a parameter, so it may be told on. */
  readonly namesParameter?: true
  /** What it means to someone who asks for the admin console: that they may not, or that there is none. */
  readonly console?: "not permitted" | "none"
  readonly verdict: Verdict
}
