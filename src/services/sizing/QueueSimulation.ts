import { Effect, Random } from "effect"
import { EventHeap } from "./EventHeap.ts"
import type { ExpectedWaits } from "./ExpectedWaits.ts"
import type { ClosedWorkload, OpenWorkload, Workload } from "./Workload.ts"

type Draw = () => number

const exponential = (draw: Draw, mean: number): number => -Math.log(1 - draw()) * mean

const normal = (draw: Draw): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())

/** A gamma variate of mean `shape` (Marsaglia and Tsang's method, with Johnk's step below 1). */
const gamma = (draw: Draw, shape: number): number => {
  if (shape < 1) return gamma(draw, shape + 1) * (1 - draw()) ** (1 / shape)
  const least = shape - 1 / 3
  for (;;) {
    const x = normal(draw)
    const cube = (1 + x / Math.sqrt(9 * least)) ** 3
    if (cube > 0 && Math.log(1 - draw()) < 0.5 * x * x + least * (1 - cube + Math.log(cube)))
      return least * cube
  }
}

/** Query times of the workload's mean and variability. */
const service = (draw: Draw, { queryMillis, variability }: Workload): Draw => {
  if (variability === 0) return () => queryMillis
  if (variability === 1) return () => exponential(draw, queryMillis)
  const shape = 1 / (variability * variability)
  return () => (gamma(draw, shape) / shape) * queryMillis
}

/** The connections: each query takes the one that is free first, in the order in which queries come. */
class Servers {
  readonly #free = new EventHeap()
  readonly #service: Draw
  readonly #keep: number
  #skip: number
  readonly waits: Array<number> = []
  busyMillis = 0
  fromMillis = 0
  untilMillis = 0

  constructor(servers: number, service: Draw, { keep, skip }: { keep: number; skip: number }) {
    for (let server = 0; server < servers; server++) this.#free.push({ at: 0, left: 0 })
    this.#service = service
    this.#keep = keep
    this.#skip = skip
  }

  get full(): boolean {
    return this.waits.length >= this.#keep
  }

  /** Serves a query that comes at a moment no earlier than the last one, and says when it is answered. */
  answer(at: number): number {
    const start = Math.max(at, this.#free.next?.at ?? 0)
    const took = this.#service()
    this.#free.replaceNext({ at: start + took, left: 0 })
    if (this.#skip > 0) {
      this.#skip-- // until the pool is in its stride
      this.fromMillis = at
    } else {
      this.waits.push(start - at)
      this.busyMillis += took
    }
    this.untilMillis = at
    return start + took
  }
}

const runOpen = (draw: Draw, { perSecond }: OpenWorkload, servers: Servers): void => {
  for (let at = 0; !servers.full; at += exponential(draw, 1_000 / perSecond)) servers.answer(at)
}

const runClosed = (draw: Draw, workload: ClosedWorkload, servers: Servers): void => {
  const { atOnce, queries, thinkMillis, users } = workload
  const batch = atOnce ? queries : 1
  const arrivals = new EventHeap()
  for (let user = 0; user < users; user++)
    arrivals.push({ at: exponential(draw, thinkMillis), left: queries })
  for (;;) {
    const next = arrivals.next
    if (next === undefined || servers.full) return
    let answered = servers.answer(next.at)
    for (let sent = 1; sent < batch; sent++) answered = Math.max(answered, servers.answer(next.at))
    const left = next.left - batch
    arrivals.replaceNext(
      left > 0 ? { at: answered, left } : { at: answered + exponential(draw, thinkMillis), left: queries }
    )
  }
}

/** Waits kept; the 95th percentile of so many is right to within a few percent. */
const samples = 100_000
const mostSamples = 1_000_000

/**
 * First come, first served, played through: for what no formula covers, which is queries sent at once and times that
 * are not spread exponentially. The same question has the same answer each time.
 */
export const waits = (workload: Workload, size: number, share: number): Effect.Effect<ExpectedWaits> =>
  Effect.gen(function* () {
    const random = yield* Random.Random
    const draw = () => random.nextDoubleUnsafe()
    const crowd = workload.kind === "open" ? 0 : workload.users * workload.queries
    const keep = Math.min(mostSamples, Math.max(samples, 2 * crowd))
    const servers = new Servers(size, service(draw, workload), { keep, skip: Math.round(keep / 10) })
    if (workload.kind === "open") runOpen(draw, workload, servers)
    else runClosed(draw, workload, servers)
    const sorted = Float64Array.from(servers.waits).toSorted()
    const elapsedMillis = servers.untilMillis - servers.fromMillis
    return {
      model: "simulation",
      perSecond: (sorted.length * 1_000) / elapsedMillis,
      utilisation: Math.min(1, servers.busyMillis / elapsedMillis / size),
      waiting: servers.waits.filter((wait) => wait > 0).length / sorted.length,
      meanMillis: sorted.reduce((sum, wait) => sum + wait, 0) / sorted.length,
      percentileMillis: sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
    } as const
  }).pipe(Random.withSeed("aquifer"))
