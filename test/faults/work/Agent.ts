import { Effect } from "effect"
import type { History } from "../history/History.ts"
import type { Told } from "../history/Operation.ts"
import type { Product } from "../rig/Product.ts"
import type { Random } from "../rig/Seed.ts"

/** What all agents look at before each turn. */
export interface Orders {
  stopped: boolean
  /** The share of operations whose callers change their minds. */
  interrupting: number
}

/** Somebody who works with a product, one thing after the other, as a sequence of random numbers says. */
export interface Agent {
  readonly name: string
  readonly product: Product
  readonly random: Random
  readonly history: History
  readonly orders: Orders
}

/** One thing that an agent does, with the number of its turn; the answer that was had last. */
export type Turn = (agent: Agent, turn: number) => Effect.Effect<Told>

/** Callers change their minds this long after they have asked, at most: most operations are under way then. */
const patienceMillis = 30

/** How an agent asks. Two numbers are taken each time, so that the sequence is the same whatever is ordered. */
export const asked = ({ name, orders, random }: Agent, millis: number) => {
  const [share, patience] = [random.next(), random.next() * patienceMillis]
  return { agent: name, millis, interruptAfter: share < orders.interrupting ? patience : undefined }
}

/** Works until it is told to stop. Whoever has failed waits longer, lest an outage be all failures. */
export const work = Effect.fnUntraced(function* (agent: Agent, turn: Turn) {
  for (let number = 1; !agent.orders.stopped; number++) {
    const told = yield* turn(agent, number)
    yield* Effect.sleep(5 + agent.random.below(told === "ok" ? 20 : 100))
  }
})
