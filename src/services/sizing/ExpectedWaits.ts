/** What a workload's queries have to expect of a pool; `Infinity` where the queue grows without end. */
export interface ExpectedWaits {
  /** Which model says so. */
  readonly model: "M/M/c" | "M/M/c//N" | "simulation"
  /** Queries answered in a second. */
  readonly perSecond: number
  /** How much of the time a connection is busy, 0 to 1. */
  readonly utilisation: number
  /** Probability that a query has to wait for a connection, 0 to 1. */
  readonly waiting: number
  /** How many milliseconds a query waits on average, those that need not wait counted as 0. */
  readonly meanMillis: number
  /** The wait in milliseconds that the asked-for share of queries does not exceed; 0 where so many need not wait. */
  readonly percentileMillis: number
}
