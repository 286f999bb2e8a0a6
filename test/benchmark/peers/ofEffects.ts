import { Effect, Iterable } from "effect"
import { everything, operations, stopwatch } from "./calls.ts"
import type { Calls, Peer, Work } from "./Peer.ts"

/** A client whose answers are effects; its callers are fibers of one program. */
export interface EffectClient<R> extends Calls<Effect.Effect<unknown, unknown, R>> {
  readonly name: string
  readonly works?: ReadonlyArray<Work>
  readonly run: <A, E>(effect: Effect.Effect<A, E, R>) => Promise<A>
  readonly close: () => Promise<void>
}

const everyone = { concurrency: "unbounded", discard: true } as const

/** The work of a peer, done by such a client. */
export const ofEffects = <R>(client: EffectClient<R>): Peer => ({
  name: client.name,
  works: client.works ?? everything,
  close: client.close,
  asked: (work, callers, millis, round) => {
    const one = operations(work, client.name, round, client)
    return client.run(
      Effect.suspend(() => {
        const end = performance.now() + millis
        const asking = () => performance.now() < end
        let begun = 0
        let refused = 0
        const caller: Effect.Effect<void, unknown, R> = Effect.catch(
          Effect.whileLoop({ while: asking, body: () => one(begun++), step: () => {} }),
          (reason) => {
            refused++ // not counted, and asked again; but not where nothing else comes
            if (asking()) return caller
            return refused < begun ? Effect.void : Effect.fail(reason)
          }
        )
        const found = stopwatch()
        const callersAtOnce = Effect.forEach(Iterable.range(1, callers), () => caller, everyone)
        return Effect.map(callersAtOnce, () => found(begun - refused))
      })
    )
  }
})
