import { Effect } from "effect"
import type { Bench } from "./Bench.ts"
import { deployments } from "./fleet/deployment.ts"
import { research } from "./fleet/research.ts"
import { staleness } from "./fleet/staleness.ts"
import { takeover } from "./fleet/takeover.ts"

/** Agents in several processes: how much they do together, and what becomes of one that ends. */
export const fleet = Effect.fnUntraced(function* (bench: Bench) {
  const both = yield* deployments(bench)
  return [...(yield* research(both)), ...(yield* takeover(both[0])), ...(yield* staleness(bench))]
}, Effect.scoped)
