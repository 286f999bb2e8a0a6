import { answers } from "./checks/answers.ts"
import { counters } from "./checks/counters.ts"
import { effects } from "./checks/effects.ts"
import { feed } from "./checks/feed.ts"
import { registers } from "./checks/registers.ts"
import { skew } from "./checks/skew.ts"
import { type Violation, violation } from "./checks/Violation.ts"
import type { FeedEvent, Operation, Stall } from "./history/Operation.ts"
import type { Leftovers, Tables } from "./history/Tables.ts"

export type { Violation } from "./checks/Violation.ts"

/** What a checker is given: what callers asked and were told, what they heard, and what is there in the end. */
export interface Evidence {
  readonly history: ReadonlyArray<Operation>
  readonly stalls: ReadonlyArray<Stall>
  readonly tables: Tables
  /** What each of several feeds told, and until when it was heard. */
  readonly feeds: ReadonlyArray<{ readonly events: ReadonlyArray<FeedEvent>; readonly heardUntil: number }>
  readonly leftovers: Leftovers
}

/** How far off an answer may be, in milliseconds: generous, for a machine that does other things as well. */
export interface Allowances {
  /** Beyond the deadline. */
  readonly late: number
  /** For how long memory may hold what was replaced, and a change may stay untold: the feed's five seconds and more. */
  readonly told: number
}

/** Compares what callers were told with what they read and what the tables hold. */
export const check = (
  { feeds, history, leftovers, stalls, tables }: Evidence,
  allowed: Allowances
): ReadonlyArray<Violation> => [
  ...effects(history, tables),
  ...registers(history, tables, allowed.told),
  ...counters(history, tables),
  ...skew(history, tables),
  ...feeds.flatMap(({ events, heardUntil }) => feed(history, events, heardUntil, allowed.told)),
  ...answers(history, stalls, allowed.late),
  ...leftovers.map((what) => violation("leaked", what, "still there when all had ended"))
]
