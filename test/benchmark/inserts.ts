import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { all, each } from "./peers/all.ts"
import { interleaved, result } from "./rounds.ts"

const callers = 50
const rows = 3_000
const rounds = 7

/** `ResearchCache.store` of new keywords against the same INSERT, a transaction each. */
export const inserts = Effect.fnUntraced(function* (bench: Bench) {
  const peers = yield* all(bench)
  let round = 0
  const values = yield* Effect.promise(() =>
    interleaved(
      rounds,
      each(peers, (peer) => peer.inserts(callers, rows, round++))
    )
  )
  return [result(`single inserts, ${callers} callers`, "rows a second", values)]
}, Effect.scoped)
