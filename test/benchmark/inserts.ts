import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { all, each } from "./peers/all.ts"
import { figures, interleaved, type Result, result, wanted } from "./rounds.ts"

const loads = [50, 500]
const rounds = 7
const millis = 500

/** `ResearchCache.store` of new keywords against the same INSERT, a transaction each. */
export const inserts = Effect.fnUntraced(function* (bench: Bench) {
  const peers = yield* all(bench)
  const results: Array<Result> = []
  let round = 0
  for (const callers of loads) {
    const name = `single inserts, ${callers} callers`
    if (!wanted(name)) continue
    const values = yield* Effect.promise(() =>
      interleaved(
        rounds,
        each(peers, "inserts", (peer) => peer.asked("inserts", callers, millis, round++))
      )
    )
    const perSecond = figures(values, ({ perSecond }) => perSecond)
    results.push(result(name, "rows a second", perSecond))
  }
  return results
}, Effect.scoped)
