import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { delayProxy } from "./DelayProxy.ts"
import { fillCache } from "./fillCache.ts"
import { all, each } from "./peers/all.ts"
import type { Peer, Work } from "./peers/Peer.ts"
import type { Plan } from "./peers/plan.ts"
import { figures, interleaved, type Result, result, wanted } from "./rounds.ts"

/** Milliseconds of a round trip. */
const distances = [0, 0.5, 2, 20]

/** Callers by whom a peer is found out to be the fastest, and what it can carry. */
const most = { lookups: 2_000, inserts: 500, stores: 100 } as const

/** Lookups a second that everybody is asked for, whatever the fastest can carry. */
const fixed = [10_000, 30_000]

const rounds = 3
const millis = 1_000

/** Of what is more than can be carried: long enough to fall behind, and when an answer is of no use any more. */
const overload = { millis: 2_000, deadline: 150 }

let round = 0

interface Row {
  readonly name: string
  readonly work: Work
  readonly plan: Plan
}

const run = ({ name, plan, work }: Row, peers: ReadonlyArray<Peer>, capacity: number) =>
  Effect.map(
    Effect.promise(() =>
      interleaved(
        rounds,
        each(peers, work, (peer) => peer.planned?.(work, plan, round++) ?? Promise.reject(peer.name))
      )
    ),
    (values): ReadonlyArray<Result> => {
      const { deadline } = plan
      if (deadline !== undefined) {
        const ofPeak = figures(values, ({ inTime }) => (100 * inTime) / capacity)
        return [result(`${name}, answered within ${deadline} ms`, "% of the peak", ofPeak)]
      }
      return (["p50", "p99", "p999"] as const).map((part) => ({
        ...result(
          name,
          "ms",
          figures(values, (tail) => tail[part]),
          "less"
        ),
        part: part.replace("999", "99.9")
      }))
    }
  )

const rowsOf = (work: keyof typeof most, where: string, capacity: number): ReadonlyArray<Row> => {
  const row = (what: string, plan: Plan): Row => ({ name: `${work} by plan, ${what}, ${where}`, work, plan })
  return [
    row("50%", { perSecond: 0.5 * capacity, millis }),
    row("80%", { perSecond: 0.8 * capacity, millis }),
    row("120%", { perSecond: 1.2 * capacity, ...overload }),
    ...(work === "lookups" ? fixed : []).map((perSecond) =>
      row(`${perSecond.toLocaleString("en")} a second`, { perSecond, millis })
    )
  ].filter(({ name }) => wanted(name))
}

const measure = Effect.fnUntraced(function* (
  work: keyof typeof most,
  where: string,
  peers: ReadonlyArray<Peer>
) {
  if (rowsOf(work, where, 0).length === 0) return []
  const carried = yield* Effect.promise(() =>
    interleaved(
      rounds,
      each(peers, work, (peer) => peer.asked(work, most[work], millis / 2, round++))
    )
  )
  const perSecond = figures(carried, ({ perSecond }) => perSecond)
  const capacity = result(`${work}, the most, ${where}`, "a second", perSecond)
  const [fastest, carries = 0] = Object.entries(capacity.peers)[0] ?? []
  const both = peers.filter(({ name }) => name === "aquifer" || name === fastest)
  const rows = rowsOf(work, where, carries)
  return [capacity, ...(yield* Effect.forEach(rows, (row) => run(row, both, carries))).flat()]
})

const away = Effect.fnUntraced(function* (bench: Bench, distance: number) {
  const { pooled, pooledUrl } = bench
  if (distance === 0) return { pooled, pooledUrl }
  const { port } = yield* delayProxy(pooled, distance)
  const url = new URL(pooledUrl)
  url.port = String(port)
  return { pooled: { ...pooled, port }, pooledUrl: url.href }
})

/**
 * How long callers wait who come by a plan, from the moment when they should have been sent, with Aquifer and with the
 * peer that carries the most of their work there.
 */
export const openLoop = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const results: Array<Result> = []
  for (const distance of distances) {
    const where = distance === 0 ? "on loopback" : `${distance} ms away`
    const measured = Effect.gen(function* () {
      const peers = (yield* all(yield* away(bench, distance))).filter(({ planned }) => planned !== undefined)
      for (const work of ["lookups", "inserts", "stores"] as const)
        results.push(...(yield* measure(work, where, peers)))
    })
    yield* Effect.scoped(measured)
  }
  return results
})
