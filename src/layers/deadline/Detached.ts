import { type Context, Effect, type Fiber, Predicate } from "effect"
import * as Timers from "./Timers.ts"

/** What an abandoned statement gets to end by itself (the server is asked to cancel it) before its socket is cut. */
const grace = "1 second"

/** What a fiber has forked and not outlived yet. */
const childrenOf = (fiber: Fiber.Fiber<unknown, unknown>): Iterable<Fiber.Fiber<unknown, unknown>> =>
  Predicate.hasProperty(fiber, "_children") && fiber._children instanceof Set ? fiber._children : []

/**
 * Whether all that a fiber does ends when it is interrupted: its own work, and that of its children. No type has either
 * property: tested, and the reason for the peer range `~4.1.0` of effect. Without the first nothing is cut off.
 */
export const isInterruptible = (fiber: Fiber.Fiber<unknown, unknown>): boolean => {
  if (!Predicate.hasProperty(fiber, "interruptible") || fiber.interruptible !== true) return false
  for (const child of childrenOf(fiber)) if (!isInterruptible(child)) return false
  return true
}

/**
 * Whether a fiber has been told to end, though it may still clean up. No type has this either; without it COMMIT does not
 * wait for a nested transaction that is being given up, for which there is a test.
 */
export const isEnding = (fiber: Fiber.Fiber<unknown, unknown>): boolean =>
  Predicate.hasProperty(fiber, "_interruptedCause") && fiber._interruptedCause !== undefined

const principals = new WeakMap<Fiber.Fiber<unknown, unknown>, Fiber.Fiber<unknown, unknown>>()

/** The caller for whom alone a fiber works; itself, unless it was begun by {@link onBehalfOf}. */
export const principalOf = (fiber: Fiber.Fiber<unknown, unknown>): Fiber.Fiber<unknown, unknown> =>
  principals.get(fiber) ?? fiber

/** Runs an effect, in whichever fiber it gets, as the caller's own work. */
export const onBehalfOf = <A, E, R>(
  caller: Fiber.Fiber<unknown, unknown>,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    principals.set(fiber, principalOf(caller))
    return effect
  })

/** Interrupts a fiber and waits for nothing; when it has not ended in a second, `destroy` ends it. */
export const abandon = (
  worker: Fiber.Fiber<unknown, unknown>,
  context: Context.Context<never>,
  destroy: () => void
): void => {
  worker.interruptUnsafe()
  if (worker.pollUnsafe() !== undefined) return
  const reaper = Effect.runForkWith(context)(Effect.andThen(Effect.sleep(grace), Effect.sync(destroy)))
  worker.addObserver(() => reaper.interruptUnsafe())
}

/**
 * Runs an effect in a fiber of its own, so that an interrupted caller returns at once while the effect cleans up behind
 * it.
 *
 * The driver takes up to five seconds to give up a statement, which nobody should wait for. When the cleaning up takes
 * longer than a second, `destroy` ends it; `abandoned` is told at once that the caller has gone.
 */
export const detached = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  destroy: () => void,
  abandoned?: () => void
): Effect.Effect<A, E, R> =>
  Effect.withFiber((caller) =>
    Effect.callback<A, E, R>((resume) => {
      const context = caller.context as Context.Context<R>
      const worker = Effect.runForkWith(context)(onBehalfOf(caller, effect))
      worker.addObserver(resume)
      return Effect.sync(() => {
        abandoned?.()
        abandon(worker, context, destroy)
      })
    })
  )

/**
 * Runs an effect in a fiber of its own for at most `millis`, even where nothing can be interrupted; then it is cut off
 * by `destroy`, and what `orElse` gives is the answer.
 */
export const detachedWithin = <A, E, R, A2, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  options: {
    readonly millis: number
    readonly destroy: () => void
    readonly orElse: Effect.Effect<A2, E2, R2>
  }
): Effect.Effect<A | A2, E | E2, R | R2> =>
  Effect.withFiber((caller) =>
    Effect.callback<A | A2, E | E2, R | R2>((resume) => {
      const worker = Effect.runForkWith(caller.context as Context.Context<R>)(onBehalfOf(caller, effect))
      const cancel = Timers.setAfter(caller, options.millis, () => {
        resume(options.orElse) // first, as cutting it off ends the worker, whose end would be the answer
        worker.interruptUnsafe()
        options.destroy()
      })
      worker.addObserver((exit) => {
        cancel()
        resume(exit)
      })
      return Effect.sync(() => {
        cancel()
        abandon(worker, caller.context, options.destroy)
      })
    })
  )

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
export const runAbandonable = <A, E, R>(
  work: AbandonableWork,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) => {
    work.fiber = fiber
    return effect
  })

/** Interrupts the work and waits for nothing; a connection that does not end with it in a second is cut. */
export const abandonWork = (work: AbandonableWork): void => {
  if (work.fiber !== undefined) abandon(work.fiber, work.fiber.context, () => work.held?.cutOff())
}
