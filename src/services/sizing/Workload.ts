interface Queries {
  /** For how many milliseconds a query, or a transaction, holds its connection on average. */
  readonly queryMillis: number
  /**
   * Standard deviation of that time by its mean: 0 when all take the same, 1 when they are spread as most are
   * (exponentially), more when a few take much longer than the others.
   */
  readonly variability: number
}

/** Queries that come at a rate, whatever became of earlier ones: many users of whom none waits for another. */
export interface OpenWorkload extends Queries {
  /** Queries come at a rate. */
  readonly kind: "open"
  /** How many come in a second on average, at random moments. */
  readonly perSecond: number
}

/** Users, or agents, who think, send their queries, wait for the answers and think again. */
export interface ClosedWorkload extends Queries {
  /** Queries come from so many users. */
  readonly kind: "closed"
  /** How many users, or agents, there are at once. */
  readonly users: number
  /** Queries of a user from one pause to the next. */
  readonly queries: number
  /** Whether a user sends its queries at once, or each when the one before is answered. */
  readonly atOnce: boolean
  /** Milliseconds from a user's last answer to its next query, on average; 0 for a loop without pauses. */
  readonly thinkMillis: number
}

/** What the pool is asked, as a rate or by so many users. */
export type Workload = OpenWorkload | ClosedWorkload

/** So many times the load: the rate, or the number of users. */
export const times = (workload: Workload, factor: number): Workload =>
  workload.kind === "open"
    ? { ...workload, perSecond: workload.perSecond * factor }
    : { ...workload, users: Math.max(1, Math.ceil(workload.users * factor)) }

/** By how many times their mean the longest of so many times is longer, when they are spread exponentially. */
const longestOf = (count: number): number => {
  let sum = 0
  for (let left = 1; left <= count; left++) sum += 1 / left
  return sum
}

/** Queries a second, if none had to wait. */
const unhinderedPerSecond = (workload: Workload): number => {
  if (workload.kind === "open") return workload.perSecond
  const { atOnce, queries, queryMillis, thinkMillis, users, variability } = workload
  const inTurns = atOnce ? 1 + Math.min(1, variability) * (longestOf(queries) - 1) : queries
  return (users * queries * 1_000) / (thinkMillis + inTurns * queryMillis)
}

/** Little's law: the connections that would be busy on average, if no query had to wait. */
export const offeredLoad = (workload: Workload): number =>
  (unhinderedPerSecond(workload) * workload.queryMillis) / 1_000

/** The most queries that can be under way at once; with so many connections nobody ever waits. */
export const mostAtOnce = (workload: Workload): number => {
  if (workload.kind === "open") return Infinity
  return workload.users * (workload.atOnce ? workload.queries : 1)
}
