import type { ExpectedWaits } from "./ExpectedWaits.ts"
import type { OpenWorkload } from "./Workload.ts"

/** Erlang B, by its recursion, which stays exact where factorials would overflow. */
const blocking = (load: number, servers: number): number => {
  let blocked = 1
  for (let server = 1; server <= servers; server++) blocked = (load * blocked) / (server + load * blocked)
  return blocked
}

/** Erlang C: the probability that a query finds all connections busy and has to wait; 1 from full load on. */
export const waitingProbability = (load: number, servers: number): number => {
  if (load >= servers) return 1
  const blocked = blocking(load, servers)
  return blocked / (1 - (load / servers) * (1 - blocked))
}

/** M/M/c: queries at random moments, times spread exponentially, any number of callers. */
export const waits = (workload: OpenWorkload, servers: number, share: number): ExpectedWaits => {
  const { perSecond, queryMillis } = workload
  const load = (perSecond * queryMillis) / 1_000
  const waiting = waitingProbability(load, servers)
  const drainMillis = load >= servers ? Infinity : queryMillis / (servers - load)
  return {
    model: "M/M/c",
    perSecond: Math.min(perSecond, (servers * 1_000) / queryMillis),
    utilisation: Math.min(1, load / servers),
    waiting,
    meanMillis: waiting * drainMillis,
    percentileMillis: waiting <= 1 - share ? 0 : Math.log(waiting / (1 - share)) * drainMillis
  }
}
