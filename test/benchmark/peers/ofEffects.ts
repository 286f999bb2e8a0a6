import type { ResearchPayload } from "aquifer/research"
import { Effect, Iterable } from "effect"
import * as Workload from "../Workload.ts"
import { hashed } from "./hashed.ts"
import type { HashedDocument, Peer } from "./Peer.ts"

/** A client whose answers are effects; its callers are fibers of one program. */
export interface EffectClient<R> {
  readonly name: string
  readonly run: <A, E>(effect: Effect.Effect<A, E, R>) => Promise<A>
  readonly lookup: (keyword: string) => Effect.Effect<unknown, unknown, R>
  readonly insert: (keyword: string, payload: ResearchPayload) => Effect.Effect<unknown, unknown, R>
  readonly store: (
    keyword: string,
    payload: ResearchPayload,
    documents: ReadonlyArray<HashedDocument>
  ) => Effect.Effect<unknown, unknown, R>
  readonly close: () => Promise<void>
}

const few = hashed(Workload.documents(5))

/** The work of a peer, done by such a client. */
export const ofEffects = <R>(client: EffectClient<R>): Peer => {
  const rate = (
    callers: number,
    total: number,
    one: (index: number) => Effect.Effect<unknown, unknown, R>
  ): Promise<number> =>
    client.run(
      Effect.suspend(() => {
        const before = performance.now()
        return Effect.map(
          Effect.forEach(Iterable.range(0, total - 1), one, { concurrency: callers, discard: true }),
          () => (total * 1_000) / (performance.now() - before)
        )
      })
    )
  return {
    name: client.name,
    close: client.close,
    lookups: (callers, total) => {
      const next = Workload.random(callers)
      return rate(callers, total, () =>
        client.lookup(Workload.keyword(Math.floor(next() * Workload.keywordCount)))
      )
    },
    inserts: (callers, total, round) =>
      rate(callers, total, (index) =>
        client.insert(`${client.name} ${round} ${index}`, Workload.payload(index))
      ),
    mixed: (callers, total, round) =>
      rate(callers, total, (index) =>
        index % 10 === 9
          ? client.store(`${client.name} mixed ${round} ${index}`, Workload.payload(index), few)
          : client.lookup(Workload.keyword(index))
      )
  }
}
