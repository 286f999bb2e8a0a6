import { Effect, Exit, Iterable } from "effect"
import { everything, operations, stopwatch } from "./calls.ts"
import type { Calls, Peer, Work } from "./Peer.ts"
import { byPlan } from "./plan.ts"

/** A client whose answers are effects; its callers are fibers of one program. */
export interface EffectClient extends Calls<Effect.Effect<unknown, unknown>> {
  readonly name: string
  readonly works?: ReadonlyArray<Work>
  /** Bounds an operation, where that can be said. */
  readonly within?: (
    millis: number
  ) => (effect: Effect.Effect<unknown, unknown>) => Effect.Effect<unknown, unknown>
  readonly close: () => Promise<void>
}

const everyone = { concurrency: "unbounded", discard: true } as const

/** The work of a peer, done by such a client. */
export const ofEffects = (client: EffectClient): Peer => ({
  name: client.name,
  works: client.works ?? everything,
  close: client.close,
  asked: (work, callers, millis, round) => {
    const one = operations(work, client.name, round, client)
    return Effect.runPromise(
      Effect.suspend(() => {
        const end = performance.now() + millis
        const asking = () => performance.now() < end
        let begun = 0
        let refused = 0
        const caller: Effect.Effect<void> = Effect.catch(
          Effect.whileLoop({ while: asking, body: () => one(begun++), step: () => {} }),
          (reason) => {
            if (refused++ === 0) console.error(`${client.name} is refused: ${reason}`)
            return asking() ? caller : Effect.void // not counted, and asked again
          }
        )
        const found = stopwatch()
        const callersAtOnce = Effect.forEach(Iterable.range(1, callers), () => caller, everyone)
        return Effect.map(callersAtOnce, () => found(begun - refused))
      })
    )
  },
  planned: (work, plan, round) => {
    const one = operations(work, `${client.name} by plan`, round, client)
    const bounded = plan.deadline === undefined ? undefined : client.within?.(plan.deadline)
    return byPlan(plan, (index, answered) => {
      const effect = bounded === undefined ? one(index) : bounded(one(index))
      Effect.runFork(effect).addObserver((exit) => answered(Exit.isSuccess(exit)))
    })
  }
})
