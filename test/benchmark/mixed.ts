import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { fillCache } from "./fillCache.ts"
import { all, each } from "./peers/all.ts"
import { figures, interleaved, result } from "./rounds.ts"

const callers = 50
const rounds = 7
const millis = 500

/** Nine lookups for each store of five documents with metadata and cache row in one transaction. */
export const mixed = Effect.fnUntraced(function* (bench: Bench) {
  yield* fillCache(bench)
  const peers = yield* all(bench)
  let round = 0
  const values = yield* Effect.promise(() =>
    interleaved(
      rounds,
      each(peers, "mixed", (peer) => peer.asked("mixed", callers, millis, round++))
    )
  )
  const perSecond = figures(values, ({ perSecond }) => perSecond)
  return [
    result(`nine lookups to a store of five documents, ${callers} callers`, "operations a second", perSecond)
  ]
}, Effect.scoped)
