import { Effect } from "effect"
import type { History } from "../history/History.ts"
import type { Product } from "../rig/Product.ts"
import { seeded } from "../rig/Seed.ts"
import { type Agent, type Orders, type Turn, work } from "./Agent.ts"
import { increment } from "./counters.ts"
import { oneStatement, oneTransaction } from "./ledger.ts"
import { manyRows } from "./manyRows.ts"
import { pairWith } from "./pairs.ts"
import { put, reader } from "./registers.ts"
import { store } from "./stores.ts"

type Job = readonly [job: string, turn: Turn]

/** The agents of one product, of which some work with another one. */
const jobsOf = (product: Product, partner: Product): ReadonlyArray<Job> => {
  const writers = [`${product.name} writer`, `${partner.name} writer`] as const
  return [
    ["store 1", store],
    ["store 2", store],
    ["statement", oneStatement],
    ["transaction 1", oneTransaction],
    ["transaction 2", oneTransaction],
    ["writer", put],
    ["reader", reader("lookup", writers)],
    ["near reader 1", reader("near lookup", writers)],
    ["near reader 2", reader("near lookup", writers)],
    ["increment 1", increment],
    ["increment 2", increment],
    ["pair", pairWith(partner)],
    ["rows", manyRows]
  ]
}

/** Both products' agents at work, until they are told to stop. */
export const atWork = (
  [first, second]: readonly [Product, Product],
  seed: number,
  history: History,
  orders: Orders
): Effect.Effect<void> => {
  const agentOf = (product: Product, job: string): Agent => {
    const name = `${product.name} ${job}`
    return { name, product, random: seeded(seed, name), history, orders }
  }
  const all = [
    ...jobsOf(first, second).map(([job, turn]) => work(agentOf(first, job), turn)),
    ...jobsOf(second, first).map(([job, turn]) => work(agentOf(second, job), turn))
  ]
  return Effect.all(all, { concurrency: "unbounded", discard: true })
}
