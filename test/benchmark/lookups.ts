import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { all, each } from "./peers/all.ts"
import { interleaved, type Result, result } from "./rounds.ts"

/** Callers at once, and lookups of a round by all of them. */
const loads = [
  [1, 4_000],
  [50, 6_000],
  [200, 6_000],
  [1_000, 8_000],
  [5_000, 10_000]
] as const

const rounds = 7

/** `ResearchCache.lookup` against the SELECT that a user would write, one a lookup. */
export const lookups = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const peers = yield* all(bench)
  const results: Array<Result> = []
  for (const [callers, total] of loads) {
    const values = yield* Effect.promise(() =>
      interleaved(
        rounds,
        each(peers, (peer) => peer.lookups(callers, total))
      )
    )
    const name = `lookups, ${callers.toLocaleString("en")} caller${callers === 1 ? "" : "s"}`
    results.push(result(name, "lookups a second", values))
  }
  return results
}, Effect.scoped)
