import { Effect, type Fiber } from "effect"
import * as Detached from "./Detached.ts"

/** Work whose end nobody waits for once it is given up, so that a statement needs no fiber of its own for that. */
export interface AbandonableWork {
  /** What it runs in. */
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  /**
   * What a statement in this fiber is on. An object with a method, as a function written to a property would be made in
   * the old generation, and its garbage would keep a statement's alive until all of the heap is collected.
   */
  held: { readonly cutOff: () => void } | undefined
}

/** Runs `effect` as this work, in the fiber that it gets. */
export const run = <A, E, R>(work: AbandonableWork, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    work.fiber = fiber
    return effect
  })

/** Interrupts the work and waits for nothing; a connection that does not end with it in a second is cut. */
export const abandon = (work: AbandonableWork): void => {
  if (work.fiber !== undefined) Detached.abandon(work.fiber, work.fiber.context, () => work.held?.cutOff())
}
