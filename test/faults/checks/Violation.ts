import type { Operation } from "../history/Operation.ts"

/** What may never happen. */
export type Class =
  /** Acknowledged, and not there. */
  | "lost"
  /** Took effect twice. */
  | "doubled"
  /** A part of it is there. */
  | "half-written"
  /** Told that it did not run or was rolled back, and it is there. */
  | "false verdict"
  /** An agent does not see what it wrote, or what had been acknowledged to others. */
  | "stale read"
  /** An agent sees what was there before what it has seen. */
  | "backwards read"
  /** A value that nobody wrote. */
  | "invented"
  /** Two wrote upon the same value, and both were told that it is done. */
  | "lost update"
  /** Two transactions that cannot both have run alone. */
  | "write skew"
  /** A part of the rows as if it were all. */
  | "partial read"
  /** The feed said nothing of a change, nor that it may have missed one. */
  | "untold change"
  /** Answered after the deadline. */
  | "late"
  /** A fault became a defect. */
  | "defect"
  /** A connection, session or layer that did not come back. */
  | "leaked"
  /** No work was done though the service was back. */
  | "stuck"
  /** A migration that is neither whole nor absent, or was applied twice. */
  | "half-migrated"

export interface Violation {
  readonly class: Class
  /** What it happened to. */
  readonly key: string
  readonly what: string
  /** The operations that contradict each other, or the tables. */
  readonly operations: ReadonlyArray<Operation>
}

export const violation = (
  class_: Class,
  key: string,
  what: string,
  operations: ReadonlyArray<Operation> = []
): Violation => ({ class: class_, key, what, operations })
