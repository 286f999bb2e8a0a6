import { everything, operations, stopwatch } from "./calls.ts"
import type { Calls, Peer, Work } from "./Peer.ts"
import { byPlan } from "./plan.ts"

/** A client whose answers are promises. */
export interface Client extends Calls<Promise<unknown>> {
  readonly name: string
  readonly works?: ReadonlyArray<Work>
  readonly close: () => Promise<void>
}

/** The work of a peer, done by such a client. */
export const ofClient = (client: Client): Peer => ({
  name: client.name,
  works: client.works ?? everything,
  close: client.close,
  asked: async (work, callers, millis, round) => {
    const one = operations(work, client.name, round, client)
    const end = performance.now() + millis
    let count = 0
    const caller = async () => {
      while (performance.now() < end) await one(count++)
    }
    const found = stopwatch()
    await Promise.all(Array.from({ length: callers }, caller))
    return found(count)
  },
  planned: (work, plan, round) => {
    const one = operations(work, `${client.name} by plan`, round, client)
    return byPlan(plan, (index, answered) =>
      one(index).then(
        () => answered(true),
        () => answered(false)
      )
    )
  }
})
