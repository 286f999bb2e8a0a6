import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { all, each } from "./peers/all.ts"
import { figures, interleaved, type Result, result, wanted } from "./rounds.ts"

const loads = [1, 50, 200, 1_000, 5_000]

/** The callers whose lookups' processor time is told. */
const weighed = 1_000

const rounds = 7
const millis = 500

/** `ResearchCache.lookup` against what a user would write: the SELECT, one a lookup, or a batch of them by a loader. */
export const lookups = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const peers = yield* all(bench)
  const results: Array<Result> = []
  for (const callers of loads) {
    const name = `lookups, ${callers.toLocaleString("en")} caller${callers === 1 ? "" : "s"}`
    if (!wanted(name)) continue
    let round = 0
    const values = yield* Effect.promise(() =>
      interleaved(
        rounds,
        each(peers, "lookups", (peer) => peer.asked("lookups", callers, millis, round++))
      )
    )
    results.push(
      result(
        name,
        "lookups a second",
        figures(values, ({ perSecond }) => perSecond)
      )
    )
    if (callers === weighed) {
      const micros = figures(values, ({ micros }) => micros)
      results.push(result(`${name}, client's CPU`, "µs a lookup", micros, "less"))
    }
  }
  return results
}, Effect.scoped)
