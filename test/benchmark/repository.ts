import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { all, each } from "./peers/all.ts"
import type { Work } from "./peers/Peer.ts"
import { repository as contender } from "./peers/repository.ts"
import { figures, interleaved, type Result, result, wanted } from "./rounds.ts"

const loads: ReadonlyArray<readonly [Work, ReadonlyArray<number>]> = [
  ["lookups", [1, 50, 200, 1_000, 5_000]],
  ["inserts", [50, 500]]
]

const rounds = 7
const millis = 500

/** `Repository.find` and `upsert` of a table that a user has described, against what the others are measured by. */
export const repository = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const peers = yield* all(bench, contender)
  const results: Array<Result> = []
  let round = 0
  for (const [work, callers] of loads) {
    for (const count of callers) {
      const name = `Repository: ${work}, ${count.toLocaleString("en")} callers`
      if (!wanted(name)) continue
      const values = yield* Effect.promise(() =>
        interleaved(
          rounds,
          each(peers, work, (peer) => peer.asked(work, count, millis, round++))
        )
      )
      results.push(
        result(
          name,
          `${work} a second`,
          figures(values, ({ perSecond }) => perSecond)
        )
      )
    }
  }
  return results
}, Effect.scoped)
