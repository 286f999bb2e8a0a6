import * as Workload from "../Workload.ts"
import type { Calls, Sample, Work } from "./Peer.ts"

export const everything: ReadonlyArray<Work> = ["lookups", "inserts", "stores", "mixed"]

/** The operations of a work in their order; what is written gets keywords of its own. */
export const operations = <A>(
  work: Work,
  name: string,
  round: number,
  { insert, lookup, store }: Calls<A>
): ((index: number) => A) => {
  const next = Workload.random(round + 1)
  const find = () => lookup(Workload.keyword(Math.floor(next() * Workload.keywordCount)))
  const own = (index: number) => `${name} ${work} ${round} ${index}`
  switch (work) {
    case "lookups":
      return find
    case "inserts":
      return (index) => insert(own(index), index)
    case "stores":
      return (index) => store(own(index), index)
    case "mixed":
      return (index) => (index % 10 === 9 ? store(own(index), index) : find())
  }
}

/** Counts from now on what this process does. */
export const stopwatch = (): ((count: number) => Sample) => {
  const before = performance.now()
  const used = process.cpuUsage()
  return (count) => {
    const millis = performance.now() - before
    const { system, user } = process.cpuUsage(used)
    return { perSecond: (count * 1_000) / millis, micros: (system + user) / Math.max(1, count) }
  }
}
