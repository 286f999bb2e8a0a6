import type { ExpectedWaits } from "./ExpectedWaits.ts"
import type { ClosedWorkload } from "./Workload.ts"

/**
 * How likely a query finds so many others at the pool or in its queue. A query that arrives sees the pool as the others
 * alone would keep it (the arrival theorem), so this is the steady state with one user less.
 */
const found = (users: number, servers: number, ratio: number): Float64Array => {
  const others = users - 1
  const logs = new Float64Array(others + 1)
  for (let there = 0; there < others; there++) {
    logs[there + 1] = (logs[there] ?? 0) + Math.log(((others - there) * ratio) / Math.min(there + 1, servers))
  }
  const highest = logs.reduce((most, value) => Math.max(most, value), -Infinity)
  const weights = logs.map((value) => Math.exp(value - highest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** How likely it finds so many or more. */
const foundAtLeast = (likely: Float64Array): Float64Array => {
  const tails = Float64Array.from(likely)
  for (let there = tails.length - 2; there >= 0; there--) {
    tails[there] = (tails[there] ?? 0) + (tails[there + 1] ?? 0)
  }
  return tails
}

/** How likely the wait is longer than it takes all connections together to finish `served` queries on average. */
const longerThan = (served: number, tails: Float64Array, servers: number): number => {
  let log = -served
  let sum = 0
  for (let finished = 0; servers + finished < tails.length; finished++) {
    if (finished > 0) log += Math.log(served / finished)
    sum += Math.exp(log) * (tails[servers + finished] ?? 0)
  }
  return sum
}

const percentile = (tails: Float64Array, servers: number, share: number): number => {
  const over = 1 - share
  if ((tails[servers] ?? 0) <= over) return 0
  let [low, high] = [0, 1]
  while (longerThan(high, tails, servers) > over) high *= 2
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (longerThan(middle, tails, servers) > over) low = middle
    else high = middle
  }
  return high
}

/**
 * M/M/c//N, the machine repairman's model: a known number of users who wait for their answers, so that the queue can
 * never be longer than there are users. Exact for times spread exponentially, whatever the pauses are like.
 */
export const waits = (workload: ClosedWorkload, servers: number, share: number): ExpectedWaits => {
  const { queries, queryMillis, thinkMillis, users } = workload
  const pauseMillis = thinkMillis / queries
  const likely =
    pauseMillis === 0
      ? new Float64Array(users).fill(1, users - 1)
      : found(users, servers, queryMillis / pauseMillis)
  const tails = foundAtLeast(likely)
  const ahead = tails.slice(servers).reduce((sum, tail) => sum + tail, 0)
  const meanMillis = (ahead * queryMillis) / servers
  const perSecond = (users * 1_000) / (pauseMillis + meanMillis + queryMillis)
  return {
    model: "M/M/c//N",
    perSecond,
    utilisation: Math.min(1, (perSecond * queryMillis) / 1_000 / servers),
    waiting: tails[servers] ?? 0,
    meanMillis,
    percentileMillis: (percentile(tails, servers, share) * queryMillis) / servers
  }
}
