import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { all, each } from "./peers/all.ts"
import { figures, interleaved, type Result, result } from "./rounds.ts"

const loads = [50, 500]
const rounds = 7
const millis = 500

/** `ResearchCache.store` of new keywords against the same INSERT, a transaction each. */
export const inserts = Effect.fnUntraced(function* (bench: Bench) {
  const peers = yield* all(bench)
  const results: Array<Result> = []
  let round = 0
  for (const callers of loads) {
    const values = yield* Effect.promise(() =>
      interleaved(
        rounds,
        each(peers, "inserts", (peer) => peer.asked("inserts", callers, millis, round++))
      )
    )
    const perSecond = figures(values, ({ perSecond }) => perSecond)
    results.push(result(`single inserts, ${callers} callers`, "rows a second", perSecond))
  }
  return results
}, Effect.scoped)
